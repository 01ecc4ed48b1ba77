// SPDX-License-Identifier: Apache-2.0
import Crypto

/// What makes two packages the same one: a repository has no two files for it.
package struct PackageIdentity: Sendable, Hashable, Codable {
    package let name: String
    /// The whole version, as the format spells it: with epoch and release.
    package let version: String
    /// The package's own architecture, which is `all` or `noarch` in the indexes of others.
    package let architecture: String

    package init(name: String, version: String, architecture: String) {
        self.name = name
        self.version = version
        self.architecture = architecture
    }

    /// 64 bits that stand for the identity in the repository's state.
    ///
    /// Two identities may share them: what has the same fingerprint is compared as a whole before anything is said of it.
    package var fingerprint: UInt64 {
        let text = [name, version, architecture].joined(separator: "\0")
        return SHA256.hash(data: Array(text.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension PackageIdentity: CustomStringConvertible {
    package var description: String { "\(name) \(version) \(architecture)" }
}
