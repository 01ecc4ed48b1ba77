// SPDX-License-Identifier: Apache-2.0

/// What `fledge.yaml` says: every key optional, every value with the place where it stands.
///
/// A property that is not optional has its default when the file does not state it. What can be read from the project
/// instead is optional here, and filled in by `ResolvedProject`.
package struct Configuration: ConfigurationSection {
    package var location: SourceLocation?
    package var name: Located<String>?
    package var description: Located<String>?
    package var homepage: Located<String>?
    package var license: Located<String>?
    package var maintainer: Located<String>?
    package var vendor: Located<String>?
    package var tagPrefix: Located<String>?
    package var builds: [Build] = []
    package var gates = Gates()
    package var hooks = Hooks()
    package var archives = Archives()
    package var release = ReleaseFiles()
    package var packages = Packages()
    package var signing = Signing()
    package var channels = Channels()
    package var retention = Retention()
    package var rollback = Rollback()
    /// Nil when a release runs no tests.
    package var test: TestSettings?
    package var lint = LintSettings()
    package var run = RunSettings()

    package init() {}

    package static let summary = "How Fledge releases this project. Every key is optional."

    package static var fields: [Field<Configuration>] {
        [
            Field(
                "name", \.name, ScalarRule.name.located,
                "The project's name; by default that of its only product, or its folder's."),
            Field(
                "description", \.description, ScalarRule.line.located,
                "One sentence; by default the first of the README."),
            Field(
                "homepage", \.homepage, ScalarRule.url("https", "http").located,
                "The project's page; by default that of git's `origin`."),
            Field(
                "license", \.license, ScalarRule.line.located, "An SPDX expression; by default recognised from LICENSE."
            ),
            Field("maintainer", \.maintainer, ScalarRule.maintainer.located, "`Name <address>`; by default from git."),
            Field("vendor", \.vendor, ScalarRule.line.located, "Who distributes it; by default the maintainer's name."),
            Field(
                "tag-prefix", \.tagPrefix, ScalarRule.tagPrefix.located,
                "What precedes the version in a tag of this project in a repository of several, such as `tool/`."),
            Field(
                "builds", \.builds, .list(of: .section), "The programs; by default what Package.swift or go.mod has."),
            Field("gates", \.gates, .section, "The checks of finished binaries."),
            Field("hooks", \.hooks, .section, "Commands around the build."),
            Field("archives", \.archives, .section, "The archives that hold a binary and the files beside it."),
            Field("release", \.release, .section, "What a release has besides what Fledge makes."),
            Field("packages", \.packages, .section, "The packages for Linux distributions."),
            Field("signing", \.signing, .section, "What a release is signed with."),
            Field("channels", \.channels, .section, "Where a release is published; with none, to a folder."),
            Field("retention", \.retention, .section, "What is kept of older releases."),
            Field("rollback", \.rollback, .section, "What going back to an older version promises."),
            Field("test", \.test, .section, "The tests that a release runs first; without it, none."),
            Field("lint", \.lint, .section, "The static analysis that `fledge lint` runs."),
            Field("run", \.run, .section, "How the program runs while it is worked on."),
        ]
    }

    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        var ids: [String: Located<String>] = [:]
        for build in builds {
            guard let id = build.id else { continue }
            if let other = ids[id.value] {
                decoder.report(
                    "two builds have the id `\(id.value)`", at: id.location, keyPath: id.keyPath,
                    hint: other.location.map { "the other is on line \($0.line)" }
                )
            }
            ids[id.value] = id
        }
    }
}
