// SPDX-License-Identifier: Apache-2.0

/// Measures how long something takes, on a clock that never goes back.
package struct Stopwatch: Sendable {
    private let start = ContinuousClock.now

    package init() {}

    /// The seconds since it was made.
    package var seconds: Double {
        let duration = ContinuousClock.now - start
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
