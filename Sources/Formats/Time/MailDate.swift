// SPDX-License-Identifier: Apache-2.0

/// A moment as mail, Debian's changelogs and `Release` files write it (RFC 5322, 3.3), in UTC.
package struct MailDate: Sendable, Hashable {
    /// `Wed, 25 Nov 2026 16:05:50 +0000`
    package let text: String

    /// - Parameters:
    ///   - seconds: Since 1970-01-01 00:00 UTC.
    ///   - zone: How UTC is called.
    package init(_ seconds: Int64, zone: String = "+0000") {
        let day = UTCDay(containing: seconds)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekday = weekdays[Int(((day.start / 86_400) % 7 + 7) % 7)]
        let date = "\(UTCDay.padded(day.day, to: 2)) \(months[Int(day.month) - 1]) \(day.year)"
        text = "\(weekday), \(date) \(day.clock(at: seconds)) \(zone)"
    }
}
