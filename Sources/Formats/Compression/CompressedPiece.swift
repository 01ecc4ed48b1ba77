// SPDX-License-Identifier: Apache-2.0

/// A part of a stream that was compressed by itself: a gzip member, an xz block or a zstd frame.
///
/// `JoinedStream` says what goes around and between pieces.
package struct CompressedPiece: Sendable, Hashable {
    /// The piece as it is stored.
    package let bytes: [UInt8]
    package let size: PieceSize

    /// - Parameter window: For xz, the most bytes to look back for what comes again.
    package init(
        compressing content: [UInt8], as compression: Compression, level: CompressionLevel = .standard,
        window: UInt32 = 1 << 23
    ) throws(CompressionError) {
        var unpadded: UInt64?
        switch compression {
        case .gzip: bytes = try GzipMember(compressing: content, level: level).bytes
        case .zstd: bytes = try ZstdFrame(compressing: content, level: level).bytes
        case .none: bytes = content
        case .xz:
            let block = try XZBlock(compressing: content, level: level, window: window)
            bytes = block.bytes
            unpadded = block.unpaddedSize
        }
        size = PieceSize(
            stored: UInt64(bytes.count), unpadded: unpadded ?? UInt64(bytes.count), content: UInt64(content.count))
    }
}

/// The sizes of a piece that have to be known to join it with others.
package struct PieceSize: Sendable, Hashable {
    /// The bytes it takes in the stream.
    package let stored: UInt64
    /// The same without an xz block's padding.
    package let unpadded: UInt64
    /// The bytes of its content.
    package let content: UInt64

    package init(stored: UInt64, unpadded: UInt64, content: UInt64) {
        self.stored = stored
        self.unpadded = unpadded
        self.content = content
    }
}
