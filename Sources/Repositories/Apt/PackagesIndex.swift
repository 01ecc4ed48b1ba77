// SPDX-License-Identifier: Apache-2.0
package import Formats

/// The file `Packages`: stanzas, each with an empty line behind it. apt needs no order among them.
package struct PackagesIndex: IndexFormat {
    package let name = "Packages"
    package let forms: [Compression] = [.xz, .gzip]
    /// apt passes over an index whose uncompressed form `Release` does not name.
    package let namesUncompressed = true

    package init() {}

    package func entries(in text: [UInt8]) throws(IndexTextError) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        var lineStart = 0
        while let end = text[lineStart...].firstIndex(of: 0x0A) {
            if end == lineStart {
                guard lineStart > start else {
                    throw IndexTextError(index: name, offset: start, reason: "an empty stanza")
                }
                ranges.append(start..<(end + 1))
                start = end + 1
            }
            lineStart = end + 1
        }
        guard start == text.count else {
            throw IndexTextError(index: name, offset: start, reason: "a stanza without an empty line behind it")
        }
        return ranges
    }
}
