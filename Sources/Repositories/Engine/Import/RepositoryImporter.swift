// SPDX-License-Identifier: Apache-2.0
package import Formats

/// Finds out what a repository lists that another program made.
package protocol RepositoryImporter: Sendable {
    /// The packages by track, those of a track in the order of its index; nil where there is no repository of this kind.
    ///
    /// - Parameter tracks: The tracks that are wanted; nil is all.
    func packages(in origin: ImportOrigin, tracks: [String]?) async throws -> [ImportedTrack]?
}

/// What a repository lists on one track.
package struct ImportedTrack: Sendable, Hashable {
    package let name: String
    package let packages: [ImportedPackage]

    package init(name: String, packages: [ImportedPackage]) {
        self.name = name
        self.packages = packages
    }
}

/// One listed file.
package struct ImportedPackage: Sendable, Hashable {
    /// From the origin's root.
    package let path: String
    package let size: UInt64
    /// Nil where only weaker digests are listed.
    package let sha256: DigestValue?

    package init(path: String, size: UInt64, sha256: DigestValue?) {
        self.path = path
        self.size = size
        self.sha256 = sha256
    }
}
