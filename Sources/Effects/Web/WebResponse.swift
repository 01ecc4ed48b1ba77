// SPDX-License-Identifier: Apache-2.0

/// A server's answer, whatever its status.
package struct WebResponse: Sendable, Hashable {
    package let status: Int
    package let headers: WebHeaders
    /// The body, unless it went to a file.
    package let body: [UInt8]
    /// Where it came from after redirections.
    package let url: String

    package init(status: Int, headers: WebHeaders, body: [UInt8], url: String) {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
    }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// The body as text, repaired where it is not UTF-8.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// How long the server asks not to be asked again: `Retry-After`, or GitHub's `x-ratelimit-reset` when no request
    /// remains; nil when it does not say.
    ///
    /// - Parameter now: Seconds since 1970, for a server that does not tell its own time.
    package func requestedPause(now: Int64) -> Duration? {
        let serverTime = headers["Date"].flatMap(WebDate.init(parsing:))?.seconds ?? now
        if let value = headers["Retry-After"] {
            if let seconds = Int64(value), seconds >= 0 { return .seconds(seconds) }
            if let date = WebDate(parsing: value) { return .seconds(max(0, date.seconds - serverTime)) }
        }
        if headers["x-ratelimit-remaining"] == "0", let reset = headers["x-ratelimit-reset"].flatMap({ Int64($0) }) {
            return .seconds(max(0, reset - serverTime) + 1)
        }
        return nil
    }
}
