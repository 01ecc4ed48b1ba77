// SPDX-License-Identifier: Apache-2.0
import Effects
package import SystemPackage

/// A request as a double sees it.
package struct DoubleRequest: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// A large body, spooled to a file that the double may take by renaming it.
        case file(FilePath, size: UInt64, sha256: String)
        /// The connection ended before the body did.
        case cutOff
    }

    /// `GET`, `POST` …
    package let method: String
    /// Percent-decoded, with a slash at its start and none at its end.
    package let path: String
    package let query: [String: String]
    /// The names in lower case.
    package let headers: [String: String]
    package let body: Body
    /// The server's own address, `http://127.0.0.1:1234`.
    package let origin: String

    /// The parts of the path.
    package var parts: [String] { path.split(separator: "/").map(String.init) }

    package var bytes: [UInt8] { if case .bytes(let bytes) = body { bytes } else { [] } }

    /// The body as JSON; nil for what is none.
    package var json: JSONValue? {
        guard case .file(let path, _, _) = body else { return JSONValue(parsing: bytes) }
        return (try? Files().read(path, limit: 256 << 20)).flatMap { JSONValue(parsing: $0) }
    }
}

/// What a double answers.
package struct DoubleResponse: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        case file(FilePath)
    }

    package var status: Int
    package var headers: [String: String]
    package var body: Body

    package init(_ status: Int, headers: [String: String] = [:], bytes: [UInt8] = []) {
        self.status = status
        self.headers = headers
        body = .bytes(bytes)
    }

    package init(_ status: Int, headers: [String: String] = [:], json: JSONValue) {
        self.init(status, headers: headers, bytes: json.bytes)
        self.headers["content-type"] = "application/json; charset=utf-8"
    }

    package init(file: FilePath, type: String = "application/octet-stream") {
        self.init(200, headers: ["content-type": type])
        body = .file(file)
    }
}

/// A service that stands in for a real one, on a loopback server.
package protocol ServiceDouble: Sendable {
    /// Answers a request; nil for one that is another service's.
    func respond(to request: DoubleRequest) async throws -> DoubleResponse?
    /// Learns of a request that broke off or was answered with an error before it had its effect.
    func wasAbandoned(_ request: DoubleRequest) async throws
    /// What the service answers for a fault that it has its own words for; nil leaves it to the server.
    func response(to fault: Fault, of request: DoubleRequest) async -> DoubleResponse?
}
