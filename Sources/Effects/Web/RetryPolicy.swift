// SPDX-License-Identifier: Apache-2.0

/// How often, and after which pauses, a request is tried again.
package struct RetryPolicy: Sendable, Hashable {
    /// All of them, the first included; at least 1.
    package var attempts: Int
    /// After the first attempt; each further pause is twice as long.
    package var firstPause: Duration
    package var longestPause: Duration
    /// The longest pause that a server may ask for; after a longer one it is not asked again.
    package var longestRequestedPause: Duration

    package init(
        attempts: Int, firstPause: Duration = .milliseconds(500), longestPause: Duration = .seconds(20),
        longestRequestedPause: Duration = .seconds(120)
    ) {
        self.attempts = attempts
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.longestRequestedPause = longestRequestedPause
    }

    /// Five attempts within a quarter of a minute, unless the server asks for more.
    package static let standard = RetryPolicy(attempts: 5)
    package static let never = RetryPolicy(attempts: 1)

    /// The pause after an attempt, or nil when the outcome stands.
    ///
    /// - Parameters:
    ///   - attempt: From 1.
    ///   - now: Seconds since 1970.
    ///   - jitter: From 0 to 1, so that not all who were refused at once come back at once.
    package func pause(
        after attempt: Int, of request: WebRequest, _ outcome: Result<WebResponse, WebError>, now: Int64, jitter: Double
    ) -> Duration? {
        switch outcome {
        case .success(let response): pause(after: attempt, of: request, response, now: now, jitter: jitter)
        case .failure(let error):
            isWorthRetrying(error, request) ? backoff(after: attempt, jitter: jitter) : nil
        }
    }

    /// Half of the exponential pause and up to as much again, or nil when there is no further attempt.
    package func backoff(after attempt: Int, jitter: Double) -> Duration? {
        guard attempt < attempts else { return nil }
        let doubled = firstPause * (1 << min(max(attempt - 1, 0), 20))
        return min(doubled, longestPause) * (0.5 + 0.5 * min(max(jitter, 0), 1))
    }

    private func pause(
        after attempt: Int, of request: WebRequest, _ response: WebResponse, now: Int64, jitter: Double
    ) -> Duration? {
        let requested = response.requestedPause(now: now)
        switch response.status {
        // The server says that it did nothing.
        case 429: break
        case 403: guard requested != nil else { return nil }
        case 503: guard request.isIdempotent || requested != nil else { return nil }
        case 408, 500, 502, 504: guard request.isIdempotent else { return nil }
        default: return nil
        }
        guard let pause = backoff(after: attempt, jitter: jitter) else { return nil }
        guard let requested else { return pause }
        return requested <= longestRequestedPause ? max(requested, pause) : nil
    }

    private func isWorthRetrying(_ error: WebError, _ request: WebRequest) -> Bool {
        guard case .failed(let failure) = error else { return false }
        switch failure.reason {
        case .unreachable: return true
        case .connectionLost, .deadline, .notHTTP: return request.isIdempotent
        case .badURL, .untrusted, .tooLarge, .badRedirection, .badProxy, .file, .other: return false
        }
    }
}
