// SPDX-License-Identifier: Apache-2.0

/// Why a request has no answer, or not the one that was needed.
package enum WebError: Error, Sendable, Hashable {
    case failed(WebFailure)
    /// The server answered, and not with success; made by those who ask, see `WebResponse.refusal`.
    case refused(WebRefusal)
    case cancelled
}

/// A request that did not come to an answer.
package struct WebFailure: Error, Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        /// Not an absolute `http` or `https` URL.
        case badURL
        /// No connection was made, so that the server heard nothing: no such host, nobody listens.
        case unreachable(String)
        /// No connection that can be trusted was made.
        case untrusted(String)
        /// The connection broke while the request or its answer was on the way.
        case connectionLost
        case deadline(Duration)
        case notHTTP(String)
        case tooLarge(limit: UInt64)
        case badRedirection(String)
        case badProxy(variable: String)
        case file(FileError)
        case other(String)
    }

    package let method: WebMethod
    /// Without what may be secret in it.
    package let url: String
    package let reason: Reason

    package init(_ request: WebRequest, _ reason: Reason) {
        method = request.method
        url = request.shownURL
        self.reason = reason
    }
}

/// An answer that is no success.
package struct WebRefusal: Error, Sendable, Hashable {
    package let method: WebMethod
    /// Without what may be secret in it.
    package let url: String
    package let status: Int
    /// What the server said, without the request's secrets; nil when that is nothing for people.
    package let words: String?
    /// How long it asks not to be asked again.
    package let requestedPause: Duration?
}

extension WebResponse {
    /// The answer as an error.
    ///
    /// - Parameter words: What the server said, for those who know where that stands in the body; otherwise a body of plain
    ///   text or JSON is shown as it is.
    package func refusal(of request: WebRequest, words: String? = nil, now: Int64 = 0) -> WebRefusal {
        let type = headers["Content-Type"] ?? ""
        let isReadable = ["text/plain", "application/json"].contains { type.hasPrefix($0) }
        let said = words ?? (isReadable ? text : nil)
        return WebRefusal(
            method: request.method, url: request.shownURL, status: status,
            words: said.map { Self.oneLine(request.redact($0)) }.flatMap { $0.isEmpty ? nil : $0 },
            requestedPause: requestedPause(now: now))
    }

    /// At most 500 characters, with each run of white space and control characters as one space.
    private static func oneLine(_ text: String) -> String {
        let words = text.split { $0.isWhitespace || $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7f } }
        let line = words.joined(separator: " ")
        return line.count <= 500 ? line : line.prefix(499) + "…"
    }
}

extension WebError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .failed(let failure): failure.description
        case .refused(let refusal): refusal.description
        case .cancelled: "cancelled"
        }
    }
}

extension WebFailure: CustomStringConvertible {
    package var description: String { "\(method.rawValue) \(url): \(reason)" }
}

extension WebFailure.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .badURL: "this is not an http or https URL"
        case .unreachable(let why): "no connection: \(why)"
        case .untrusted(let why): "no secure connection: \(why)"
        case .connectionLost: "the connection was lost"
        case .deadline(let duration): "no complete answer after \(duration.components.seconds) s"
        case .notHTTP(let why): "the answer is not HTTP: \(why)"
        case .tooLarge(let limit): "the answer is larger than \(limit) bytes"
        case .badRedirection(let location): "the server redirects to `\(location)`"
        case .badProxy(let variable): "the proxy in `\(variable)` is no http or socks5 URL"
        case .file(let error): error.description
        case .other(let why): why
        }
    }
}

extension WebRefusal: CustomStringConvertible {
    package var description: String {
        let name = Self.names[status].map { " \($0)" } ?? ""
        return "\(method.rawValue) \(url): \(status)\(name)" + (words.map { ", \($0)" } ?? "")
    }

    private static let names = [
        400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
        408: "Request Timeout", 409: "Conflict", 411: "Length Required", 412: "Precondition Failed",
        413: "Content Too Large", 422: "Unprocessable Content", 429: "Too Many Requests",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
        504: "Gateway Timeout", 507: "Insufficient Storage",
    ]
}
