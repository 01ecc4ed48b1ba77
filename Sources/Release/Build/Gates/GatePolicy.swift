// SPDX-License-Identifier: Apache-2.0
package import Project

/// What the gates do when they find something.
package struct GatePolicy: Sendable, Hashable {
    package var version: GateLevel
    package var startup: GateLevel
    package var audit: GateLevel
    /// Shared libraries that programs may need beyond those of every Linux system.
    package var allowedLibraries: Set<String>
    /// Whether what would be a warning fails the release.
    package var isStrict: Bool

    package init(_ gates: Gates, isStrict: Bool) {
        version = gates.version.value
        startup = gates.startup.value
        audit = gates.audit.level.value
        allowedLibraries = Set(gates.audit.libraries.map(\.value))
        self.isStrict = isStrict
    }

    /// The severity of a finding at a level; nil if the gate is off.
    func severity(_ level: GateLevel) -> Diagnostic.Severity? {
        switch level {
        case .error: .error
        case .warning: isStrict ? .error : .warning
        case .off: nil
        }
    }

    /// How to have a gate fail the release no more, where a finding has this severity.
    func remedy(_ gate: String, _ severity: Diagnostic.Severity) -> String {
        // What is a warning would stay one, and fails a strict release all the same.
        severity == .error && !isStrict ? "set `gates.\(gate)` to `warning` or `off`" : "set `gates.\(gate)` to `off`"
    }
}
