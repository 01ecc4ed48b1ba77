// SPDX-License-Identifier: Apache-2.0

/// Content that one task compresses for a zip archive: an entry's, or a piece of a large file's.
struct ZipJob: Sendable {
    var record: ZipRecord
    var content: [UInt8]
    /// The bytes ahead of a piece, which its matches may reach back to.
    var history: [UInt8] = []
    /// No piece of the same entry follows.
    var isLast = true

    /// A job's result; `content` is compressed, and `record` complete unless it has a descriptor.
    struct Done: Sendable {
        let record: ZipRecord
        let bytes: [UInt8]
        let isLast: Bool
    }

    func done(level: CompressionLevel) throws(CompressionError) -> Done {
        var record = record
        if record.hasDescriptor {
            let bytes = try DeflatedPiece.next(content, history: history, isLast: isLast, level: level)
            return Done(record: record, bytes: bytes, isLast: isLast)
        }
        var bytes = content
        if !content.isEmpty, case .file = record.entry.kind {
            let deflated = try DeflatedPiece.whole(content, level: level)
            if deflated.count < content.count {
                bytes = deflated
                record.method = .deflated
            }
        }
        record.crc = DeflatedPiece.crc32(content)
        record.compressedSize = UInt64(bytes.count)
        return Done(record: record, bytes: bytes, isLast: true)
    }
}

/// Reads an archive's contents in order and cuts them into jobs.
struct ZipPlanner<Contents: ArchiveContents> {
    private let prefix: String
    private let wholeFileLimit: UInt64
    private let pieceSize: Int
    private var stream: EntryStream<Contents>
    private var large: LargeFile?

    private struct LargeFile {
        var record: ZipRecord
        var pending: [UInt8] = []
        var history: [UInt8] = []
    }

    init(_ contents: Contents, prefix: String, wholeFileLimit: UInt64, pieceSize: Int) {
        self.prefix = prefix
        self.wholeFileLimit = wholeFileLimit
        self.pieceSize = pieceSize
        stream = EntryStream(contents, digests: [])
    }

    /// The next job, or nil behind the last entry.
    mutating func next() throws -> ZipJob? {
        if large != nil { return try nextPiece() }
        guard case .header(let index) = try stream.event() else { return nil }
        let entry = stream.contents.entries[index]
        var record = ZipRecord(name: name(of: entry), entry: entry, method: .stored)
        switch entry.kind {
        case .directory: return ZipJob(record: record, content: [])
        case .symbolicLink(let target):
            record.size = UInt64(target.utf8.count)
            return ZipJob(record: record, content: Array(target.utf8))
        case .file(let size):
            record.size = size
            guard size > wholeFileLimit else { return ZipJob(record: record, content: try wholeFile(size)) }
            record.method = .deflated
            record.hasDescriptor = true
            // Deflate adds less than a 1,000th to what it can't compress.
            record.isLarge = size + size / 1_000 >= ZipRecord.limit32
            large = LargeFile(record: record)
            return try nextPiece()
        }
    }

    private mutating func wholeFile(_ size: UInt64) throws -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(Int(size))
        while case .content(let bytes) = try stream.event() { content += bytes }
        return content
    }

    private mutating func nextPiece() throws -> ZipJob? {
        guard var file = large else { return nil }
        large = nil
        var ended = false
        while file.pending.count <= pieceSize, !ended {
            if case .content(let bytes) = try stream.event() {
                file.pending += bytes
            } else {
                ended = true
            }
        }
        let piece = Array(file.pending.prefix(pieceSize))
        file.pending.removeFirst(piece.count)
        file.record.crc = DeflatedPiece.crc32(piece, continuing: file.record.crc)
        let job = ZipJob(record: file.record, content: piece, history: file.history, isLast: ended)
        file.history = Array(piece.suffix(DeflatedPiece.window))
        if !ended { large = file }
        return job
    }

    private func name(of entry: ArchiveEntry) -> [UInt8] {
        var name = Array((entry.path == "." ? prefix : prefix + entry.path).utf8)
        if entry.kind == .directory, name.last != UInt8(ascii: "/") { name.append(UInt8(ascii: "/")) }
        return name
    }
}
