// SPDX-License-Identifier: Apache-2.0

/// Tells the time of day, in whole seconds, since no format that a release writes holds finer ones.
package protocol ReleaseClock: Sendable {
    /// Seconds since 1970-01-01 00:00 UTC.
    func now() -> Int64
}

/// The clock that tests set: it stands still.
package struct FixedClock: ReleaseClock {
    package let seconds: Int64

    package init(seconds: Int64) {
        self.seconds = seconds
    }

    package func now() -> Int64 {
        seconds
    }
}
