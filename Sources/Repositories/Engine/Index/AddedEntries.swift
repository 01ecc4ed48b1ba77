// SPDX-License-Identifier: Apache-2.0
import Effects

/// Entries to add, which lie in files: those of fifty thousand packages are not kept in memory.
struct AddedEntries: Sendable {
    private var pieces: [Piece] = []
    /// The bytes of all.
    private(set) var size = 0

    private struct Piece {
        let file: FileReader
        let offset: UInt64
        let count: Int
    }

    var isEmpty: Bool { pieces.isEmpty }
    var count: Int { pieces.count }

    mutating func append(_ file: FileReader, at offset: UInt64, count: Int) {
        pieces.append(Piece(file: file, offset: offset, count: count))
        size += count
    }

    func entry(_ index: Int) throws(FileError) -> [UInt8] {
        let piece = pieces[index]
        return try piece.file.read(at: piece.offset, count: piece.count)
    }
}
