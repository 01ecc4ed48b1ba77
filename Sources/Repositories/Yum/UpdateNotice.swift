// SPDX-License-Identifier: Apache-2.0
import Formats

/// A package's entry in `updateinfo`: that there is this version, since when, and what its changelog says of it.
///
/// A version of which the changelog names vulnerabilities is a security update; of others nobody knows whether they mend or
/// add.
struct UpdateNotice {
    /// An `<update>` element with a line break behind it.
    let text: [UInt8]

    /// - Parameter href: The file's place.
    init(_ package: YumPackage, href: String) throws {
        let built = try package.header.numbers(.buildTime).first ?? 0
        let change = try YumChange.newest(in: package.header).last
        let changed = change.map { $0.text } ?? []
        let references = Self.vulnerabilities(in: changed)
        let version = [UInt8](package.version) + [UInt8(ascii: "-")] + package.release
        var out = XMLText(reservingCapacity: 1024)
        out.markup("<update from=\"")
        out.attribute(try package.header.text(.packager) ?? package.name)
        out.markup("\" status=\"final\" type=\"")
        out.markup(references.isEmpty ? "enhancement" : "security")
        out.markup("\" version=\"1\">\n<id>")
        out.content([UInt8](package.name) + [UInt8(ascii: "-")] + version)
        out.markup("</id>\n<title>")
        out.content([UInt8](package.name) + [0x20] + package.version)
        out.markup("</title>\n<issued date=\"")
        out.attribute(Self.date(Int64(clamping: built)).utf8)
        out.markup("\"/>\n")
        out.element("description", changed[...])
        if !references.isEmpty {
            out.markup("<references>\n")
            for reference in references {
                out.markup("<reference href=\"https://nvd.nist.gov/vuln/detail/")
                out.attribute(reference.utf8)
                out.markup("\" id=\"")
                out.attribute(reference.utf8)
                out.markup("\" title=\"")
                out.attribute(reference.utf8)
                out.markup("\" type=\"cve\"/>\n")
            }
            out.markup("</references>\n")
        }
        out.markup("<pkglist>\n<collection short=\"\">\n<name/>\n<package name=\"")
        out.attribute(package.name)
        out.markup("\" version=\"")
        out.attribute(package.version)
        out.markup("\" release=\"")
        out.attribute(package.release)
        out.markup("\" epoch=\"")
        out.number(package.epoch)
        out.markup("\" arch=\"")
        out.attribute(package.architecture)
        out.markup("\">\n<filename>")
        out.content(href.split(separator: "/").last.map { Array($0.utf8) } ?? [])
        out.markup("</filename>\n</package>\n</collection>\n</pkglist>\n</update>\n")
        text = out.bytes
    }

    /// The names of vulnerabilities, `CVE-2024-3094`, each once, in the order in which they come.
    static func vulnerabilities(in text: ArraySlice<UInt8>) -> [String] {
        var found: [String] = []
        for match in String(decoding: text, as: UTF8.self).matches(of: /\bCVE-[0-9]{4}-[0-9]{4,19}\b/) {
            let name = String(match.output)
            if !found.contains(name) { found.append(name) }
        }
        return found
    }

    /// A moment as readers of updateinfo expect it: `2026-11-25 16:05:50`.
    private static func date(_ seconds: Int64) -> String {
        let day = UTCDay(containing: seconds)
        return "\(day) \(day.clock(at: seconds))"
    }
}
