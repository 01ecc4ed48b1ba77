// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("Streams joined of pieces")
struct JoinedStreamTests {
    private static let codecs: [Compression] = [.gzip, .xz, .zstd, .none]
    private static let readers: [(Compression, String)] = [(.gzip, "gzip"), (.xz, "xz"), (.zstd, "zstd")]
    private static let contents = [1, 70_000, 3, 1 << 20, 500].map { sampleBytes($0, seed: UInt64($0)) }

    private static func joined(_ pieces: [CompressedPiece], _ compression: Compression) throws -> [UInt8] {
        try JoinedStream.beginning(compression) + pieces.flatMap(\.bytes)
            + JoinedStream.ending(compression, pieces: pieces.map(\.size))
    }

    private static func pieces(_ compression: Compression) throws -> [CompressedPiece] {
        try contents.map { try CompressedPiece(compressing: $0, as: compression) }
    }

    @Test(arguments: codecs)
    func `hold the contents of all pieces in their order`(_ codec: Compression) throws {
        let stream = try Self.joined(Self.pieces(codec), codec)
        var decompressor = try Decompressor(ArraySource(stream), codec)
        #expect(try decompressor.readAll(limit: 8 << 20) == Self.contents.flatMap { $0 })
    }

    @Test(arguments: codecs)
    func `hold nothing when there are no pieces`(_ codec: Compression) throws {
        var decompressor = try Decompressor(ArraySource(Self.joined([], codec)), codec)
        #expect(try decompressor.readAll(limit: 1) == [])
    }

    @Test(arguments: codecs)
    func `give each piece back by itself`(_ codec: Compression) throws {
        for (piece, content) in zip(try Self.pieces(codec), Self.contents) {
            #expect(piece.size.stored == UInt64(piece.bytes.count))
            #expect(piece.size.content == UInt64(content.count))
            #expect(try JoinedStream.content(of: piece.bytes, codec, size: piece.size) == content)
        }
    }

    @Test(arguments: codecs)
    func `refuse a piece whose content has another size`(_ codec: Compression) throws {
        let piece = try CompressedPiece(compressing: sampleBytes(1000), as: codec)
        for content: UInt64 in [999, 1001] {
            let size = PieceSize(stored: piece.size.stored, unpadded: piece.size.unpadded, content: content)
            #expect(throws: CompressionError.self) { try JoinedStream.content(of: piece.bytes, codec, size: size) }
        }
    }

    @Test(arguments: readers)
    func `are read by the format's own program`(_ codec: Compression, _ program: String) throws {
        guard ToolFolder.has(program) else { return }
        let folder = try ToolFolder()
        for (name, pieces) in [("full", try Self.pieces(codec)), ("empty", [])] {
            try folder.write(try Self.joined(pieces, codec), to: name)
            let read = try folder.run(program, "-dc", input: name)
            #expect(read.status == 0, "\(read.errors)")
            #expect(read.output == (pieces.isEmpty ? [] : Self.contents.flatMap { $0 }))
        }
    }
}
