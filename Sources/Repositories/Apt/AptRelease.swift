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
            "Date: \(MailDate(context.time, zone: "UTC").text)",
        ]
        if let validity = context.validity {
            lines.append("Valid-Until: \(MailDate(context.time + validity, zone: "UTC").text)")
        }
        if layout.hasContentNames { lines.append("Acquire-By-Hash: yes") }
        if layout == .suites {
            lines += [
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
}
