// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("Compressing")
struct CompressorTests {
    static let codecs: [Compression] = [.gzip, .xz, .zstd, .none]

    /// Sizes at the ends of what a codec takes as one chunk.
    static let sizes: [(Compression, Int)] = codecs.flatMap { codec in
        let chunk =
            switch codec {
            case .gzip: GzipMember.chunkSize
            case .xz: 1 << 16
            case .zstd: 1 << 20
            case .none: 1 << 18
            }
        return [0, 1, 511, 65_537, chunk - 1, chunk, chunk + 1, 2 * chunk, 2 * chunk + 1].map { (codec, $0) }
    }

    static func compressed(
        _ bytes: [UInt8], _ compression: Compression, level: CompressionLevel = .standard, jobs: Int = 2
    ) async throws -> (bytes: [UInt8], stream: CompressedStream) {
        var source = UnevenSource(bytes)
        var sink = ArraySink()
        let stream = try await Compressor(compression, level: level, jobs: jobs).compress(&source, into: &sink)
        return (sink.bytes, stream)
    }

    static func decompressed(_ bytes: [UInt8], _ compression: Compression) throws -> [UInt8] {
        var source = try Decompressor(UnevenSource(bytes), compression)
        var sink = ArraySink()
        try source.copy(into: &sink, pieceSize: 100_000)
        return sink.bytes
    }

    static func sha256(_ bytes: [UInt8]) -> DigestValue? {
        var hasher = ContentHasher([.sha256])
        hasher.update(bytes)
        return hasher.digests().sha256
    }

    @Test(arguments: sizes)
    func `reads back what it wrote, and tells its sizes and digests`(_ codec: Compression, _ size: Int) async throws {
        let bytes = sampleBytes(size)
        let (stored, stream) = try await Self.compressed(bytes, codec)
        #expect(try Self.decompressed(stored, codec) == bytes)
        #expect(stream.uncompressedCount == UInt64(size))
        #expect(stream.compressedCount == UInt64(stored.count))
        #expect(stream.uncompressedDigest == Self.sha256(bytes))
        #expect(stream.compressedDigest == Self.sha256(stored))
    }

    @Test(arguments: codecs)
    func `writes the same bytes for any number of jobs`(_ codec: Compression) async throws {
        let size = codec == .xz ? 2 * XZBlock.chunkSize(0) + 77 : 9 << 20
        let bytes = sampleBytes(size, seed: 5)
        let level: CompressionLevel = codec == .xz ? .fast : .standard
        let one = try await Self.compressed(bytes, codec, level: level, jobs: 1)
        for jobs in [2, 7] {
            let many = try await Self.compressed(bytes, codec, level: level, jobs: jobs)
            #expect(many.stream == one.stream)
            #expect(many.bytes == one.bytes)
        }
    }

    @Test(arguments: [(Compression.gzip, 300), (.xz, 300), (.zstd, 100)])
    func `shrinks incompressible bytes by nothing, but grows them little`(_ codec: Compression, _ limit: Int)
        async throws
    {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let (stored, _) = try await Self.compressed(bytes, codec)
        #expect(stored.count <= bytes.count + limit)
        #expect(try Self.decompressed(stored, codec) == bytes)
    }

    @Test(arguments: CompressionLevel.allCases)
    func `reads back every level, and the best is the smallest`(_ level: CompressionLevel) async throws {
        let bytes = sampleBytes(300_000)
        for codec in [Compression.gzip, .xz, .zstd] {
            let (stored, _) = try await Self.compressed(bytes, codec, level: level)
            let (best, _) = try await Self.compressed(bytes, codec, level: .best)
            #expect(best.count <= stored.count)
            #expect(try Self.decompressed(stored, codec) == bytes)
        }
    }

    @Test func `names no file and no time in a gzip member`() async throws {
        let (stored, _) = try await Self.compressed(Array("hello".utf8), .gzip)
        #expect(Array(stored[..<10]) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
    }

    @Test(.enabled(if: ToolFolder.has("gzip")))
    func `writes what gzip reads`() async throws {
        let bytes = sampleBytes(3 * GzipMember.chunkSize + 5)
        let folder = try ToolFolder()
        try folder.write(try await Self.compressed(bytes, .gzip).bytes, to: "a.gz")
        #expect(try folder.run("gzip", "-dc", "a.gz").output == bytes)
    }

    @Test(.enabled(if: ToolFolder.has("xz")))
    func `writes one xz stream of several blocks`() async throws {
        let bytes = sampleBytes(XZBlock.chunkSize(0) + 5)
        let folder = try ToolFolder()
        try folder.write(try await Self.compressed(bytes, .xz).bytes, to: "a.xz")
        #expect(try folder.run("xz", "-dc", "a.xz").output == bytes)
        let list = try folder.run("xz", "--robot", "-l", "a.xz").text.split(separator: "\n")
        let totals = try #require(list.last).split(separator: "\t")
        #expect(totals[1...2] == ["1", "2"])
        #expect(totals[6] == "CRC64")
    }

    @Test(.enabled(if: ToolFolder.has("zstd")))
    func `writes one zstd frame with a checksum`() async throws {
        let bytes = sampleBytes(9 << 20)
        let folder = try ToolFolder()
        try folder.write(try await Self.compressed(bytes, .zstd).bytes, to: "a.zst")
        #expect(try folder.run("zstd", "-dc", "a.zst").output == bytes)
        let list = try folder.run("zstd", "-lv", "a.zst").text
        #expect(list.contains("# Zstandard Frames: 1\n"))
        #expect(list.contains("Check: XXH64"))
    }

    @Test func `joins stored xz blocks under a new index`() throws {
        let parts = [sampleBytes(70_000), sampleBytes(5, seed: 2), sampleBytes(100_001, seed: 3)]
        var stream = XZStream()
        var stored = XZStream.header
        for part in parts {
            let block = try XZBlock(compressing: part, level: .standard)
            #expect(block.uncompressedSize == UInt64(part.count))
            stream.append(
                XZBlock(
                    bytes: block.bytes, unpaddedSize: block.unpaddedSize, uncompressedSize: block.uncompressedSize))
            stored += block.bytes
        }
        stored += stream.ending()
        #expect(try Self.decompressed(stored, .xz) == parts.flatMap(\.self))
    }

    @Test(arguments: codecs)
    func `passes on what the source and the sink throw`(_ codec: Compression) async {
        struct Failure: Error, Equatable {}
        struct BrokenSource: ByteSource {
            var left = 3
            mutating func read(upTo count: Int) throws -> [UInt8] {
                left -= 1
                if left < 0 { throw Failure() }
                return [UInt8](repeating: 7, count: count)
            }
        }
        struct FullSink: ByteSink {
            mutating func write(_ bytes: [UInt8]) throws { throw Failure() }
        }
        await #expect(throws: Failure()) {
            var source = BrokenSource()
            var sink = ArraySink()
            _ = try await Compressor(codec, level: .fast, jobs: 2).compress(&source, into: &sink)
        }
        await #expect(throws: Failure()) {
            var source = ArraySource([1, 2, 3])
            var sink = FullSink()
            _ = try await Compressor(codec, jobs: 2).compress(&source, into: &sink)
        }
    }
}
