// SPDX-License-Identifier: Apache-2.0

/// The release's complete description, published with it so that any machine can act on it later.
package struct Manifest: Sendable, Hashable, Codable {
    /// The version of this shape; a reader refuses a higher one.
    package static let currentSchema = 1

    package var schemaVersion = Manifest.currentSchema
    package var project: String
    /// The semantic version, without the tag's prefix.
    package var version: String
    /// The git tag; nil for a snapshot.
    package var tag: String?
    /// The commit's full object name; nil for a snapshot of a folder that is no repository.
    package var commit: String?
    /// The commit's time or `SOURCE_DATE_EPOCH`, in seconds since 1970-01-01 00:00 UTC.
    package var date: Int64
    package var isSnapshot: Bool
    /// The artifacts, sorted by path.
    package var artifacts: [Artifact]

    package init(
        project: String, version: String, tag: String?, commit: String?, date: Int64, isSnapshot: Bool,
        artifacts: [Artifact]
    ) {
        self.project = project
        self.version = version
        self.tag = tag
        self.commit = commit
        self.date = date
        self.isSnapshot = isSnapshot
        self.artifacts = artifacts.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    enum CodingKeys: String, CodingKey {
        case schemaVersion, project, version, tag, commit, date, artifacts
        case isSnapshot = "snapshot"
    }
}
