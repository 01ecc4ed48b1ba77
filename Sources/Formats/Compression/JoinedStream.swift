// SPDX-License-Identifier: Apache-2.0

/// What makes one stream of pieces that were compressed by themselves.
///
/// gzip members (RFC 1952, 2.2) and zstd frames (RFC 8878, 3) just follow each other. xz blocks stand in one stream with
/// a header, and an index of them behind: readers of package indexes read the first of several xz streams alone.
package enum JoinedStream {
    /// The bytes ahead of the first piece.
    package static func beginning(_ compression: Compression) -> [UInt8] {
        compression == .xz ? XZStream.header : []
    }

    /// The bytes behind the last piece; a stream of no pieces is a valid stream of no content.
    package static func ending(
        _ compression: Compression, pieces: [PieceSize]
    ) throws(CompressionError) -> [UInt8] {
        switch compression {
        case .xz:
            var stream = XZStream()
            for piece in pieces {
                stream.append(unpaddedSize: piece.unpadded, uncompressedSize: piece.content)
            }
            return stream.ending()
        case .gzip, .zstd:
            return pieces.isEmpty ? try CompressedPiece(compressing: [], as: compression).bytes : []
        case .none:
            return []
        }
    }

    /// The content of one stored piece.
    ///
    /// - Parameter size: Its sizes; content of any other size is refused.
    /// - Throws: `CompressionError`.
    package static func content(of bytes: [UInt8], _ compression: Compression, size: PieceSize) throws -> [UInt8] {
        let limit = Int(size.content)
        var stream = bytes
        if compression == .xz {
            stream = try beginning(.xz) + bytes + ending(.xz, pieces: [size])
        }
        var decompressor = try Decompressor(ArraySource(stream), compression)
        let content = try decompressor.fill(limit)
        guard content.count == limit, try decompressor.read(upTo: 1).isEmpty else {
            throw CompressionError.corrupt(compression, offset: UInt64(bytes.count))
        }
        return content
    }
}
