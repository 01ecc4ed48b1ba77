// SPDX-License-Identifier: Apache-2.0

/// A day of the Gregorian calendar.
struct CivilDate: Sendable, Hashable {
    let year: Int64
    /// From 1.
    let month: Int64
    /// From 1.
    let day: Int64

    init(daysSince1970 days: Int64) {
        // Counted from 0000-03-01, years end with February, which puts the leap day last.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}
