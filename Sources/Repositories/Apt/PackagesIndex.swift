// SPDX-License-Identifier: Apache-2.0
package import Formats

/// The file `Packages`: stanzas, each with an empty line behind it. apt needs no order among them.
package struct PackagesIndex: IndexFormat {
    package static let fileName = "Packages"

    package let name = Self.fileName
    package let forms: [Compression] = [.xz, .gzip]
    /// apt passes over an index whose uncompressed form `Release` does not name.
    package let namesUncompressed = true

    package let patches: Int

    package init(patches: Int = 0) {
        self.patches = patches
    }

    package func entries(in text: [UInt8]) throws(IndexTextError) -> [Range<Int>] {
        let (ranges, end) = ParagraphText.ranges(in: text)
        if let empty = ranges.first(where: { $0.count == 1 }) {
            throw IndexTextError(index: name, offset: empty.lowerBound, reason: "an empty stanza")
        }
        guard end == text.count else {
            throw IndexTextError(index: name, offset: end, reason: "a stanza without an empty line behind it")
        }
        return ranges
    }
}
