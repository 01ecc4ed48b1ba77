// SPDX-License-Identifier: Apache-2.0
import Formats

/// The file `Release`: what a track is, and the digests of its indexes.
///
/// SHA-256 alone: no apt since 1.6 asks for another, and MD5 and SHA-1 prove nothing.
struct AptRelease {
    let track: String
    let groups: [PublishedGroup]
    let context: PublicationContext
    let layout: AptLayout

    var text: String {
        var lines = [
            "Origin: \(context.name)",
            "Label: \(context.name)",
            "Suite: \(layout.suite(track))",
            "Codename: \(track)",
            "Date: \(Self.date(context.time))",
        ]
        if let validity = context.validity { lines.append("Valid-Until: \(Self.date(context.time + validity))") }
        if layout == .suites {
            lines += [
                "Acquire-By-Hash: yes",
                "Architectures: \(groups.map(\.group.architecture).joined(separator: " "))",
                "Components: \(AptFormat.component)",
            ]
        }
        lines += ["Description: Packages of \(context.name), \(track)", "SHA256:"]
        lines += Self.fileLines(groups, layout)
        return lines.joined(separator: "\n") + "\n"
    }

    /// The lines of the index files: digest, size and name.
    static func fileLines(_ groups: [PublishedGroup], _ layout: AptLayout) -> [String] {
        var lines: [String] = []
        for group in groups {
            for index in group.indexes {
                let name = layout.path(of: index.name, group.group)
                if let digest = index.uncompressedDigest {
                    lines.append(" \(digest) \(index.uncompressedSize) \(name)")
                }
                for file in index.files {
                    lines.append(" \(file.sha256) \(file.size) \(name)\(AptFormat.suffix(of: file.form))")
                }
                if let folder = layout.patchFolder(of: index.name, group.group), let list = PatchesIndex(index) {
                    let content = IndexPatch.Content(of: list.bytes)
                    lines.append(" \(content.sha256) \(content.size) \(folder)\(PatchesIndex.fileName)")
                }
            }
        }
        return lines
    }

    /// A moment as `Release` has it: `Wed, 25 Nov 2026 16:05:50 UTC`.
    static func date(_ seconds: Int64) -> String {
        let days = seconds >= 0 ? seconds / 86_400 : -((-seconds + 86_399) / 86_400)
        let second = seconds - days * 86_400
        let date = CivilDate(daysSince1970: days)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let clock = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        let weekday = weekdays[Int((days % 7 + 7) % 7)]
        return "\(weekday), \(date.day < 10 ? "0" : "")\(date.day) \(months[Int(date.month) - 1]) \(date.year) "
            + clock.joined(separator: ":") + " UTC"
    }
}
