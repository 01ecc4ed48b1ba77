// SPDX-License-Identifier: Apache-2.0

import Formats

/// A moment as people read it: `2026-02-01 00:00 UTC`.
package struct UTCTime: Sendable, Hashable, CustomStringConvertible {
    private let seconds: Int64

    /// - Parameter seconds: Since 1970-01-01 00:00 UTC.
    package init(_ seconds: Int64) {
        self.seconds = seconds
    }

    package var description: String {
        let day = UTCDay(containing: seconds)
        return "\(day) \(day.clock(at: seconds).dropLast(3)) UTC"
    }
}
