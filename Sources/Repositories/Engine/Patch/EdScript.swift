// SPDX-License-Identifier: Apache-2.0

/// A change of an index as commands of ed, of those that apt's `rred` knows.
///
/// It is made of the change itself: of the old text, only the chunks are read in which something is removed or replaced.
struct EdScript {
    /// Bytes to put in; more than this is better fetched with the whole index.
    private static let limit = 8 << 20

    /// By the place in the old text, none beside another.
    private var edits: [Edit] = []

    private struct Edit {
        /// The lines of the old text that go, from 0; an empty range is ahead of the line.
        var lines: Range<Int>
        /// What takes their place.
        var text: [UInt8]
    }

    /// Nil where there can be no script: where it is not known how many lines the old text has, where too much is put in,
    /// and where ed would take a line for the end of the text.
    init?(_ change: EntryChange, of old: OpenIndex) throws {
        let size = change.replaced.values.reduce(change.added.size) { $0 + $1.count }
        guard size <= Self.limit, old.state.header == nil, old.state.footer == nil else { return nil }
        var touched = change.removed.union(change.replaced.keys).sorted()[...]
        var (place, line) = (0, 0)
        for (number, chunk) in old.state.chunks.enumerated() {
            guard let lines = chunk.lines else { return nil }
            let (nextPlace, nextLine) = (place + chunk.entries, line + lines)
            if let first = touched.first, first < nextPlace {
                for entry in try old.entries(ofChunk: number) {
                    let range = line..<(line + Self.lineCount(of: entry))
                    if change.removed.contains(place) {
                        replace(range, with: [])
                    } else if let text = change.replaced[place] {
                        replace(range, with: text)
                    }
                    (place, line) = (place + 1, range.upperBound)
                }
                guard line == nextLine else { return nil }
                touched = touched.drop { $0 < nextPlace }
            }
            (place, line) = (nextPlace, nextLine)
        }
        if !change.added.isEmpty {
            var text: [UInt8] = []
            var reader = AddedEntries.Reader(change.added)
            _ = try reader.read(into: &text, until: .max)
            replace(line..<line, with: text)
        }
        guard edits.allSatisfy({ Self.isFit($0.text) }) else { return nil }
    }

    /// The lines of a text that ends with a line break.
    static func lineCount(of text: [UInt8]) -> Int { text.count { $0 == 0x0A } }

    /// The commands; those for the end of the text come first, so that the numbers of the lines ahead stay true.
    var text: [UInt8] {
        var script: [UInt8] = []
        for edit in edits.reversed() {
            let first = edit.lines.lowerBound + 1
            let last = edit.lines.upperBound
            if edit.lines.isEmpty {
                script += "\(last)a\n".utf8
            } else {
                script += (first == last ? "\(first)" : "\(first),\(last)").utf8
                script += (edit.text.isEmpty ? "d\n" : "c\n").utf8
            }
            if !edit.text.isEmpty {
                script += edit.text
                script += ".\n".utf8
            }
        }
        return script
    }

    private mutating func replace(_ lines: Range<Int>, with text: [UInt8]) {
        if let last = edits.indices.last, edits[last].lines.upperBound == lines.lowerBound {
            edits[last].lines = edits[last].lines.lowerBound..<lines.upperBound
            edits[last].text += text
        } else {
            edits.append(Edit(lines: lines, text: text))
        }
    }

    /// Whether it is whole lines, of which none is a dot alone; apt's reader stops at zero bytes.
    private static func isFit(_ text: [UInt8]) -> Bool {
        guard text.last ?? 0x0A == 0x0A, !text.contains(0) else { return false }
        var start = 0
        while let end = text[start...].firstIndex(of: 0x0A) {
            if end == start + 1, text[start] == UInt8(ascii: ".") { return false }
            start = end + 1
        }
        return true
    }
}
