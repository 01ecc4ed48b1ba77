// SPDX-License-Identifier: Apache-2.0
import Formats
import Project
package import Repositories

/// What a repository offers of a project's package.
package struct RepositoryState: Sendable, Hashable {
    package let target: RepositoryTarget
    /// On all tracks.
    package let packages: [ListedPackage]
    /// Whether the last publication came to its end.
    package let isFinished: Bool
    /// The fingerprint of the key that signs; nil where none does.
    package let key: String?
    package let url: String?
    /// The layout of the format; nil where there is no repository.
    let layout: String?
    /// The files of a release that is to have the packages, with the digests that are known; nil where it is not published.
    let promised: [String: String?]?

    package init(offer: RepositoryOffer?, target: RepositoryTarget, promised: [String: String?]? = nil) {
        self.target = target
        self.promised = promised
        layout = offer?.layout
        packages = offer?.packages ?? []
        isFinished = offer?.isFinished ?? true
        key = offer?.key
        url = offer?.url
    }

    /// The release's packages that the track lacks.
    ///
    /// - Throws: A diagnostic where the repository has other bytes under a package's name.
    func missing(_ manifest: Manifest, replacing: Bool = false) throws -> [RepositoryFile] {
        try manifest.artifacts.filter { $0.kind == target.kind }.compactMap { artifact in
            let namesakes = packages.filter { $0.fileName == artifact.name }
            if let other = namesakes.first(where: { "\($0.sha256)" != artifact.sha256 }), !replacing {
                throw manifest.divergence(other.path, present: "\(other.sha256)", ours: artifact.sha256)
            }
            let isListed = namesakes.contains { $0.track == target.track && "\($0.sha256)" == artifact.sha256 }
            return isListed
                ? nil : RepositoryFile(name: artifact.name, path: artifact.path, sha256: artifact.sha256)
        }
    }

    /// What the track lists of the release.
    func listed(_ manifest: Manifest, on track: String) -> [ListedPackage] {
        let digests = Set(manifest.artifacts.filter { $0.kind == target.kind }.map(\.sha256))
        return packages.filter { $0.track == track && digests.contains("\($0.sha256)") }
    }

    func offers(_ version: String, on track: String) -> Bool {
        guard let version = try? SemanticVersion(parsing: version) else { return false }
        return !listed(version, on: track).isEmpty
    }

    /// The packages of a version on a track, whoever made them.
    func listed(_ version: SemanticVersion, on track: String) -> [ListedPackage] {
        let text = target.format == .apt ? version.debianVersion : version.rpmVersion
        return packages.filter { $0.track == track && $0.upstreamVersion == text }
    }

    /// The newest version on a track.
    func newest(on track: String) -> PackagedVersion? {
        packages.filter { $0.track == track }.map { PackagedVersion($0.upstreamVersion) }.max()
    }
}

/// A version as packages have it, with what it means.
struct PackagedVersion: Sendable, Hashable, Comparable {
    /// As users call it: `1.2.3-rc.1`.
    let text: String
    private let semantic: SemanticVersion?

    /// - Parameter upstream: Without epoch and revision: `1.2.3~rc.1`.
    init(_ upstream: String) {
        semantic = SemanticVersion(packaged: upstream)
        text = semantic.map { "\($0)" } ?? upstream
    }

    static func < (left: PackagedVersion, right: PackagedVersion) -> Bool {
        guard let first = left.semantic, let second = right.semantic else {
            return left.semantic == nil && right.semantic != nil || left.semantic == nil && left.text < right.text
        }
        return first < second
    }
}

extension ListedPackage {
    /// The version without epoch and revision.
    var upstreamVersion: String {
        let version = version.drop { $0.isNumber }.first == ":" ? version.drop { $0 != ":" }.dropFirst() : version[...]
        guard let revision = version.lastIndex(of: "-") else { return String(version) }
        return String(version[..<revision])
    }

    var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }
}
