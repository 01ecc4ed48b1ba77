// SPDX-License-Identifier: Apache-2.0

/// What a binary RPM package contains.
///
/// Only a value: `validate()` says whether it can be a package, `write` makes the file.
package struct RPM: Sendable {
    /// When rpm runs a script.
    package enum ScriptKind: String, Sendable, Hashable, CaseIterable {
        case preInstall, postInstall, preUninstall, postUninstall, preTransaction, postTransaction
    }

    /// A program that rpm runs.
    package struct Script: Sendable, Hashable {
        /// The interpreter's absolute path and its arguments; `<lua>` is rpm's own.
        package var interpreter: [String]
        /// The text that the interpreter gets, without a `#!` line; may be empty.
        package var body: String

        package init(interpreter: [String] = ["/bin/sh"], body: String) {
            self.interpreter = interpreter
            self.body = body
        }
    }

    /// How a package relates to others.
    package enum Relation: String, Sendable, Hashable, CaseIterable {
        case requires, provides, conflicts, obsoletes, recommends, suggests, supplements, enhances
    }

    /// One entry of the changelog.
    package struct Change: Sendable, Hashable {
        /// In seconds since 1970; rpm prints the day.
        package var time: Int64
        /// Name, address and version: `Ada Lovelace <ada@example.org> - 1.2.0-1`.
        package var author: String
        /// The lines, usually each led by `- `.
        package var text: String

        package init(time: Int64, author: String, text: String) {
            self.time = time
            self.author = author
            self.text = text
        }
    }

    package var name: String
    /// With a release.
    package var version: RPMVersion
    package var architecture: RPMArchitecture
    package var summary: String
    package var description: String
    package var license: String
    package var group: String
    package var url: String?
    package var vendor: String?
    package var packager: String?
    /// In seconds since 1970.
    package var buildTime: Int64
    package var buildHost: String
    /// The source package's file name; by default `<name>-<version>-<release>.src.rpm`.
    package var sourceRPM: String?
    package var scripts: [ScriptKind: Script]
    /// Besides those that every package has: of itself, of its scripts' interpreters, and of rpm's features.
    package var relations: [Relation: [RPMDependency]]
    /// The newest entry first.
    package var changelog: [Change]
    /// What is installed, in any order. Ghosts are among the entries; their content is never opened.
    package var contents: any ArchiveContents
    /// By the entries' paths; where there are none, a file is nothing special.
    package var fileFlags: [String: RPMFileFlags]
    package var compression: Compression
    package var level: CompressionLevel

    package init(
        name: String, version: RPMVersion, architecture: RPMArchitecture, summary: String, description: String,
        license: String, group: String = "Applications/System", url: String? = nil, vendor: String? = nil,
        packager: String? = nil, buildTime: Int64, buildHost: String = "localhost", sourceRPM: String? = nil,
        scripts: [ScriptKind: Script] = [:], relations: [Relation: [RPMDependency]] = [:], changelog: [Change] = [],
        contents: any ArchiveContents, fileFlags: [String: RPMFileFlags] = [:], compression: Compression = .zstd,
        level: CompressionLevel = .standard
    ) {
        self.name = name
        self.version = version
        self.architecture = architecture
        self.summary = summary
        self.description = description
        self.license = license
        self.group = group
        self.url = url
        self.vendor = vendor
        self.packager = packager
        self.buildTime = buildTime
        self.buildHost = buildHost
        self.sourceRPM = sourceRPM
        self.scripts = scripts
        self.relations = relations
        self.changelog = changelog
        self.contents = contents
        self.fileFlags = fileFlags
        self.compression = compression
        self.level = level
    }
}
