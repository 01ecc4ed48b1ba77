// SPDX-License-Identifier: Apache-2.0

/// The packages for Linux distributions.
package struct Packages: ConfigurationSection {
    package var location: SourceLocation?
    package var formats = [PackageFormat.deb, .rpm].map { Located(default: $0) }
    package var name: Located<String>?
    package var compression = FormatValues(
        common: Located(default: PackageCompression(codec: .gzip)))
    package var section: Located<String>?
    package var priority = Located(default: PackagePriority.optional)
    package var relations = PackageRelations()
    package var automaticDependencies = Located(default: true)
    package var contents: [PackageContent] = []
    package var manPages: [Located<Template>] = []
    package var completions: Completions?
    package var service: Service?
    package var scripts = PackageScripts()
    package var overrides = PackageFormatOverrides()
    package var changelog: Located<Template>?
    package var release = Located(default: 1)
    package var triggers: Located<Template>?

    package init() {}

    package static let summary = "The packages for Linux distributions."

    package static var fields: [Field<Packages>] {
        let compression = ValueSchema<FormatValues<Located<PackageCompression>>>.any(
            of: ScalarRule<PackageCompression>.choice().located.converted { FormatValues(common: $0) },
            ValueSchema.mapping(
                "format", key: .choice(PackageFormat.self), to: ScalarRule<PackageCompression>.choice().located
            )
            .converted { words in
                var values = Packages().compression
                for entry in words.entries { values.byFormat[entry.key.value] = entry.value }
                return values
            }
        )
        return [
            Field(
                "formats", \.formats, .list(of: ScalarRule.choice().located),
                "Which packages to make; an empty list makes none."),
            Field(
                "name", \.name, ScalarRule.packageName.located,
                "The package's name; by default the project's, in lower case."),
            Field(
                "compression", \.compression, compression,
                """
                How the payload is compressed, one word for all or by format; by default gzip, which every client reads. \
                `zstd:fast` or `xz:best` takes less or more time than usual.
                """
            ),
            Field(
                "section", \.section, ScalarRule.line.located,
                "deb: the archive section, by default `utils`."),
            Field("priority", \.priority, ScalarRule.choice().located, "deb: the priority."),
        ] + PackageRelations.fields(in: \.relations) + [
            Field(
                "automatic-dependencies", \.automaticDependencies, ScalarRule.boolean.located,
                "Whether the libraries that the binary needs become dependencies."),
            Field("contents", \.contents, .list(of: .section), "What is installed besides the binary."),
            Field(
                "man-pages", \.manPages, .list(of: .projectPath),
                "Manual pages, as paths or globs; they are compressed and put where `man` finds them."),
            Field("completions", \.completions, .section, "Completion scripts for shells."),
            Field("service", \.service, .section, "A systemd service."),
            Field("scripts", \.scripts, .section, "Scripts that run at installation and removal."),
            Field("overrides", \.overrides, .section, "What differs by format."),
            Field("changelog", \.changelog, .projectPath, "The changelog file to install."),
            Field(
                "release", \.release, ScalarRule.integer(1...99_999).located,
                "rpm: the release number, to be raised when the same version is packaged again."),
            Field("triggers", \.triggers, .projectPath, "deb: a file of triggers, as in deb-triggers(5)."),
        ]
    }

    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        var seen: Set<PackageFormat> = []
        for format in formats where !format.isDefault && !seen.insert(format.value).inserted {
            decoder.report(
                "the format `\(format.value.rawValue)` is listed twice", at: format.location, keyPath: format.keyPath)
        }
        var destinations: [String: PackageContent] = [:]
        for content in contents {
            guard let destination = content.destination else { continue }
            if let other = destinations[destination.value.text], other.mayMeet(content) {
                decoder.report(
                    "two contents go to `\(destination.value.text)`", at: destination.location,
                    keyPath: destination.keyPath,
                    hint: other.destination?.location.map { "the other is on line \($0.line)" }
                )
            }
            destinations[destination.value.text] = content
        }
    }
}

/// `Priority:` of a Debian package (Debian Policy, 2.5).
package enum PackagePriority: String, Sendable, Hashable, CaseIterable {
    case required, important, standard, optional, extra
}
