// SPDX-License-Identifier: Apache-2.0
import Project

/// A moment as mail and Debian's changelogs write it (RFC 5322, 3.3), in UTC.
struct MailDate: Sendable, Hashable {
    let text: String

    /// - Parameter seconds: Since 1970-01-01 00:00 UTC.
    init(_ seconds: Int64) {
        let day = UTCDay(containing: seconds)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekday = weekdays[Int(((day.start / 86_400) % 7 + 7) % 7)]
        let second = seconds - day.start
        let clock = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(
            separator: ":")
        text =
            "\(weekday), \(day.day < 10 ? "0" : "")\(day.day) \(months[Int(day.month) - 1]) \(day.year) \(clock) +0000"
    }
}
