// SPDX-License-Identifier: Apache-2.0
import Effects

/// Programs of others that tests read results back with.
package enum ForeignTool {
    /// Whether all the programs are on the `PATH`. In continuous integration they count as there, so that a test fails
    /// for want of one instead of being skipped.
    package static func areThere(_ names: String...) -> Bool {
        let machine = Machine.current()
        return isRequired || names.allSatisfy { machine.programs.find($0) != nil }
    }

    /// Whether a missing program fails a test.
    package static var isRequired: Bool { Environment.current()["CI"] != nil }
}
