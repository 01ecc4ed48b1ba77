// SPDX-License-Identifier: Apache-2.0

/// One question to a server, with all that decides how it is asked.
package struct WebRequest: Sendable, Hashable {
    package var method: WebMethod
    /// Absolute, `http` or `https`, percent-encoded; it is sent as it stands.
    package var url: String
    package var headers: WebHeaders
    package var body: WebBody
    package var destination: WebDestination
    /// How long one attempt may take from its beginning to the end of the answer.
    package var deadline: Duration
    package var retry: RetryPolicy
    /// How many redirections are followed; the answer is the redirection itself when there are more.
    package var redirections: Int
    /// Whether the request may be sent again when nobody knows whether it was heard.
    package var isIdempotent: Bool

    /// - Parameters:
    ///   - deadline: nil is a minute, and the time that the body takes at 128 KiB a second; an hour for a download to a file.
    ///   - isIdempotent: nil is what the method says.
    package init(
        _ method: WebMethod, _ url: String, headers: WebHeaders = [:], body: WebBody = .none,
        destination: WebDestination = .memory(limit: 16 << 20), deadline: Duration? = nil,
        retry: RetryPolicy = .standard, redirections: Int = 0, isIdempotent: Bool? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.destination = destination
        self.deadline = deadline ?? Self.deadline(body, destination)
        self.retry = retry
        self.redirections = redirections
        self.isIdempotent = isIdempotent ?? method.isIdempotent
    }

    private static func deadline(_ body: WebBody, _ destination: WebDestination) -> Duration {
        if case .file = destination { return .seconds(3600) }
        return .seconds(60 + Int64(body.size >> 17))
    }

    /// The URL as it may be shown: without user, password and query, which can hold secrets.
    package var shownURL: String { WebAddress.shown(url) }

    /// Takes out of a text what the request holds secret.
    func redact(_ text: String) -> String {
        var redactor = Redactor()
        for field in headers.fields where field.isSecret {
            redactor.add(Secret(field.value))
            // `Bearer …`, `token …`, `Basic …`: the word alone is no secret, and what follows is one by itself.
            if let space = field.value.firstIndex(of: " ") {
                redactor.add(Secret(String(field.value[field.value.index(after: space)...])))
            }
        }
        return redactor.redact(text)
    }
}
