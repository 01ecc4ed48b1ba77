// SPDX-License-Identifier: Apache-2.0

/// What a binary package of Debian's contains.
///
/// Only a value: `validate()` says whether it can be a package, `write` makes the file.
package struct Deb: Sendable {
    /// A field that relates the package to others, in the order in which control files have them.
    package enum Relation: String, Sendable, Hashable, CaseIterable {
        case preDepends = "Pre-Depends"
        case depends = "Depends"
        case recommends = "Recommends"
        case suggests = "Suggests"
        case enhances = "Enhances"
        case conflicts = "Conflicts"
        case breaks = "Breaks"
        case replaces = "Replaces"
        case provides = "Provides"
    }

    /// A program that dpkg, or debconf, runs. Debian Policy 6.
    package enum Script: String, Sendable, Hashable, CaseIterable {
        case config, postinst, postrm, preinst, prerm
    }

    /// How apt and dpkg treat several architectures of one package.
    package enum MultiArch: String, Sendable, Hashable {
        case same, foreign, allowed
    }

    package enum Priority: String, Sendable, Hashable {
        case required, important, standard, optional, extra
    }

    package var name: String
    package var version: DebianVersion
    package var architecture: DebianArchitecture
    /// A name and an address: `Ada Lovelace <ada@example.org>`.
    package var maintainer: String
    /// The description's first line.
    package var synopsis: String
    /// The lines of the extended description; an empty one separates paragraphs.
    package var details: [String]
    package var section: String?
    package var priority: Priority?
    package var homepage: String?
    /// The source package's name, where it is another.
    package var source: String?
    package var multiArch: MultiArch?
    package var relations: [Relation: [DebianDependency]]
    /// Fields of one line that follow the others; none that the package writes itself.
    package var extraFields: [ControlStanza.Field]
    /// Programs with their `#!` line.
    package var scripts: [Script: [UInt8]]
    package var triggers: [DebTrigger]
    /// Absolute paths of the contents that dpkg keeps when a user has changed them.
    package var conffiles: [String]
    /// Other files of the control member, such as `templates` and `shlibs`, by name.
    package var extraMembers: [String: [UInt8]]
    /// What is installed, in any order; parent directories that are missing are added.
    package var contents: any ArchiveContents
    /// How both the control and the data member are compressed.
    package var compression: Compression
    package var level: CompressionLevel
    /// The time of the archive's members and of directories that were added, in seconds since 1970.
    package var modified: Int64

    package init(
        name: String, version: DebianVersion, architecture: DebianArchitecture, maintainer: String, synopsis: String,
        details: [String] = [], section: String? = nil, priority: Priority? = .optional, homepage: String? = nil,
        source: String? = nil, multiArch: MultiArch? = nil, relations: [Relation: [DebianDependency]] = [:],
        extraFields: [ControlStanza.Field] = [], scripts: [Script: [UInt8]] = [:], triggers: [DebTrigger] = [],
        conffiles: [String] = [], extraMembers: [String: [UInt8]] = [:], contents: any ArchiveContents,
        compression: Compression = .xz, level: CompressionLevel = .standard, modified: Int64
    ) {
        self.name = name
        self.version = version
        self.architecture = architecture
        self.maintainer = maintainer
        self.synopsis = synopsis
        self.details = details
        self.section = section
        self.priority = priority
        self.homepage = homepage
        self.source = source
        self.multiArch = multiArch
        self.relations = relations
        self.extraFields = extraFields
        self.scripts = scripts
        self.triggers = triggers
        self.conffiles = conffiles
        self.extraMembers = extraMembers
        self.contents = contents
        self.compression = compression
        self.level = level
        self.modified = modified
    }

    /// Policy 5.6.7: small letters, digits, `+`, `-` and `.`, at least two, the first a letter or digit.
    package static func isPackageName(_ name: String) -> Bool {
        let bytes = name.utf8
        guard bytes.count >= 2, let first = bytes.first, first.isASCIIDigit || isSmallLetter(first) else {
            return false
        }
        return bytes.allSatisfy { $0.isASCIIDigit || isSmallLetter($0) || "+-.".utf8.contains($0) }
    }

    private static func isSmallLetter(_ byte: UInt8) -> Bool { byte.isASCIILetter && byte & 0x20 != 0 }
}

extension ControlStanza.Field {
    package init(_ name: String, _ value: String) {
        self.init(name: name, value: value)
    }
}
