// SPDX-License-Identifier: Apache-2.0
package import Project

/// One version that a site offers, as its published manifest describes it.
package struct SiteRelease: Sendable, Hashable {
    /// The stability of a version.
    package enum Track: String, Sendable, Hashable, Codable {
        case stable, beta, edge
    }

    package let manifest: Manifest
    package let version: SemanticVersion

    package init(_ manifest: Manifest) throws {
        self.manifest = manifest
        version = try SemanticVersion(parsing: manifest.version)
    }

    package var track: Track {
        manifest.isSnapshot ? .edge : version.isPrerelease ? .beta : .stable
    }

    /// The folder of its files, relative to the site: `download/v1.2.3`.
    package var folder: String { "download/v\(manifest.version)" }

    /// The manifest's file name.
    package var manifestName: String { Self.manifestName(project: manifest.project, version: manifest.version) }

    package static func manifestName(project: String, version: String) -> String {
        "\(project)_\(version)_manifest.json"
    }

    /// The artifacts that the site holds for users.
    package var downloads: [Artifact] {
        manifest.artifacts.filter {
            $0.kind.isDownload || $0.kind == .checksums || $0.kind == .signature || $0.kind == .installScript
                || $0.kind == .formula
        }
    }

    /// The release that people get who ask for no version: the highest stable one; while there is none, the highest
    /// prerelease, and while there is none either, the newest snapshot.
    package static func latest(of releases: [SiteRelease]) -> SiteRelease? {
        for track in [Track.stable, .beta, .edge] {
            let candidates = releases.filter { $0.track == track }
            if let highest = candidates.max(by: { ($0.version, $0.manifest.date) < ($1.version, $1.manifest.date) }) {
                return highest
            }
        }
        return nil
    }
}
