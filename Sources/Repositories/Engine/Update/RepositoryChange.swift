// SPDX-License-Identifier: Apache-2.0

/// One thing to do to a repository; several make one publication.
package enum RepositoryChange: Sendable {
    /// Adds packages; those that are there with the same bytes stay as they are.
    case add(PackageBatch, track: String)
    /// Removes packages from a track, or from all.
    case remove(PackageSelector, track: String?)
    /// Says to how many of a package's users it is offered, in percent; nil is all.
    case phase(PackageSelector, track: String, percentage: Int?)
    /// Lists packages of one track on another, too.
    case copy(PackageSelector, from: String, to: String)
    /// Keeps the newest versions of each package, so many of them.
    case keepNewest(Int, track: String?)
    /// Lists again what a generation listed.
    case restore(generation: UInt64, track: String?)
}

/// Which packages are meant.
package struct PackageSelector: Sendable, Hashable {
    package let name: String
    /// Nil is all versions.
    package let version: String?
    /// Nil is all architectures.
    package let architecture: String?
    /// Nil is both formats.
    package let format: PackageFormat?

    package init(name: String, version: String? = nil, architecture: String? = nil, format: PackageFormat? = nil) {
        self.name = name
        self.version = version
        self.architecture = architecture
        self.format = format
    }

    func matches(_ identity: PackageIdentity) -> Bool {
        name == identity.name && (version ?? identity.version) == identity.version
            && (architecture ?? identity.architecture) == identity.architecture
    }

    /// Where all is said, no index has to be read.
    var identity: PackageIdentity? {
        guard let version, let architecture else { return nil }
        return PackageIdentity(name: name, version: version, architecture: architecture)
    }
}
