// SPDX-License-Identifier: Apache-2.0
import Formats

/// The units and the account of a package, for which its scripts care.
package struct SystemdUnits: Sendable, Hashable {
    /// The package's name, by which its sysusers.d and tmpfiles.d snippets are called.
    package let package: String
    /// The units that the package installs, such as `hello.service`, without templates such as `hello@.service`.
    package let units: [String]
    package let account: SystemAccount?
    /// What the package installs for the account.
    package let owned: [OwnedPlace]
    /// Whether the units start with the machine; otherwise the administrator enables them.
    package let isEnabled: Bool
    /// Whether the units start when they are first installed.
    package let isStarted: Bool

    /// Takes the names of units that come from a user's own files, too.
    ///
    /// - Throws: `SystemdServiceError.name` for a name that would be more than one word to a shell.
    package init(
        package: String, units: [String], account: SystemAccount?, owned: [OwnedPlace] = [], isEnabled: Bool = true,
        isStarted: Bool = true
    ) throws(SystemdServiceError) {
        for name in units + [package] {
            let isWord = name.utf8.allSatisfy { $0.isASCIIAlphanumeric || "_.@+-".utf8.contains($0) }
            guard isWord, !name.isEmpty, !name.hasPrefix("-") else { throw .name(name) }
        }
        self.package = package
        // A template has no unit of its own to be enabled or started: that is what its instances are for.
        self.units = units.filter { !$0.contains("@.") }
        self.account = account
        self.owned = owned
        self.isEnabled = isEnabled
        self.isStarted = isStarted
    }

    /// The name of the snippets under `/usr/lib/sysusers.d` and `/usr/lib/tmpfiles.d`.
    package var snippetName: String { package + ".conf" }

    var unitWords: String { units.joined(separator: " ") }
}
