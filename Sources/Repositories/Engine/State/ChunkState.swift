// SPDX-License-Identifier: Apache-2.0
import Formats
import Foundation

/// One chunk of an index: a run of whole entries, compressed by itself in every form.
struct ChunkState: Sendable, Hashable, Codable {
    /// The bytes of its text.
    let size: Int
    let entries: Int
    /// In the order of the index's forms.
    let pieces: [StoredPiece]
    /// The saved state of SHA-256 over the index's text up to the end of this chunk; nil unless the index names it.
    let hashState: Data?
    /// The lines of its text; nil unless patches are made of the index.
    var lines: Int?

    private enum CodingKeys: String, CodingKey {
        case size, entries, lines, pieces, hashState = "sha256"
    }
}

/// The sizes of a piece in one form.
struct StoredPiece: Sendable, Hashable {
    let stored: UInt64
    let unpadded: UInt64

    init(_ size: PieceSize) {
        stored = size.stored
        unpadded = size.unpadded
    }

    func size(content: Int) -> PieceSize { PieceSize(stored: stored, unpadded: unpadded, content: UInt64(content)) }
}

extension StoredPiece: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let numbers = try container.decode([UInt64].self)
        guard let first = numbers.first, let last = numbers.last, numbers.count <= 2, last <= first else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a piece has one or two sizes")
        }
        (stored, unpadded) = (first, last)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(unpadded == stored ? [stored] : [stored, unpadded])
    }
}
