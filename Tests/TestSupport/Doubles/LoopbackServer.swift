// SPDX-License-Identifier: Apache-2.0
import Crypto
import Effects
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
package import SystemPackage
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A real HTTP server on the loopback interface that serves doubles, and lets their requests go wrong.
package struct LoopbackServer: Sendable {
    let doubles: [any ServiceDouble]
    let faults: FaultPlan
    /// Where large bodies are spooled.
    let folder: FilePath

    /// Runs `body` while the doubles are served at the address that it gets, `http://127.0.0.1:1234`.
    package static func serving<Result: Sendable>(
        _ doubles: [any ServiceDouble], faults: FaultPlan = FaultPlan(), in folder: FilePath,
        _ body: @escaping @Sendable (_ origin: String) async throws -> Result
    ) async throws -> Result {
        let server = LoopbackServer(doubles: doubles, faults: faults, folder: folder)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: CallbackResponder { request, context in try await server.respond(request, context) },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                port.yield(channel.localAddress?.port ?? 0)
                port.finish()
            },
            logger: Logger(label: "double") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            defer { group.cancelAll() }
            var iterator = ports.makeAsyncIterator()
            guard let number = await iterator.next(), number > 0 else { throw CancellationError() }
            return try await body("http://127.0.0.1:\(number)")
        }
    }

    private func respond(_ request: Request, _ context: DoubleContext) async throws -> Response {
        let received = try await receive(request, context)
        let fault = faults.fault(of: received)
        if case .cutOff = received.body {
            for double in doubles { try await double.wasAbandoned(received) }
            try await context.reset()
            return Response(status: .badRequest)
        }
        if let fault, [.resetBefore, .internalError, .unavailable, .tooManyRequests, .secondaryLimit].contains(fault) {
            for double in doubles { try await double.wasAbandoned(received) }
            if fault == .resetBefore { try await context.reset() }
            return Self.response(try await own(fault, received) ?? Self.plain(fault))
        }
        if fault == .badGateway, case .file = received.body {
            for double in doubles { try await double.wasAbandoned(received) }
            return Self.response(Self.plain(.badGateway))
        }
        var answer: DoubleResponse?
        for double in doubles {
            answer = try await double.respond(to: received)
            if answer != nil { break }
        }
        switch fault {
        case .resetAfter:
            try await context.reset()
            return Response(status: .ok)
        case .badGateway: return Self.response(Self.plain(.badGateway))
        default: return Self.response(answer ?? DoubleResponse(404), fault: fault)
        }
    }

    private func own(_ fault: Fault, _ request: DoubleRequest) async throws -> DoubleResponse? {
        for double in doubles {
            if let answer = await double.response(to: fault, of: request) { return answer }
        }
        return nil
    }

    private static func plain(_ fault: Fault) -> DoubleResponse {
        switch fault {
        case .internalError: DoubleResponse(500)
        case .badGateway: DoubleResponse(502, bytes: Array("<html>502 Bad Gateway</html>".utf8))
        case .unavailable: DoubleResponse(503)
        case .tooManyRequests: DoubleResponse(429, headers: ["retry-after": "0"])
        default: DoubleResponse(403, headers: ["retry-after": "0"])
        }
    }

    // MARK: Messages

    private func receive(_ request: Request, _ context: DoubleContext) async throws -> DoubleRequest {
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        var query: [String: String] = [:]
        for (key, value) in request.uri.queryParameters {
            query[String(key).removingPercentEncoding ?? String(key)] =
                String(value).removingPercentEncoding ?? String(value)
        }
        var path = request.uri.path.removingPercentEncoding ?? request.uri.path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return DoubleRequest(
            method: request.method.rawValue, path: path, query: query, headers: headers,
            body: await self.body(request, length: headers["content-length"].flatMap { Int($0) }),
            origin: "http://127.0.0.1:\(context.channel.localAddress?.port ?? 0)")
    }

    /// Bodies over a mebibyte go to a file.
    private func body(_ request: Request, length: Int?) async -> DoubleRequest.Body {
        do {
            guard let length, length > 1 << 20 else {
                var bytes: [UInt8] = []
                for try await buffer in request.body { bytes += buffer.readableBytesView }
                if let length, bytes.count < length { return .cutOff }
                return .bytes(bytes)
            }
            let file = folder.appending("body-\(UInt64.random(in: 0 ... .max))")
            let writer = try FileWriter(file)
            var hasher = SHA256()
            var count = 0
            for try await buffer in request.body {
                let bytes = Array(buffer.readableBytesView)
                hasher.update(data: bytes)
                count += bytes.count
                try writer.write(bytes)
            }
            guard count == length else { return .cutOff }
            try writer.commit(durably: false)
            return .file(file, size: UInt64(count), sha256: Self.hexadecimal(hasher.finalize()))
        } catch {
            return .cutOff
        }
    }

    static func hexadecimal(_ digest: SHA256.Digest) -> String {
        digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func response(_ answer: DoubleResponse, fault: Fault? = nil) -> Response {
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        let status = HTTPResponse.Status(code: answer.status)
        if answer.status == 204 || answer.status == 304 { return Response(status: status, headers: headers) }
        return Response(status: status, headers: headers, body: body(of: answer, fault: fault))
    }

    private static func body(of answer: DoubleResponse, fault: Fault?) -> ResponseBody {
        switch answer.body {
        case .bytes(let bytes):
            let sent = fault == .truncatedBody ? bytes.count / 2 : bytes.count
            guard fault == .slowBody || fault == .truncatedBody else {
                return ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            }
            return ResponseBody(contentLength: bytes.count) { writer in
                for byte in bytes.prefix(sent) {
                    try await writer.write(ByteBuffer(bytes: [byte]))
                    await Task.yield()
                }
                if sent < bytes.count { throw CancellationError() }
                try await writer.finish(nil)
            }
        case .file(let path):
            return ResponseBody { writer in
                let reader = try FileReader(path)
                var left = fault == .truncatedBody ? Int(reader.size) / 2 : Int(reader.size)
                while left > 0 {
                    let bytes = try reader.read(upTo: min(left, 1 << 18))
                    if bytes.isEmpty { break }
                    left -= bytes.count
                    try await writer.write(ByteBuffer(bytes: bytes))
                }
                if fault == .truncatedBody { throw CancellationError() }
                try await writer.finish(nil)
            }
        }
    }
}

/// A request's surroundings, with the connection that it came on.
struct DoubleContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Ends the connection at once, with a reset.
    func reset() async throws {
        if let socket = channel as? any SocketOptionProvider {
            try? await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try? await channel.close()
    }
}
