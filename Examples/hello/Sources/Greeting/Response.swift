// SPDX-License-Identifier: Apache-2.0

/// An HTTP response with a plain text of one line.
package struct Response: Sendable, Equatable {
    package enum Status: String, Sendable {
        case ok = "200 OK"
        case badRequest = "400 Bad Request"
        case notFound = "404 Not Found"
        case methodNotAllowed = "405 Method Not Allowed"
    }

    package let status: Status
    /// The line, without its end.
    package let text: String
    /// The language subtag of `text`.
    package let language: String

    package init(_ status: Status, _ text: String, language: String = "en") {
        self.status = status
        self.text = text
        self.language = language
    }

    /// The bytes on the wire: the head, and the body unless `method` is `HEAD`.
    package func bytes(for method: String) -> [UInt8] {
        let body = text + "\n"
        let head = """
            HTTP/1.1 \(status.rawValue)\r
            Content-Type: text/plain; charset=utf-8\r
            Content-Language: \(language)\r
            Content-Length: \(body.utf8.count)\r
            Vary: Accept-Language\r
            Connection: close\r
            \r

            """
        return Array((method == "HEAD" ? head : head + body).utf8)
    }
}
