// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import SystemPackage

/// One request and its answer over a client.
struct WebExchange: Sendable {
    let request: WebRequest
    let userAgent: String

    func run(with client: HTTPClient) async throws -> WebResponse {
        let response = try await client.execute(try outgoing(), deadline: .distantFuture)
        var headers = WebHeaders()
        for (name, value) in response.headers { headers.add(name, value) }
        let status = Int(response.status.code)
        var body: [UInt8] = []
        if (200..<300).contains(status) {
            body = try await receive(response)
        } else {
            body = try await excerpt(response)
        }
        return WebResponse(status: status, headers: headers, body: body, url: request.url)
    }

    private func outgoing() throws -> HTTPClientRequest {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        for field in request.headers.fields { outgoing.headers.add(name: field.name, value: field.value) }
        if request.headers["User-Agent"] == nil { outgoing.headers.add(name: "User-Agent", value: userAgent) }
        switch request.body {
        case .none:
            // S3 and GitHub want to be told that nothing follows.
            if request.method != .get, request.method != .head, request.method != .delete {
                outgoing.body = .bytes(ByteBuffer())
            }
        case .bytes(let bytes):
            outgoing.body = .bytes(ByteBuffer(bytes: bytes))
        case .file(let path, let range):
            let reader = try FileReader(path)
            guard range.upperBound <= reader.size else { throw FileError(.read, path, .changedWhileRead) }
            outgoing.body = .stream(
                FileBody(reader: reader, range: range), length: .known(Int64(range.upperBound - range.lowerBound)))
        }
        return outgoing
    }

    private func receive(_ response: HTTPClientResponse) async throws -> [UInt8] {
        switch request.destination {
        case .memory(let limit):
            var body: [UInt8] = []
            for try await buffer in response.body {
                guard body.count + buffer.readableBytes <= limit else { throw tooLarge(UInt64(limit)) }
                body += buffer.readableBytesView
            }
            return body
        case .file(let path, let limit):
            let writer = try FileWriter(path)
            var size: UInt64 = 0
            for try await buffer in response.body {
                size += UInt64(buffer.readableBytes)
                guard size <= limit else { throw tooLarge(limit) }
                try writer.write(Array(buffer.readableBytesView))
            }
            try writer.commit(durably: false)
            return []
        }
    }

    /// The beginning of an answer that is no success.
    private func excerpt(_ response: HTTPClientResponse) async throws -> [UInt8] {
        var body: [UInt8] = []
        do {
            for try await buffer in response.body {
                body += buffer.readableBytesView.prefix(Self.longestExcerpt - body.count)
                if body.count >= Self.longestExcerpt { break }
            }
        } catch {
            // The status says enough when the words after it do not come.
            try Task.checkCancellation()
        }
        return body
    }

    private func tooLarge(_ limit: UInt64) -> WebError {
        .failed(WebFailure(request, .tooLarge(limit: limit)))
    }

    private static let longestExcerpt = 64 << 10
}
