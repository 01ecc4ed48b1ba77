// SPDX-License-Identifier: Apache-2.0
package import Formats

/// What an index says of one package, as far as the engine needs it.
package struct PackageRecord: Sendable, Hashable {
    package let identity: PackageIdentity
    /// SHA-256 of the package's file.
    package let sha256: DigestValue
    /// The size of the package's file, in bytes.
    package let size: UInt64
    /// Where the file is, from the storage's root: `apt/pool/main/h/hello/hello_1.0_amd64.deb`.
    package let key: String

    package init(identity: PackageIdentity, sha256: DigestValue, size: UInt64, key: String) {
        self.identity = identity
        self.sha256 = sha256
        self.size = size
        self.key = key
    }
}
