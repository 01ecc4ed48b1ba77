// SPDX-License-Identifier: Apache-2.0

/// What a package for one target says and installs, before it is a .deb or an .rpm.
///
/// Everything is resolved: no template, no glob, no default is left. What differs by format is kept side by side.
package struct PackageSpec: Sendable, Hashable {
    package var name: FormatValues<String>
    package var version: SemanticVersion
    /// rpm's release number.
    package var release: Int
    package var target: Target
    /// One line.
    package var summary: String
    package var homepage: String?
    /// An SPDX expression.
    package var license: String?
    /// `Name <address>`.
    package var maintainer: String?
    package var vendor: String?
    package var section: FormatValues<String?>
    package var priority: PackagePriority
    package var compression: FormatValues<PackageCompression>
    package var relations: [PackageRelation: FormatValues<[String]>]
    /// In any order, no place twice within a format; `entries(for:)` sorts them.
    package var entries: [PackageEntry]
    package var scripts: FormatValues<[PackageScript: [UInt8]]>
    package var service: PackageService?
    /// The changes of this and earlier versions, newest first.
    package var changes: [PackageChange]
    /// deb: the text of the `triggers` control file.
    package var triggers: [UInt8]?
    /// The commit's time, which files without a time of their own have, in seconds since 1970-01-01 00:00 UTC.
    package var date: Int64

    package init(name: String, version: SemanticVersion, target: Target, summary: String, date: Int64) {
        self.name = FormatValues(common: name)
        self.version = version
        self.target = target
        self.summary = summary
        self.date = date
        release = 1
        section = FormatValues(common: nil)
        priority = .optional
        compression = FormatValues(common: PackageCompression(codec: .gzip))
        relations = [:]
        entries = []
        scripts = FormatValues(common: [:])
        changes = []
    }

    /// What a package of the format says about others; empty when it says nothing.
    package func relation(_ relation: PackageRelation, for format: PackageFormat) -> [String] {
        relations[relation]?[format] ?? []
    }

    /// What a package of the format installs, without the ghosts that only rpm knows, sorted by the bytes of the place, so that a folder precedes its content.
    package func entries(for format: PackageFormat) -> [PackageEntry] {
        entries.filter { $0.formats.contains(format) && !(format == .deb && $0.kind == .ghost) }
            .sorted { $0.destination.utf8.lexicographicallyPrecedes($1.destination.utf8) }
    }

    /// Places that two entries of one format claim, or that lie below what is no folder, sorted.
    package func conflicts(in format: PackageFormat) -> [String] {
        var kinds: [String: Bool] = [:]
        var conflicts: Set<String> = []
        for entry in entries(for: format) {
            let isFolder = entry.kind == .directory
            if let known = kinds[entry.destination], !(known && isFolder) { conflicts.insert(entry.destination) }
            kinds[entry.destination] = isFolder
        }
        // By folder, since many places share theirs.
        var belowFile: [Substring: Bool] = [:]
        func isBelowFile(_ place: Substring) -> Bool {
            guard let slash = place.utf8.lastIndex(of: UInt8(ascii: "/")), slash > place.startIndex else {
                return false
            }
            let folder = place[..<slash]
            if let known = belowFile[folder] { return known }
            let isBelow = kinds[String(folder)] == false || isBelowFile(folder)
            belowFile[folder] = isBelow
            return isBelow
        }
        for place in kinds.keys where isBelowFile(place[...]) { conflicts.insert(place) }
        return conflicts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

/// What a package says about another.
package enum PackageRelation: String, Sendable, Hashable, CaseIterable {
    case dependencies, recommends, suggests, conflicts, replaces, provides
}

/// When a script runs.
package enum PackageScript: String, Sendable, Hashable, CaseIterable {
    case preinstall, postinstall, preremove, postremove
    /// rpm alone.
    case pretrans, posttrans
}

/// What one version changed.
package struct PackageChange: Sendable, Hashable {
    package let version: String
    /// Seconds since 1970-01-01 00:00 UTC.
    package let date: Int64
    /// One line for each change.
    package let lines: [String]

    package init(version: String, date: Int64, lines: [String]) {
        self.version = version
        self.date = date
        self.lines = lines
    }
}
