// SPDX-License-Identifier: Apache-2.0

/// Asks servers over HTTP.
package protocol WebClient: Sendable {
    /// The server's answer, whatever its status, after the attempts that the request's policy allows.
    func send(_ request: WebRequest) async throws(WebError) -> WebResponse

    /// Waits before another attempt, for those who have reasons of their own for one.
    func pause(_ duration: Duration) async throws(WebError)

    /// A number from 0 to 1 that spreads pauses.
    func jitter() -> Double
}
