// SPDX-License-Identifier: Apache-2.0

/// A time as a zip archive stores it: MS-DOS date and time, in UTC, in steps of two seconds.
struct ZipTime: Sendable, Hashable {
    /// Bits 0-4 hold half the seconds, 5-10 the minutes, 11-15 the hours.
    let time: UInt16
    /// Bits 0-4 hold the day, 5-8 the month, 9-15 the years since 1980.
    let date: UInt16

    /// - Parameter seconds: Since 1970-01-01 00:00 UTC; brought into the range from 1980 to 2107.
    init(seconds: Int64) {
        let first: Int64 = 315_532_800
        let last: Int64 = 4_354_819_198
        let seconds = min(max(seconds, first), last)
        let day = seconds / 86_400
        let second = seconds % 86_400

        // The Gregorian calendar counted from 0000-03-01, so that a leap day ends its year.
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let dayOfMonth = dayOfYear - (153 * marchMonth + 2) / 5 + 1

        time = UInt16(second % 60 / 2 | (second / 60 % 60) << 5 | (second / 3_600) << 11)
        date = UInt16(dayOfMonth | (month << 5) | (year - 1980) << 9)
    }
}
