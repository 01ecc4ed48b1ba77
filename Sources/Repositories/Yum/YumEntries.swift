// SPDX-License-Identifier: Apache-2.0
import Formats

/// A package's entries in the three indexes, each a `<package>` element with a line break behind it.
struct YumEntries {
    let primary: [UInt8]
    let filelists: [UInt8]
    let other: [UInt8]

    /// - Parameters:
    ///   - base: The address from which the file's place starts; nil for that of the index's folder.
    ///   - href: The file's place from there.
    init(_ package: YumPackage, base: String? = nil, href: String) throws {
        let files = try YumFiles(package.header)
        let id = Array(package.sha256.description.utf8)
        var filelists = XMLText(reservingCapacity: 1024)
        Self.open(package, id, &filelists)
        var primaryFiles: [(path: ArraySlice<UInt8>, kind: YumFiles.Kind)] = []
        try files.forEach { path, kind in
            Self.file(path[...], kind, &filelists)
            if YumFiles.isPrimary(path) { primaryFiles.append((path[...], kind)) }
        }
        filelists.markup("</package>\n")
        self.filelists = filelists.bytes

        let owned = Set(primaryFiles.map { ByteText($0.path) })
        let dependencies = try YumDependencies(package.header) { owned.contains(ByteText($0)) }
        var primary = XMLText(reservingCapacity: 4096)
        primary.markup("<package type=\"rpm\">\n")
        try Self.describe(package, id, base, href, &primary)
        try Self.format(package, dependencies, &primary)
        for (path, kind) in primaryFiles { Self.file(path, kind, &primary) }
        primary.markup("</format>\n</package>\n")
        self.primary = primary.bytes

        var other = XMLText(reservingCapacity: 512)
        Self.open(package, id, &other)
        for change in try YumChange.newest(in: package.header) {
            other.markup("<changelog author=\"")
            other.attribute(change.author)
            other.markup("\" date=\"")
            other.number(change.time)
            other.markup("\">")
            other.content(change.text)
            other.markup("</changelog>\n")
        }
        other.markup("</package>\n")
        self.other = other.bytes
    }

    private static func open(_ package: YumPackage, _ id: [UInt8], _ out: inout XMLText) {
        out.markup("<package pkgid=\"")
        out.attribute(id)
        out.markup("\" name=\"")
        out.attribute(package.name)
        out.markup("\" arch=\"")
        out.attribute(package.architecture)
        out.markup("\">\n")
        version(package, &out)
    }

    private static func version(_ package: YumPackage, _ out: inout XMLText) {
        out.markup("<version epoch=\"")
        out.number(package.epoch)
        out.markup("\" ver=\"")
        out.attribute(package.version)
        out.markup("\" rel=\"")
        out.attribute(package.release)
        out.markup("\"/>\n")
    }

    private static func file(_ path: ArraySlice<UInt8>, _ kind: YumFiles.Kind, _ out: inout XMLText) {
        switch kind {
        case .regular: out.markup("<file>")
        case .directory: out.markup("<file type=\"dir\">")
        case .ghost: out.markup("<file type=\"ghost\">")
        }
        out.content(path)
        out.markup("</file>\n")
    }

    private static func describe(
        _ package: YumPackage, _ id: [UInt8], _ base: String?, _ href: String, _ out: inout XMLText
    ) throws {
        let header = package.header
        out.element("name", package.name)
        out.element("arch", package.architecture)
        version(package, &out)
        out.markup("<checksum type=\"sha256\" pkgid=\"YES\">")
        out.content(id)
        out.markup("</checksum>\n")
        out.element("summary", try header.text(.summary))
        out.element("description", try header.text(.description))
        out.element("packager", try header.text(.packager))
        out.element("url", try header.text(.url))
        // The file's own time of change is the checkout's or the download's: the same package, another entry.
        let built = try header.numbers(.buildTime).first ?? 0
        out.markup("<time file=\"")
        out.number(built)
        out.markup("\" build=\"")
        out.number(built)
        out.markup("\"/>\n<size package=\"")
        out.number(package.size)
        out.markup("\" installed=\"")
        out.number(try header.numbers(.longSize).first ?? header.numbers(.size).first ?? 0)
        out.markup("\" archive=\"")
        out.number(try archiveSize(package))
        out.markup("\"/>\n<location ")
        if let base {
            out.markup("xml:base=\"")
            out.attribute(base.utf8)
            out.markup("\" ")
        }
        out.markup("href=\"")
        out.attribute(href.utf8)
        out.markup("\"/>\n")
    }

    private static func archiveSize(_ package: YumPackage) throws(RPMReadError) -> UInt64 {
        if let size = try package.signatures.numbers(RPMTag.Signature.longPayloadSize).first { return size }
        if let size = try package.signatures.numbers(RPMTag.Signature.payloadSize).first { return size }
        return try package.header.numbers(.archiveSize).first ?? 0
    }

    private static func format(
        _ package: YumPackage, _ dependencies: YumDependencies, _ out: inout XMLText
    ) throws {
        let header = package.header
        out.markup("<format>\n")
        out.element("rpm:license", try header.text(.license))
        out.element("rpm:vendor", try header.text(.vendor))
        out.element("rpm:group", try header.text(.group))
        out.element("rpm:buildhost", try header.text(.buildHost))
        out.element("rpm:sourcerpm", try header.text(.sourceRPM))
        out.markup("<rpm:header-range start=\"")
        out.number(package.headerRange.lowerBound)
        out.markup("\" end=\"")
        out.number(package.headerRange.upperBound)
        out.markup("\"/>\n")
        list("rpm:provides", dependencies.all[.provides], &out)
        list("rpm:requires", dependencies.all[.requires], &out)
        list("rpm:conflicts", dependencies.all[.conflicts], &out)
        list("rpm:obsoletes", dependencies.all[.obsoletes], &out)
        list("rpm:suggests", dependencies.all[.suggests], &out)
        list("rpm:enhances", dependencies.all[.enhances], &out)
        list("rpm:recommends", dependencies.all[.recommends], &out)
        list("rpm:supplements", dependencies.all[.supplements], &out)
    }

    private static func list(_ name: StaticString, _ dependencies: [YumDependency]?, _ out: inout XMLText) {
        guard let dependencies, !dependencies.isEmpty else { return }
        out.markup("<")
        out.markup(name)
        out.markup(">\n")
        for dependency in dependencies {
            out.markup("<rpm:entry name=\"")
            out.attribute(dependency.name)
            if let comparison = dependency.comparison {
                out.markup("\" flags=\"")
                out.markup(comparison.word)
                if !dependency.version.isEmpty, let parts = dependency.parts {
                    out.markup("\" epoch=\"")
                    out.attribute(parts.epoch)
                    if !parts.version.isEmpty {
                        out.markup("\" ver=\"")
                        out.attribute(parts.version)
                    }
                    if !parts.release.isEmpty {
                        out.markup("\" rel=\"")
                        out.attribute(parts.release)
                    }
                }
            }
            if dependency.isEarly { out.markup("\" pre=\"1") }
            out.markup("\"/>\n")
        }
        out.markup("</")
        out.markup(name)
        out.markup(">\n")
    }
}

extension YumDependency.Comparison {
    fileprivate var word: StaticString {
        switch self {
        case .less: "LT"
        case .greater: "GT"
        case .equal: "EQ"
        case .lessOrEqual: "LE"
        case .greaterOrEqual: "GE"
        }
    }
}
