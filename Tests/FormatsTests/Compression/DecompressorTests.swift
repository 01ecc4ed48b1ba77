// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("Decompressing")
struct DecompressorTests {
    static let codecs: [Compression] = [.gzip, .xz, .zstd]

    @Test(arguments: codecs)
    func `reads joined streams as one`(_ codec: Compression) async throws {
        let parts = [sampleBytes(70_001), [], sampleBytes(9, seed: 2)]
        var stored: [UInt8] = []
        for part in parts { stored += try await CompressorTests.compressed(part, codec).bytes }
        #expect(try CompressorTests.decompressed(stored, codec) == parts.flatMap(\.self))
    }

    @Test(arguments: [
        (Compression.gzip, "gzip", ["-9"]), (.xz, "xz", ["-0"]), (.xz, "xz", ["--x86", "--lzma2", "--check=sha256"]),
        (.zstd, "zstd", ["-9", "--no-check"]),
    ])
    func `reads what other programs write`(_ codec: Compression, _ program: String, _ options: [String]) throws {
        try #require(ToolFolder.has(program))
        let bytes = sampleBytes(200_000)
        let folder = try ToolFolder()
        try folder.write(bytes, to: "a")
        let outcome = try folder.run("sh", "-c", ([program, "-c"] + options).joined(separator: " "), input: "a")
        #expect(outcome.status == 0)
        #expect(try CompressorTests.decompressed(outcome.output, codec) == bytes)
    }

    @Test(arguments: codecs)
    func `says where a cut stream ends`(_ codec: Compression) async throws {
        let (stored, _) = try await CompressorTests.compressed(sampleBytes(3_000), codec)
        for count in 0..<stored.count {
            #expect(throws: CompressionError.truncated(codec, offset: UInt64(count))) {
                try CompressorTests.decompressed(Array(stored[..<count]), codec)
            }
        }
    }

    @Test(arguments: codecs)
    func `never returns other bytes for a changed stream`(_ codec: Compression) async throws {
        let bytes = sampleBytes(3_000)
        let (stored, _) = try await CompressorTests.compressed(bytes, codec)
        for index in stride(from: 0, to: stored.count, by: 3) {
            var changed = stored
            changed[index] ^= 1 << UInt8(index % 8)
            do {
                // Some bits mean nothing to the content: a time in a gzip header, unused ones in a zstd block's.
                #expect(try CompressorTests.decompressed(changed, codec) == bytes, "changed at \(index)")
                #expect(codec == .zstd || codec == .gzip && index < 10)
            } catch is CompressionError {}
        }
    }

    @Test(arguments: codecs)
    func `refuses bytes of another kind, and bytes behind the end`(_ codec: Compression) async throws {
        #expect(throws: CompressionError.self) { try CompressorTests.decompressed(Array("not compressed".utf8), codec) }
        let (stored, _) = try await CompressorTests.compressed([1, 2, 3], codec)
        #expect(throws: CompressionError.self) {
            try CompressorTests.decompressed(stored + Array("behind".utf8), codec)
        }
    }

    @Test(arguments: [Compression.xz, .zstd])
    func `keeps to its memory limit`(_ codec: Compression) async throws {
        let (stored, _) = try await CompressorTests.compressed(sampleBytes(3 << 20), codec)
        var source = try Decompressor(ArraySource(stored), codec, memoryLimit: 1 << 20)
        let error = #expect(throws: CompressionError.self) { try source.read(upTo: 10) }
        guard case .memoryLimit(codec, let needed, 1 << 20) = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        if codec == .xz { #expect(try #require(needed) > 4 << 20) }
    }

    @Test(arguments: codecs)
    func `expands a small bomb piece by piece`(_ codec: Compression) async throws {
        let (stored, _) = try await CompressorTests.compressed(
            [UInt8](repeating: 0, count: 20 << 20), codec, level: .fast)
        #expect(stored.count < 200_000)
        var source = try Decompressor(ArraySource(stored), codec)
        var count = 0
        while case let piece = try source.read(upTo: 1 << 30), !piece.isEmpty {
            #expect(piece.count <= 1 << 20)
            count += piece.count
        }
        #expect(count == 20 << 20)
    }
}
