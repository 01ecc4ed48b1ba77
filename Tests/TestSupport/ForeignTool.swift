// SPDX-License-Identifier: Apache-2.0
import Effects
#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// Programs of others that tests read results back with.
package enum ForeignTool {
    /// Whether all the programs are on the `PATH`. In continuous integration they count as there, so that a test fails
    /// for want of one instead of being skipped.
    package static func areThere(_ names: String...) -> Bool {
        isRequired || names.allSatisfy(isThere)
    }

    /// Whether a program is on the `PATH`, or where it is named.
    private static func isThere(_ name: String) -> Bool {
        if name.hasPrefix("/") { return access(name, X_OK) == 0 }
        return Machine.current().programs.find(name) != nil
    }

    /// Whether a missing program fails a test.
    package static var isRequired: Bool { Environment.current()["CI"] != nil }
}
