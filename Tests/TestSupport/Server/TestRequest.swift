// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import HTTPTypes
import NIOCore

/// A request as a test server got it.
package struct TestRequest: Sendable {
    package let method: String
    /// As it was sent: percent-encoded, without the query.
    package let path: String
    /// As it was sent, without the question mark.
    package let query: String
    /// By their names in lower case, several of one name joined by commas.
    package let headers: [String: String]
    private let stream: RequestBody

    init(_ request: Request) {
        let target = request.head.path ?? ""
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        method = request.method.rawValue
        path = parts.first.map(String.init) ?? ""
        query = parts.count > 1 ? String(parts[1]) : ""
        var headers: [String: String] = [:]
        for field in request.headers {
            let name = field.name.rawName.lowercased()
            headers[name] = headers[name].map { "\($0),\(field.value)" } ?? field.value
        }
        headers["host"] = request.head.authority ?? headers["host"]
        self.headers = headers
        stream = request.body
    }

    /// The body; more than `limit` bytes are an error. It can be read once.
    package func body(limit: Int = 256 << 20) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headers["content-length"].flatMap { Int($0) } ?? 0)
        for try await buffer in stream {
            bytes += buffer.readableBytesView
            guard bytes.count <= limit else { throw TestServerError.bodyTooLarge }
        }
        return bytes
    }

    /// The body, piece by piece, so that it need not be in memory. It can be read once.
    package func forEachPiece(_ consume: ([UInt8]) async throws -> Void) async throws {
        for try await buffer in stream { try await consume(Array(buffer.readableBytesView)) }
    }

    /// The query's values, with percent-encoding and `+` undone; a name without a value has an empty one.
    package var queryValues: [String: String] {
        var values: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = PercentCoding.decode(String(parts[0]), plusIsSpace: true)
            values[name] = parts.count > 1 ? PercentCoding.decode(String(parts[1]), plusIsSpace: true) : ""
        }
        return values
    }
}

/// What a test server itself cannot do.
package enum TestServerError: Error {
    case bodyTooLarge
    case didNotStart(String)
    case portWasTaken
}
