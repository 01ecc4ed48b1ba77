// SPDX-License-Identifier: Apache-2.0

/// A moment as people read it: `2026-02-01 00:00 UTC`.
package struct UTCTime: Sendable, Hashable, CustomStringConvertible {
    private let seconds: Int64

    /// - Parameter seconds: Since 1970-01-01 00:00 UTC.
    package init(_ seconds: Int64) {
        self.seconds = seconds
    }

    package var description: String {
        let days = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
        let rest = seconds - days * 86400
        return "\(Self.date(ofDay: days)) \(Self.two(rest / 3600)):\(Self.two(rest / 60 % 60)) UTC"
    }

    /// The day alone: `2026-02-01`.
    package var day: String { String(description.prefix { $0 != " " }) }

    /// The proleptic Gregorian date of a day counted from 1970-01-01, reckoned in years that begin with March.
    private static func date(ofDay day: Int64) -> String {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(year)-\(two(month))-\(two(dayOfMonth))"
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
