// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Project

/// What comes with the programs for those who read: manual pages, completions, the licence and the changelog.
extension PackageMaking {
    /// The manual pages, compressed as the distributions do.
    func manPages() async throws -> [PackageEntry] {
        var entries: [PackageEntry] = []
        for page in companions.manPages {
            let bytes = try dist.files.read(page.file.file, limit: 16 << 20)
            entries.append(
                try entry(page.place, .file(.bytes(page.isCompressed ? bytes : try await gzipped(bytes)))))
        }
        return entries
    }

    func completions(_ format: PackageFormat, target: Target) throws -> [PackageEntry] {
        try (companions.completions[target] ?? []).map { try entry($0.path(in: format), .file($0.source)) }
    }

    /// The licence and the changelog, where the distributions look for them.
    func documents(_ format: PackageFormat, name: String, _ values: TemplateValues) async throws
        -> [PackageEntry]
    {
        let licenses = try files.matches("LICENSE*", at: nil) + files.matches("COPYING*", at: nil)
        let changelogs = try settings.changelog.map { [try file($0, values)] } ?? files.matches("CHANGELOG*", at: nil)
        let person = project.maintainer ?? "unknown"
        switch format {
        case .deb:
            var text =
                "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: \(project.name)\n"
            if let homepage = project.homepage { text += "Source: \(homepage)\n" }
            text +=
                "\nFiles: *\nCopyright: \(try holders(licenses) ?? "\(UTCDay(containing: version.date).year) \(person)")"
            text += "\nLicense: \(project.license ?? "unknown")\n"
            if let common = Self.commonLicense(project.license) {
                text += " The full text is in /usr/share/common-licenses/\(common) on Debian systems.\n"
            }
            for license in licenses where Self.commonLicense(project.license) == nil {
                for line in try dist.files.readText(license.file, limit: 1 << 20).split(
                    separator: "\n", omittingEmptySubsequences: false)
                {
                    text += line.allSatisfy(\.isWhitespace) ? " .\n" : " \(line)\n"
                }
            }
            let log =
                "\(name) (\(version.version.debianVersion)) unstable; urgency=medium\n\n  * Release \(version.version).\n\n"
                + " -- \(person)  \(MailDate(version.date).text)\n"
            var entries = [
                try entry("/usr/share/doc/\(name)/copyright", .file(.bytes(Array(text.utf8)))),
                try entry("/usr/share/doc/\(name)/changelog.gz", .file(.bytes(try await gzipped(Array(log.utf8))))),
            ]
            // A package without a Debian revision has Debian's own changelog at `changelog.gz`: Debian Policy, 12.7.
            for file in changelogs {
                let bytes = try await gzipped(try dist.files.read(file.file, limit: 16 << 20))
                entries.append(try entry("/usr/share/doc/\(name)/\(file.name).gz", .file(.bytes(bytes))))
            }
            return entries
        case .rpm:
            let readmes = try files.matches("README*", at: nil)
            return try licenses.map {
                try entry("/usr/share/licenses/\(name)/\($0.path)", .file(.path($0.file)), role: .license)
            }
                + (readmes + changelogs).map {
                    try entry("/usr/share/doc/\(name)/\($0.name)", .file(.path($0.file)), role: .documentation)
                }
        }
    }

    /// Whose the project is, as the licences' texts say; nil where they name nobody.
    private func holders(_ licenses: [ProjectFiles.Match]) throws -> String? {
        var found: [String] = []
        for license in licenses {
            // One that is not UTF-8 has lines to be found, too.
            let text = String(decoding: try dist.files.read(license.file, limit: 1 << 20), as: UTF8.self)
            for holder in LicenseText.holders(in: text)
            where !found.contains(holder) {
                found.append(holder)
            }
        }
        return found.isEmpty ? nil : found.joined(separator: "\n ")
    }

    /// The file below /usr/share/common-licenses of a licence that Debian's base-files has (Debian Policy, 12.5).
    private static func commonLicense(_ license: String?) -> String? {
        switch license {
        case "Apache-2.0": "Apache-2.0"
        case "GPL-2.0-only", "GPL-2.0-or-later": "GPL-2"
        case "GPL-3.0-only", "GPL-3.0-or-later": "GPL-3"
        case "LGPL-2.1-only", "LGPL-2.1-or-later": "LGPL-2.1"
        case "LGPL-3.0-only", "LGPL-3.0-or-later": "LGPL-3"
        case "MPL-2.0": "MPL-2.0"
        default: nil
        }
    }

    private func gzipped(_ bytes: [UInt8]) async throws -> [UInt8] {
        var source = ArraySource(bytes)
        var sink = ArraySink()
        _ = try await Compressor(.gzip, level: .best, jobs: 1, takesDigests: false).compress(&source, into: &sink)
        return sink.bytes
    }
}
