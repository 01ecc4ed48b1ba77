// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats

/// Entries to add, which lie in files: those of fifty thousand packages are not kept in memory.
struct AddedEntries: Sendable {
    private var runs: [Run] = []
    private var counts: [UInt32] = []
    /// The bytes of all.
    private(set) var size = 0

    /// Entries that follow each other in a file.
    private struct Run {
        let file: FileReader
        let offset: UInt64
        var size: Int
        var entries: Int
    }

    var isEmpty: Bool { counts.isEmpty }
    var count: Int { counts.count }

    mutating func append(_ file: FileReader, at offset: UInt64, count: Int) {
        counts.append(UInt32(count))
        size += count
        if let last = runs.indices.last, runs[last].file === file,
            runs[last].offset + UInt64(runs[last].size) == offset
        {
            runs[last].size += count
            runs[last].entries += 1
        } else {
            runs.append(Run(file: file, offset: offset, size: count, entries: 1))
        }
    }

    /// Goes through the entries in their order, many at a time.
    struct Reader {
        private let entries: AddedEntries
        private var run = 0
        /// The entries of the run that were read, and their bytes.
        private var done = (entries: 0, size: 0)
        private var next = 0

        init(_ entries: AddedEntries) {
            self.entries = entries
        }

        /// Appends whole entries until the text has so many bytes, or none is left; returns how many entries.
        mutating func read(into text: inout [UInt8], until limit: Int) throws(FileError) -> Int {
            var added = 0
            while text.count < limit, run < entries.runs.count {
                let current = entries.runs[run]
                var size = 0
                var count = 0
                while text.count + size < limit, done.entries + count < current.entries {
                    size += Int(entries.counts[next + count])
                    count += 1
                }
                let bytes = try current.file.read(at: current.offset + UInt64(done.size), count: size)
                guard bytes.count == size else { throw FileError(.read, current.file.path, .changedWhileRead) }
                if text.isEmpty { text = bytes } else { text += bytes }
                added += count
                next += count
                done.entries += count
                done.size += size
                if done.entries == current.entries { (run, done) = (run + 1, (0, 0)) }
            }
            return added
        }
    }
}
