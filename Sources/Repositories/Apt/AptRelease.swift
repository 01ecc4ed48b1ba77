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
                let name = layout.indexFolder(group.group) + index.name
                if let digest = index.uncompressedDigest {
                    lines.append(" \(digest) \(index.uncompressedSize) \(name)")
                }
                for file in index.files {
                    lines.append(" \(file.sha256) \(file.size) \(name)\(AptFormat.suffix(of: file.form))")
                }
            }
        }
        return lines
    }

    /// A moment as `Release` has it: `Wed, 25 Nov 2026 16:05:50 UTC`.
    static func date(_ seconds: Int64) -> String {
        let days = seconds >= 0 ? seconds / 86_400 : -((-seconds + 86_399) / 86_400)
        let second = seconds - days * 86_400
        // Counted from 0000-03-01, years end with February, which puts the leap day last.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let clock = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        let weekday = weekdays[Int((days % 7 + 7) % 7)]
        return "\(weekday), \(day < 10 ? "0" : "")\(day) \(months[Int(month) - 1]) \(year) "
            + clock.joined(separator: ":") + " UTC"
    }
}
