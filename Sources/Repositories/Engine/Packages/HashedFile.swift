// SPDX-License-Identifier: Apache-2.0
import Crypto
package import Effects
package import Formats

/// A file that is hashed while a reader of its format reads it, from its start to its end, once.
package final class HashedFile: ByteSource {
    private static let pieceSize = 1 << 18

    private let file: FileReader
    private var hasher = SHA256()
    /// What was read of the file and not asked for yet: readers of formats ask for a few bytes at a time.
    private var piece: [UInt8] = []
    private var position = 0
    /// The bytes of the file read so far.
    package private(set) var count: UInt64 = 0

    package init(_ file: FileReader) {
        self.file = file
    }

    package func read(upTo count: Int) throws -> [UInt8] {
        if position == piece.count { try readPiece() }
        let end = position + min(count, piece.count - position)
        defer { position = end }
        return position == 0 && end == piece.count ? piece : Array(piece[position..<end])
    }

    private func readPiece() throws {
        // One byte more than there should be left, so that a file's end is seen without another read.
        let left = file.size > count ? file.size - count : 0
        piece = try file.read(upTo: min(Self.pieceSize, Int(clamping: left) + 1))
        position = 0
        hasher.update(data: piece)
        count += UInt64(piece.count)
    }

    /// Reads what the format's reader left, and returns the digest of the whole file.
    ///
    /// - Throws: `FileError.changedWhileRead`, too.
    package func finish() throws -> DigestValue {
        repeat { try readPiece() } while !piece.isEmpty
        try file.checkUnchanged()
        return DigestValue(Array(hasher.finalize()))
    }
}
