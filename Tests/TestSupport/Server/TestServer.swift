// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import HummingbirdCore
import HTTPTypes
import Logging
import NIOCore
import Synchronization
#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A real HTTP server on a loopback port that lasts as long as a closure, fails where it is told to, and counts.
package final class TestServer: Sendable {
    package typealias Responder = @Sendable (TestRequest) async throws -> TestResponse

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    package let url: String
    private let core: Core

    private init(port: Int, core: Core) {
        url = "http://127.0.0.1:\(port)"
        self.core = core
    }

    /// All requests so far.
    package var requests: [ServedRequest] { core.state.withLock { $0.requests } }

    /// The most requests that were in the works at once.
    package var mostAtOnce: Int { core.state.withLock { $0.mostAtOnce } }

    /// Forgets the requests so far; the next one has index 0 again.
    package func resetCount() {
        core.state.withLock { $0.requests = [] }
    }

    /// Decides from now on which request fails and how; nil is an answer as it should be.
    package func inject(_ fault: @escaping @Sendable (ServedRequest) -> ServerFault?) {
        core.state.withLock { $0.fault = fault }
    }

    /// Fails once, at a request counted from the next one as 0.
    package func inject(_ fault: ServerFault, at index: Int) {
        let start = core.state.withLock { $0.requests.count }
        inject { $0.index == start + index ? fault : nil }
    }

    package func injectNothing() {
        inject { _ in nil }
    }

    /// Runs `body` with a server that answers by `responder`; what that throws is answered with 500.
    package static func run<Result>(
        _ responder: @escaping Responder, _ body: (TestServer) async throws -> Result
    ) async throws -> Result {
        let core = Core(responder: responder)
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { _, _ in Response(status: .notImplemented) },
            server: HTTPServerBuilder { _ in
                HTTP1Channel(responder: { try await core.serve($0, $1, $2) })
            },
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port ?? 0)
                continuation.finish()
            },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let server = Task {
            defer { continuation.finish() }
            try await application.run()
        }
        do {
            guard let port = await ports.first(where: { _ in true }), port != 0 else {
                throw TestServerError.didNotStart("\(await server.result)")
            }
            let result = try await body(TestServer(port: port, core: core))
            server.cancel()
            _ = await server.result
            return result
        } catch {
            server.cancel()
            _ = await server.result
            throw error
        }
    }

    /// What the connections share.
    private final class Core: Sendable {
        struct State {
            var requests: [ServedRequest] = []
            var fault: @Sendable (ServedRequest) -> ServerFault? = { _ in nil }
            var running = 0
            var mostAtOnce = 0
        }

        let state = Mutex(State())
        let responder: Responder

        init(responder: @escaping Responder) {
            self.responder = responder
        }

        @concurrent
        func serve(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
            let request = TestRequest(request)
            let fault = state.withLock { state in
                let served = ServedRequest(
                    index: state.requests.count, method: request.method, path: request.path, query: request.query,
                    headers: request.headers)
                state.requests.append(served)
                state.running += 1
                state.mostAtOnce = max(state.mostAtOnce, state.running)
                return state.fault(served)
            }
            defer { state.withLock { $0.running -= 1 } }
            switch fault {
            case .resetBefore: return try await reset(channel)
            case .silence: return try await Task.sleep(for: .seconds(3600))
            case .reply(let response):
                // Read to the end, so that the client sees the answer and no broken pipe.
                try await request.forEachPiece { _ in }
                return try await write(response, to: writer, request)
            case nil, .resetAfter, .replyAfter, .truncate, .slow: break
            }
            let response: TestResponse
            do { response = try await responder(request) } catch { response = TestResponse(500, text: "\(error)") }
            switch fault {
            case .resetAfter: try await reset(channel)
            case .replyAfter(let other): try await write(other, to: writer, request)
            case .truncate: try await truncate(response, writer, channel)
            case .slow: try await writeSlowly(response, writer)
            default: try await write(response, to: writer, request)
            }
        }

        private func head(_ response: TestResponse) -> HTTPResponse {
            var fields = HTTPFields()
            for (name, value) in response.headers.sorted(by: { $0.key < $1.key }) {
                if let name = HTTPField.Name(name) { fields[name] = value }
            }
            if response.status != 204, response.status != 304, fields[.contentLength] == nil {
                fields[.contentLength] = String(response.body.count)
            }
            return HTTPResponse(status: .init(code: response.status), headerFields: fields)
        }

        @concurrent
        private func write(
            _ response: TestResponse, to writer: consuming ResponseWriter, _ request: TestRequest
        ) async throws {
            let body = request.method == "HEAD" ? [] : response.body
            try await writer.write(response: head(response), body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
        }

        @concurrent
        private func truncate(
            _ response: TestResponse, _ writer: consuming ResponseWriter, _ channel: any Channel
        ) async throws {
            var promised = response
            promised.headers["Content-Length"] = String(max(response.body.count, 2))
            var body = try await writer.writeHead(head(promised))
            try await body.write(ByteBuffer(bytes: response.body.prefix(response.body.count / 2)))
            try await channel.close().get()
        }

        @concurrent
        private func writeSlowly(_ response: TestResponse, _ writer: consuming ResponseWriter) async throws {
            var body = try await writer.writeHead(head(response))
            let size = max(1, response.body.count / 10)
            for start in stride(from: 0, to: response.body.count, by: size) {
                try await body.write(ByteBuffer(bytes: response.body[start...].prefix(size)))
                try await Task.sleep(for: .milliseconds(1))
            }
            try await body.finish(nil)
        }

        /// Ends the connection by a reset, as a crashed server or a firewall does.
        private func reset(_ channel: any Channel) async throws {
            if let options = channel as? any SocketOptionProvider {
                try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
            }
            try await channel.close().get()
        }
    }
}
