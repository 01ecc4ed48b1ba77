// SPDX-License-Identifier: Apache-2.0
import Effects
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite("HTTP client")
struct WebTests {
    /// Pauses that were asked for, none of which took time.
    final class Pauses: Sendable {
        private let list = Mutex<[Duration]>([])
        var all: [Duration] { list.withLock { $0 } }
        func add(_ duration: Duration) { list.withLock { $0.append(duration) } }
    }

    private func web(_ pauses: Pauses = Pauses(), environment: [String: String] = [:]) -> Web {
        Web(
            environment: Environment(environment), userAgent: "fledge/1.2.3", clock: FixedClock(seconds: 784_111_777),
            sleep: { pauses.add($0) }, randomNumber: { 1 })
    }

    private static func echo(_ request: TestRequest) async throws -> TestResponse {
        let body = try await request.body()
        return TestResponse(
            headers: [
                "X-Agent": request.headers["user-agent"] ?? "", "X-Length": request.headers["content-length"] ?? "",
            ],
            text: "\(request.method) \(request.path) \(request.query)\n" + String(decoding: body, as: UTF8.self))
    }

    @Test(arguments: WebMethod.allCases)
    func `sends what it is told and returns the answer`(_ method: WebMethod) async throws {
        try await TestServer.run(Self.echo) { server in
            let body: WebBody = method == .get || method == .head ? .none : .text("hello")
            let response = try await web().send(WebRequest(method, server.url + "/a%20b/%2Fc?x=1&y=%2B", body: body))
            #expect(response.status == 200)
            let text = "\(method.rawValue) /a%20b/%2Fc x=1&y=%2B\n" + (body == .none ? "" : "hello")
            #expect(response.text == (method == .head ? "" : text))
            #expect(response.headers["x-agent"] == "fledge/1.2.3")
            #expect(response.headers["X-LENGTH"] == (body == .none ? "" : "5"))
        }
    }

