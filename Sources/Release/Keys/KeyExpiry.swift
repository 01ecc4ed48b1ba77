// SPDX-License-Identifier: Apache-2.0
import Formats

/// When a new key is to end: `never`, a span like `90d`, `18m` or `2y`, or a day like `2030-12-31`.
package enum KeyExpiry: Sendable, Hashable {
    case never
    /// In seconds.
    case after(Int64)
    /// The first second of the day, since 1970-01-01 00:00 UTC.
    case on(Int64)

    /// A month has 30 days and a year 365, as gpg counts them.
    package init?(parsing text: String) {
        if text == "never" {
            self = .never
            return
        }
        if let unit = text.last, let days = Self.days[unit], let count = Int64(text.dropLast()),
            (1...36_500).contains(count)
        {
            self = .after(count * days * 86_400)
            return
        }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2], text.utf8.count == 10,
            let start = UTCDay(year: year, month: month, day: day)?.start
        else { return nil }
        self = .on(start)
    }

    /// The end of a key that is made at `time`; nil for never.
    package func end(from time: Int64) -> Int64? {
        switch self {
        case .never: nil
        case .after(let seconds): time + seconds
        case .on(let second): second
        }
    }

    private static let days: [Character: Int64] = ["d": 1, "w": 7, "m": 30, "y": 365]
}
