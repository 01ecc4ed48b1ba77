// SPDX-License-Identifier: Apache-2.0
import Formats

/// The file `Packages.diff/Index`: the patches that lead from older `Packages` to the present one, as dak and reprepro
/// write it. apt takes the patches from the one that is made for what it has.
struct PatchesIndex {
    static let fileName = "Index"

    let bytes: [UInt8]

    /// Nil where there are no patches: then there is nothing to ask for.
    init?(_ index: PublishedIndex) {
        guard !index.patches.isEmpty, let digest = index.uncompressedDigest else { return nil }
        var lines = ["SHA256-Current: \(digest) \(index.uncompressedSize)"]
        func list(_ field: String, suffix: String = "", _ content: (IndexPatch) -> IndexPatch.Content) {
            lines.append("SHA256-\(field):")
            for patch in index.patches {
                let content = content(patch)
                lines.append(" \(content.sha256) \(content.size) \(patch.name)\(suffix)")
            }
        }
        list("History") { $0.base }
        list("Patches") { $0.script }
        list("Download", suffix: PatchesIndex.suffix) { $0.file }
        bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Of the patches' files.
    static let suffix = ".gz"
}
