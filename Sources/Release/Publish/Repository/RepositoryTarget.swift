// SPDX-License-Identifier: Apache-2.0
import Project
package import Repositories

/// Which packages of a repository a release is about.
package struct RepositoryTarget: Sendable, Hashable {
    package let format: Repositories.PackageFormat
    /// The package's name in that format.
    package let package: String
    package let track: String
    /// To how many of its users a new version is offered, in percent; nil is all.
    package var phase: Int?

    package init(format: Repositories.PackageFormat, package: String, track: String, phase: Int? = nil) {
        self.format = format
        self.package = package
        self.track = track
        self.phase = phase
    }

    /// The kind of the artifacts that go there.
    var kind: ArtifactKind { format == .apt ? .deb : .rpm }

    func selector(of package: ListedPackage) -> PackageSelector {
        PackageSelector(
            name: package.name, version: package.version, architecture: package.architecture, format: format)
    }
}
