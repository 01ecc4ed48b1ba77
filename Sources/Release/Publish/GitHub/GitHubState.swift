// SPDX-License-Identifier: Apache-2.0
package import Project

/// What a GitHub repository offers of the project.
package struct GitHubState: Sendable {
    /// The published releases of the project's versions, the highest first.
    package let published: [(version: SemanticVersion, release: GitHubRelease)]
    /// The release of the tag in question that is published.
    package let ours: GitHubRelease?
    /// Its drafts, the one with the most assets first.
    package let drafts: [GitHubRelease]
    /// The assets of `ours`, else of the first draft.
    package let assets: [GitHubAsset]
    /// What people get who ask for no version.
    package let latest: GitHubRelease?
    /// The commit that the tag leads to, where GitHub has it.
    package let tagCommit: String?
    /// Whether releases can't be changed once they are published.
    package let isImmutable: Bool

    /// The version of a release, unless it is another project's or no version at all.
    static func version(of release: GitHubRelease, prefix: String) -> SemanticVersion? {
        try? SemanticVersion(tag: release.tag, prefix: prefix)
    }

    /// Whether a version would become what people get who ask for none: by Semantic Versioning, whatever the dates.
    func becomesLatest(_ version: SemanticVersion, prefix: String) -> Bool {
        Self.becomesLatest(version, prefix: prefix, latest: latest, published: published)
    }

    static func becomesLatest(
        _ version: SemanticVersion, prefix: String, latest: GitHubRelease?,
        published: [(version: SemanticVersion, release: GitHubRelease)]
    ) -> Bool {
        guard !version.isPrerelease else { return false }
        // In a repository of several projects the latest release stays with the project that has it.
        if let latest, Self.version(of: latest, prefix: prefix) == nil, !prefix.isEmpty { return false }
        return !published.contains { !$0.release.isPrerelease && version.precedes($0.version) }
    }
}