    @Test func `streams a part of a file out and an answer into a file`() async throws {
        try await Files().withTemporaryDirectory { folder in
            let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 2) }
            let source = folder.appending("in")
            try Files().replace(source, bytes)
            try await TestServer.run({ TestResponse(body: try await $0.body()) }) { server in
                let target = folder.appending("out")
                let response = try await web().send(
                    WebRequest(
                        .put, server.url, body: .file(source, 100..<2_500_000),
                        destination: .file(target, limit: 2_499_900)))
                #expect(response.body.isEmpty)
                #expect(try Files().read(target, limit: 3_000_000) == Array(bytes[100..<2_500_000]))
                let tooLarge = WebRequest(
                    .put, server.url, body: .file(source, 0..<11), destination: .file(folder.appending("x"), limit: 10))
                await #expect(throws: WebError.failed(WebFailure(tooLarge, .tooLarge(limit: 10)))) {
                    try await web().send(tooLarge)
                }
                #expect(try Files().list(folder).map(\.string) == ["in", "out"])
            }
        }
    }

    @Test func `sends no file that is shorter than it was`() async throws {
        try await Files().withTemporaryDirectory { folder in
            let source = folder.appending("in")
            try Files().replace(source, [1, 2, 3])
            try await TestServer.run({ TestResponse(body: try await $0.body()) }) { server in
                let request = WebRequest(.put, server.url, body: .file(source, 0..<4))
                let error = FileError(.read, source, .changedWhileRead)
                await #expect(throws: WebError.failed(WebFailure(request, .file(error)))) {
                    try await web().send(request)
                }
            }
        }
    }

    @Test func `refuses more bytes than asked for`() async throws {
        try await TestServer.run({ _ in TestResponse(text: "12345") }) { server in
            let request = WebRequest(.get, server.url, destination: .memory(limit: 4))
            await #expect(throws: WebError.failed(WebFailure(request, .tooLarge(limit: 4)))) {
                try await web().send(request)
            }
            let response = try await web().send(WebRequest(.get, server.url, destination: .memory(limit: 5)))
            #expect(response.text == "12345")
        }
    }

    @Test func `returns a bad status with its words, and hides the request's secrets in them`() async throws {
        let answer = TestResponse.json(422, "{\"message\": \"no,\\n s3cr3t-t0ken is wrong\"}")
        try await TestServer.run({ _ in answer }) { server in
            var request = WebRequest(.post, server.url + "/repos?access_token=abcd")
            request.headers["Authorization"] = "Bearer s3cr3t-t0ken"
            request.headers.set("X-Api-Key", secret: Secret("k3y-k3y"))
            let response = try await web().send(request)
            let refusal = response.refusal(of: request)
            #expect(
                refusal.description
                    == "POST \(server.url)/repos: 422 Unprocessable Content, "
                    + "{\"message\": \"no,\\n <redacted> is wrong\"}")
            #expect(!"\(request.headers)".contains("s3cr3t"))
            #expect(!"\(request.headers)".contains("k3y"))
        }
    }

    @Test func `follows redirections only when told, without secrets to another host`() async throws {
        try await TestServer.run({ request in
            TestResponse(text: "\(request.method) \(request.headers["authorization"] ?? "none")")
        }) { other in
            try await TestServer.run({ request in
                switch request.path {
                case "/far": TestResponse(302, headers: ["Location": other.url + "/file"])
                case "/near": TestResponse(307, headers: ["Location": "end?x"])
                case "/loop": TestResponse(301, headers: ["Location": "/loop"])
                case "/odd": TestResponse(301, headers: ["Location": "ftp://example.org/?token=1"])
                default: TestResponse(text: "\(request.method) \(request.headers["authorization"] ?? "none")")
                }
            }) { server in
                func get(_ path: String, redirections: Int) async throws -> WebResponse {
                    var request = WebRequest(.get, server.url + path, redirections: redirections)
                    request.headers["Authorization"] = "token abc"
                    return try await web().send(request)
                }
                #expect(try await get("/far", redirections: 0).status == 302)
                #expect(try await get("/far", redirections: 3).text == "GET none")
                let near = try await get("/near", redirections: 3)
                #expect(near.text == "GET token abc")
                #expect(near.url == server.url + "/end?x")
                #expect(try await get("/loop", redirections: 3).status == 301)
                #expect(server.requests.filter { $0.path == "/loop" }.count == 4)
                let error = await #expect(throws: WebError.self) { try await get("/odd", redirections: 1) }
                #expect(error?.description == "GET \(server.url)/odd: the server redirects to `ftp://example.org/`")
            }
        }
    }

    @Test(arguments: [
        ServerFault.resetBefore, .resetAfter, .truncate, .reply(TestResponse(500)), .reply(TestResponse(503)),
    ])
    func `tries again what may be tried again`(_ fault: ServerFault) async throws {
        try await TestServer.run({ _ in TestResponse(text: "done") }) { server in
            let pauses = Pauses()
            server.inject { $0.index < 2 ? fault : nil }
            let response = try await web(pauses).send(WebRequest(.get, server.url))
            #expect(response.text == "done")
            #expect(server.requests.count == 3)
            #expect(pauses.all == [.milliseconds(500), .seconds(1)])
        }
    }

    @Test func `does not send twice what may have had its effect`() async throws {
        try await TestServer.run({ _ in TestResponse(text: "done") }) { server in
            let request = WebRequest(.post, server.url, body: .text("x"))
            server.inject { _ in .resetAfter }
            await #expect(throws: WebError.failed(WebFailure(request, .connectionLost))) {
                try await web().send(request)
            }
            #expect(server.requests.count == 1)
            server.inject { _ in .reply(TestResponse(502)) }
            let bad = try await web().send(request)
            #expect(bad.status == 502)
            #expect(server.requests.count == 2)
            server.inject { $0.index == 2 ? .reply(TestResponse(429)) : nil }
            let later = try await web().send(request)
            #expect(later.text == "done")
            #expect(server.requests.count == 4)
            server.inject { $0.index == 4 ? .resetAfter : nil }
            var told = request
            told.isIdempotent = true
            let again = try await web().send(told)
            #expect(again.text == "done")
            #expect(server.requests.count == 6)
        }
    }

    @Test func `gives up after the policy's attempts with the last outcome`() async throws {
        try await TestServer.run({ _ in TestResponse(503, text: "busy") }) { server in
            let pauses = Pauses()
            let request = WebRequest(.get, server.url, retry: RetryPolicy(attempts: 3))
            let response = try await web(pauses).send(request)
            #expect(response.status == 503)
            #expect(response.text == "busy")
            #expect(pauses.all.count == 2)
            #expect(server.requests.count == 3)
        }
    }

    @Test func `ends at the deadline`() async throws {
        try await TestServer.run({ _ in TestResponse() }) { server in
            server.inject { _ in .silence }
            let request = WebRequest(.get, server.url, deadline: .milliseconds(100), retry: RetryPolicy(attempts: 2))
            await #expect(throws: WebError.failed(WebFailure(request, .deadline(.milliseconds(100))))) {
                try await web().send(request)
            }
            #expect(server.requests.count == 2)
        }
    }

    @Test func `ends when its task is cancelled`() async throws {
        try await TestServer.run({ _ in TestResponse() }) { server in
            server.inject { _ in .silence }
            let task = Task { try await web().send(WebRequest(.get, server.url)) }
            while server.requests.isEmpty { await Task.yield() }
            task.cancel()
            await #expect(throws: WebError.cancelled) { try await task.value }
        }
    }

    @Test func `says why there is no connection`() async throws {
        // The port of a server that is gone.
        let url = try await TestServer.run({ _ in TestResponse() }) { $0.url }
        let request = WebRequest(.post, url + "/x?secret=1", retry: RetryPolicy(attempts: 2))
        let pauses = Pauses()
        let error = await #expect(throws: WebError.self) { try await web(pauses).send(request) }
        let place = String(url.dropFirst("http://".count))
        #expect(error?.description == "POST \(url)/x: no connection: `\(place)`: Connection refused")
        #expect(pauses.all.count == 1)
        for url in ["", "x", "ftp://example.org", "http://", "file:///etc/passwd", "http:// /"] {
            let bad = WebRequest(.get, url)
            await #expect(throws: WebError.failed(WebFailure(bad, .badURL))) { try await web().send(bad) }
        }
    }

    @Test func `shows no user, password or query of a URL`() {
        let request = WebRequest(.get, "https://user:pass@example.org/a/b@c?X-Amz-Signature=1#f")
        #expect(request.shownURL == "https://example.org/a/b@c")
    }

    @Test(arguments: ["http", "https"])
    func `goes through the proxy that the environment names`(_ scheme: String) async throws {
        try await TestServer.run({ _ in TestResponse(407) }) { proxy in
            let place = proxy.url.dropFirst("http://".count)
            let client = web(environment: [
                "\(scheme)_proxy": "http://ada:p%40ss@\(place)", "NO_PROXY": "example.net",
            ])
            let request = WebRequest(.get, "\(scheme)://nowhere.example.org/x", retry: .never)
            let error = await #expect(throws: WebError.self) { try await client.send(request) }
            #expect(
                error?.description == "GET \(request.url): no connection: the proxy wants a user and a password")
            #expect(proxy.requests.map(\.method) == ["CONNECT"])
            #expect(proxy.requests.first?.headers["proxy-authorization"] == "Basic YWRhOnBAc3M=")
            #expect(proxy.requests.first?.headers["host"] == "nowhere.example.org")
            #expect(proxy.requests.first?.path == (scheme == "http" ? "80" : "443"))
            try await TestServer.run({ _ in TestResponse(text: "direct") }) { server in
                let response = try await client.send(WebRequest(.get, server.url))
                #expect(response.text == "direct")
            }
            #expect(proxy.requests.count == 1)
        }
        let request = WebRequest(.get, "http://x/")
        let bad = web(environment: ["HTTP_PROXY": "ldap://x"])
        await #expect(throws: WebError.failed(WebFailure(request, .badProxy(variable: "HTTP_PROXY")))) {
            try await bad.send(request)
        }
    }

    @Test func `sends many requests at once`() async throws {
        try await TestServer.run(Self.echo) { server in
            let client = web()
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<100 {
                    group.addTask { try await client.send(WebRequest(.put, server.url, body: .text("\(number)"))).text }
                }
                var texts: Set<String> = []
                for try await text in group { texts.insert(text) }
                return texts
            }
            #expect(texts.count == 100)
            #expect(server.requests.count == 100)
        }
    }

    @Test func `sees an answer that comes before the whole body is sent`() async throws {
        try await Files().withTemporaryDirectory { folder in
            let source = folder.appending("big")
            try Files().replace(source, [UInt8](repeating: 7, count: 20_000_000))
            try await TestServer.run({ _ in TestResponse(403, text: "no") }) {
                server in
                let request = WebRequest(.put, server.url, body: .file(source, 0..<20_000_000), retry: .never)
                let response = try await web().send(request)
                #expect(response.status == 403)
                #expect(response.text == "no")
            }
        }
    }

    @Test(.enabled(if: TLSServer.isInstalled))
    func `trusts the authorities that it is told, and no others`() async throws {
        let (url, authority) = try await TLSServer.start()
        let trusting = web(environment: ["SSL_CERT_FILE": authority.string])
        var status: Int?
        for _ in 0..<600 where status == nil {
            // The server needs a moment to start; until then there is nobody, and no authority either.
            status = try? await trusting.send(WebRequest(.get, url, retry: .never)).status
            if status == nil { try await Task.sleep(for: .milliseconds(50)) }
        }
        #expect(status == 200)
        let request = WebRequest(.get, url)
        let error = await #expect(throws: WebError.self) { try await web().send(request) }
        guard case .failed(let failure) = error, case .untrusted = failure.reason else {
            Issue.record("\(error.map { "\($0)" } ?? "no error")")
            return
        }
        #expect(failure.description.hasPrefix("GET \(url): no secure connection: "))
        let wrongHost = WebRequest(.get, url.replacing("localhost", with: "127.0.0.1"), retry: .never)
        await #expect(throws: WebError.self) { try await trusting.send(wrongHost) }
    }
}
