// SPDX-License-Identifier: Apache-2.0
package import Formats

/// A package's file once it was read: hashed, checked, and with its entries rendered for every index of a group.
package struct ReadPackage: Sendable, Hashable {
    package let identity: PackageIdentity
    package let sha256: DigestValue
    package let size: UInt64
    package let place: Place
    /// One entry for each of `RepositoryFormat.indexes`, in their order, ready to stand in the index.
    package internal(set) var entries: [[UInt8]]

    /// Where the file is, or will be.
    package enum Place: Sendable, Hashable {
        /// It has to be uploaded. The path is the format's: from it `RepositoryFormat.key` makes the key.
        case upload(path: String)
        /// It lies in the storage already.
        case stored(key: String)
    }

    package init(identity: PackageIdentity, sha256: DigestValue, size: UInt64, place: Place, entries: [[UInt8]]) {
        self.identity = identity
        self.sha256 = sha256
        self.size = size
        self.place = place
        self.entries = entries
    }
}
