// SPDX-License-Identifier: Apache-2.0

/// Reads entries' contents one after the other for a format that frames them, and hashes them meanwhile.
struct EntryStream<Contents: ArchiveContents> {
    /// The most bytes of content that are held at a time.
    private static var pieceSize: Int { 1 << 18 }

    let contents: Contents
    /// Nil where no digest is asked for.
    private let lane: HashingLane?

    private var next = 0
    private var open: OpenFile?

    private struct OpenFile {
        let index: Int
        let size: UInt64
        var source: any ByteSource
        var passed: UInt64 = 0
    }

    /// What comes next in the archive.
    enum Event {
        /// Entry `index` begins; its content, if it has any, follows.
        case header(index: Int)
        case content([UInt8])
        /// The content of entry `index` is complete.
        case end(index: Int)
    }

    init(_ contents: Contents, digests: Set<ContentDigest>) {
        self.contents = contents
        lane = digests.isEmpty ? nil : HashingLane(digests)
    }

    /// The digests of the files passed so far, by the index of their entry.
    var digests: [Int: FileDigests] { lane?.digests() ?? [:] }

    /// The next event, or nil behind the last entry.
    ///
    /// - Throws: `ContentChanged`, and what the contents throw; the archive and its digests are then of no use.
    mutating func event() throws -> Event? {
        if open != nil { return try continueFile() }
        guard next < contents.entries.count else { return nil }
        let index = next
        next += 1
        if case .file(let size) = contents.entries[index].kind {
            open = OpenFile(index: index, size: size, source: try contents.open(index))
        }
        return .header(index: index)
    }

    private mutating func continueFile() throws -> Event? {
        guard var file = open else { return nil }
        open = nil
        let left = file.size - file.passed
        let piece = try file.source.read(upTo: Int(min(UInt64(Self.pieceSize), max(left, 1))))
        let read = file.passed + UInt64(piece.count)
        if piece.isEmpty ? left > 0 : UInt64(piece.count) > left {
            throw ContentChanged(
                path: contents.entries[file.index].path, planned: file.size, read: min(read, file.size + 1))
        }
        if piece.isEmpty {
            lane?.end(file.index)
            return .end(index: file.index)
        }
        lane?.add(piece)
        file.passed = read
        open = file
        return .content(piece)
    }
}
