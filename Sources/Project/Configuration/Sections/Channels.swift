// SPDX-License-Identifier: Apache-2.0

/// Where a release is published; with none, to `folder`.
package struct Channels: ConfigurationSection {
    package var location: SourceLocation?
    package var github: GitHubChannel?
    package var homebrew: HomebrewChannel?
    package var apt: AptChannel?
    package var yum: YumChannel?
    package var packagecloud: PackagecloudChannel?
    package var docs: DocsChannel?
    package var folder: FolderChannel?

    package init() {}

    package static let summary = "Where a release is published; with none, to a folder."

    package static var fields: [Field<Channels>] {
        [
            Field("github", \.github, .section, "A release on GitHub."),
            Field("homebrew", \.homebrew, .section, "A formula in a Homebrew tap."),
            Field("apt", \.apt, .section, "An APT repository."),
            Field("yum", \.yum, .section, "A YUM repository."),
            Field("packagecloud", \.packagecloud, .section, "A repository at packagecloud."),
            Field("docs", \.docs, .section, "Documentation on a branch."),
            Field("folder", \.folder, .section, "A folder that any web server can serve."),
        ]
    }
}

/// Releases of a GitHub repository.
package struct GitHubChannel: ConfigurationSection {
    package var location: SourceLocation?
    package var repository: Located<String>?

    package init() {}

    package static let summary = "A release on GitHub."

    package static var fields: [Field<GitHubChannel>] {
        [
            Field(
                "repository", \.repository, ScalarRule.repository.located,
                "`owner/name`; by default that of git's `origin`.")
        ]
    }
}

/// A repository at packagecloud.
package struct PackagecloudChannel: ConfigurationSection {
    package var location: SourceLocation?
    package var repository: Located<String>?
    package var distributions: [Located<String>] = ["any/any", "rpm_any/rpm_any"].map { Located(default: $0) }
    package var tracks = KeyedValues<String, Located<String>>()

    package init() {}

    package static let summary = "A repository at packagecloud."

    package static var fields: [Field<PackagecloudChannel>] {
        [
            Field("repository", \.repository, ScalarRule.repository.located, "`owner/name` at packagecloud."),
            Field(
                "distributions", \.distributions, .list(of: ScalarRule.repository.located),
                "The distributions to push to, such as `ubuntu/jammy`."),
            Field(
                "tracks", \.tracks, .mapping("track", key: ScalarRule.name, to: ScalarRule.repository.located),
                "Repositories of their own for tracks, such as `beta`; the others go to `repository`."),
        ]
    }

    /// The repository of a track; nil where none is configured.
    package func repository(of track: String) -> Located<String>? { tracks[track] ?? repository }

    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        if !keys.contains("repository") {
            decoder.report("needs `repository`: `owner/name` at packagecloud", at: location)
        }
    }
}

/// Documentation on a branch.
package struct DocsChannel: ConfigurationSection {
    package var location: SourceLocation?
    package var source = Located<Template>(default: "docs")
    package var branch = Located(default: "gh-pages")
    package var command: Located<UserCommand>?
    package var repository: Located<String>?
    package var storage: Located<String>?

    package init() {}

    package static let summary = "Documentation on a branch, or in a storage."

    package static var fields: [Field<DocsChannel>] {
        [
            Field("source", \.source, .projectPath, "The folder to publish."),
            Field("branch", \.branch, ScalarRule.line.located, "The branch that holds what is published."),
            Field(
                "command", \.command, .command,
                "What writes the folder first, such as `swift package generate-documentation`."),
            Field(
                "repository", \.repository, ScalarRule.gitRepository.located,
                "`owner/name` on GitHub, or the address of any git repository; by default the project's own."),
            Field(
                "storage", \.storage, ScalarRule.fileStorage.located,
                "Where the documentation goes instead of a branch: `s3://bucket/prefix` or `file:///folder`."),
        ]
    }

    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        for key in ["branch", "repository"] where keys.contains("storage") && keys.contains(key) {
            decoder.report("`storage` and `\(key)` exclude each other", at: location)
        }
    }
}

/// The embedded channel: a folder that any web server can serve.
package struct FolderChannel: ConfigurationSection {
    package var location: SourceLocation?
    package var url = Located(default: "http://127.0.0.1:8080")

    package init() {}

    package static let summary = "A folder that any web server can serve."

    package static var fields: [Field<FolderChannel>] {
        [
            Field(
                "url", \.url, ScalarRule.url("https", "http").located,
                "Where the folder is served, for the links in it.")
        ]
    }
}
