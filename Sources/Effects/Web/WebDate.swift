// SPDX-License-Identifier: Apache-2.0

/// A moment as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7; the two obsolete forms are not read).
package struct WebDate: Sendable, Hashable {
    /// Since 1970-01-01 00:00 UTC.
    package let seconds: Int64

    package init(seconds: Int64) {
        self.seconds = seconds
    }

    package init?(parsing text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", parts[0].hasSuffix(",") else { return nil }
        let time = parts[4].split(separator: ":").compactMap { Int64($0) }
        guard let day = Int64(parts[1]), let month = Self.months.firstIndex(of: String(parts[2])),
            let year = Int64(parts[3]), time.count == 3, (1...31).contains(day), (1600...9999).contains(year),
            (0..<24).contains(time[0]), (0..<60).contains(time[1]), (0...60).contains(time[2])
        else { return nil }
        seconds =
            Self.days(year: year, month: Int64(month) + 1, day: day) * 86_400
            + time[0] * 3600 + time[1] * 60 + time[2]
    }

    /// Creates a moment from `2013-05-24T00:00:00.000Z` (RFC 3339, UTC only); fractions of seconds are dropped.
    package init?(timestamp text: String) {
        let fields = text.split { "-T:Z".contains($0) }
        guard fields.count == 6, text.hasSuffix("Z"), let year = Int64(fields[0]), let month = Int64(fields[1]),
            let day = Int64(fields[2]), let hour = Int64(fields[3]), let minute = Int64(fields[4]),
            let second = Int64(fields[5].prefix { $0 != "." }), (1600...9999).contains(year),
            (1...12).contains(month), (1...31).contains(day), (0..<24).contains(hour), (0..<60).contains(minute),
            (0...60).contains(second)
        else { return nil }
        seconds = Self.days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// As in `20130524T000000Z`.
    package var basicTimestamp: String {
        let (days, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
        // From 0000-03-01, in eras of 400 years.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        func digits(_ number: Int64, _ count: Int = 2) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return digits(year, 4) + digits(month >= 10 ? month - 9 : month + 3) + digits(day) + "T" + digits(second / 3600)
            + digits(second / 60 % 60) + digits(second % 60) + "Z"
    }

    /// The days from 1970-01-01 to a date of the Gregorian calendar.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        // Years that begin in March end with the leap day.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
