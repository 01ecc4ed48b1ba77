// SPDX-License-Identifier: Apache-2.0

/// Text in paragraphs, each with an empty line behind it.
enum ParagraphText {
    /// Where the paragraphs are, with their empty lines, and where the last one ends.
    static func ranges(in text: [UInt8]) -> (ranges: [Range<Int>], end: Int) {
        var ranges: [Range<Int>] = []
        var start = 0
        var lineStart = 0
        while let end = text[lineStart...].firstIndex(of: 0x0A) {
            if end == lineStart {
                ranges.append(start..<(end + 1))
                start = end + 1
            }
            lineStart = end + 1
        }
        return (ranges, start)
    }
}
