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
