// SPDX-License-Identifier: Apache-2.0
import Effects

/// Programs of others that tests read results back with.
package enum ForeignTool {
    /// Whether all the programs are on the `PATH`.
    package static func areThere(_ names: String...) -> Bool {
        let machine = Machine.current()
        return names.allSatisfy { machine.programs.find($0) != nil }
    }
}
