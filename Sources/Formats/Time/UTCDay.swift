// SPDX-License-Identifier: Apache-2.0

/// A day of the Gregorian calendar in UTC, without locale or time zone.
package struct UTCDay: Sendable, Hashable {
    package let year: Int64
    /// 1 ... 12
    package let month: Int64
    /// 1 ... 31
    package let day: Int64
    /// Its first second, since 1970-01-01 00:00 UTC.
    package let start: Int64

    /// A second since 1970-01-01 00:00 UTC as RFC 3339 has it: `2026-03-01T12:00:00Z`.
    package static func timeText(_ seconds: Int64) -> String {
        let day = UTCDay(containing: seconds)
        return "\(day)T\(day.clock(at: seconds))Z"
    }

    /// The time of day of a second since 1970-01-01 00:00 UTC that belongs to the day: `12:00:00`.
    package func clock(at seconds: Int64) -> String {
        let second = seconds - start
        return [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0, to: 2) }.joined(separator: ":")
    }

    /// The day that a second since 1970-01-01 00:00 UTC belongs to.
    package init(containing seconds: Int64) {
        let days = Self.quotient(seconds, 86_400)
        // Counted from 0000-03-01, years end with February, which puts the leap day last.
        let shifted = days + 719_468
        let era = Self.quotient(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        start = days * 86_400
    }

    /// A day by its date; nil for one that no calendar has, such as February 30.
    package init?(year: Int64, month: Int64, day: Int64) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = Self.quotient(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(containing: (era * 146_097 + dayOfEra - 719_468) * 86_400)
        guard self.year == year, self.month == month, self.day == day else { return nil }
    }

    /// A number with zeros in front up to a width.
    static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func quotient(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : -((-number + divisor - 1) / divisor)
    }
}

extension UTCDay: CustomStringConvertible {
    /// `2026-03-01`
    package var description: String {
        [Self.padded(year, to: 4), Self.padded(month, to: 2), Self.padded(day, to: 2)].joined(separator: "-")
    }
}
