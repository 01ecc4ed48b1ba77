// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import SystemPackage

/// Packages that were read and wait to be added; their entries lie in files, not in memory.
package struct PackageBatch: Sendable {
    /// Shared by all that speak of it.
    final class Item: Sendable {
        let format: PackageFormat
        let identity: PackageIdentity
        let fingerprint: UInt64
        let sha256: DigestValue
        let size: UInt64
        let place: ReadPackage.Place
        let path: FilePath
        /// Where its entries lie in the spools, one of each index.
        let entries: [Range<UInt64>]

        init(_ package: ReadPackage, _ format: PackageFormat, _ path: FilePath, entries: [Range<UInt64>]) {
            self.format = format
            identity = package.identity
            fingerprint = package.identity.fingerprint
            sha256 = package.sha256
            size = package.size
            place = package.place
            self.path = path
            self.entries = entries
        }
    }

    /// In the order in which the files were given.
    let items: [Item]
    /// The files of entries, one of each index of a format.
    let spools: [PackageFormat: [FileReader]]

    package var count: Int { items.count }
    package var identities: [PackageIdentity] { items.map(\.identity) }
}

/// All that was refused of the files to add; none of them was added.
package struct RefusedPackages: Error, Sendable, Hashable {
    package let reasons: [RepositoryError]
}

extension RefusedPackages: CustomStringConvertible {
    package var description: String { reasons.map(\.description).joined(separator: "\n") }
}
