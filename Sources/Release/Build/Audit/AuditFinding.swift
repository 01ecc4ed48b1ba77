// SPDX-License-Identifier: Apache-2.0
import Formats

/// One thing about a program that can keep it from running on its users' machines.
package struct AuditFinding: Sendable, Hashable {
    package let kind: Kind
    /// One sentence without a full stop, names in backticks.
    package let message: String
    /// What to do about it, likewise.
    package let hint: String?

    package enum Kind: Sendable, Hashable {
        /// It is no program for the target at all; no release can want that.
        case wrongTarget
        /// It is loaded by a program that most systems lack.
        case interpreter(String)
        /// It needs a library that most systems lack.
        case library(String)
        /// It looks for libraries where only the builder's machine has them.
        case libraryPath(String)
        /// It uses what glibc reserves for itself, which changes with every release.
        case privateSymbols
        /// It needs a newer system than the policy allows.
        case floor
        /// It doesn't say which systems it runs on.
        case unknownMinimumOS
        /// Its processor runs signed programs only.
        case unsigned
        /// It contains paths of the builder's machine.
        case strayPaths([String])
        /// No Debian package is known that has this library.
        case unknownDebianPackage(String)
    }

    init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }
}

extension AuditFinding: CustomStringConvertible {
    package var description: String { message }
}
