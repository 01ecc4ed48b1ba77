// SPDX-License-Identifier: Apache-2.0

/// Compresses a stream on several cores, with the same output for any number of them.
///
/// The stream is cut into chunks of fixed sizes, which child tasks compress while the next ones are
/// read; at most `jobs` are worked on at a time, and their results are written in order.
package struct Compressor: Sendable {
    package let compression: Compression
    package let level: CompressionLevel
    /// The chunks worked on at a time, at least 1.
    package let jobs: Int
    /// Whether the digests of what goes in and comes out are taken, which costs a tenth of a fast codec's time.
    package let takesDigests: Bool

    package init(
        _ compression: Compression, level: CompressionLevel = .standard, jobs: Int, takesDigests: Bool = true
    ) {
        self.takesDigests = takesDigests
        self.compression = compression
        self.level = level
        self.jobs = max(1, jobs)
    }

    /// Reads `source` to its end and writes it, compressed, to `sink`.
    ///
    /// - Throws: `CompressionError` where the codec fails, and whatever the source and the sink throw.
    package func compress<Source: ByteSource, Sink: ByteSink>(
        _ source: inout Source, into sink: inout Sink
    ) async throws -> CompressedStream {
        var input = StreamMeter(isHashing: takesDigests, isAside: true)
        var output = StreamMeter(isHashing: takesDigests, isAside: true)
        switch compression {
        case .gzip: try await compressGzip(&source, &input, &sink, &output)
        case .xz: try await compressXZ(&source, &input, &sink, &output)
        case .zstd: try compressZstd(&source, &input, &sink, &output)
        case .none:
            while case let piece = try Self.piece(ofAtMost: Self.pieceSize, &source, &input), !piece.isEmpty {
                try sink.write(piece)
            }
            output = input
        }
        return CompressedStream(
            uncompressedCount: input.count, compressedCount: output.count,
            uncompressedDigest: input.digest, compressedDigest: output.digest)
    }

    private func compressGzip<Source: ByteSource, Sink: ByteSink>(
        _ source: inout Source, _ input: inout StreamMeter, _ sink: inout Sink, _ output: inout StreamMeter
    ) async throws {
        let level = level
        var isFirst = true
        try await OrderedPipeline(jobs: jobs).run {
            let chunk = try Self.chunk(of: GzipMember.chunkSize, &source, &input)
            defer { isFirst = false }
            return chunk ?? (isFirst ? [] : nil)
        } work: { chunk in
            try GzipMember(compressing: chunk, level: level)
        } emit: { member in
            output.add(member.bytes)
            try sink.write(member.bytes)
        }
    }

    private func compressXZ<Source: ByteSource, Sink: ByteSink>(
        _ source: inout Source, _ input: inout StreamMeter, _ sink: inout Sink, _ output: inout StreamMeter
    ) async throws {
        let level = level
        var stream = XZStream()
        output.add(XZStream.header)
        try sink.write(XZStream.header)
        var number = 0
        try await OrderedPipeline(jobs: min(jobs, XZBlock.mostJobs)).run {
            defer { number += 1 }
            return try Self.chunk(of: XZBlock.chunkSize(number), &source, &input)
        } work: { chunk in
            try XZBlock(compressing: chunk, level: level, window: XZBlock.window(chunkSize: chunk.count))
        } emit: { block in
            stream.append(block)
            output.add(block.bytes)
            try sink.write(block.bytes)
        }
        let ending = stream.ending()
        output.add(ending)
        try sink.write(ending)
    }

    private func compressZstd<Source: ByteSource, Sink: ByteSink>(
        _ source: inout Source, _ input: inout StreamMeter, _ sink: inout Sink, _ output: inout StreamMeter
    ) throws {
        let frame = try ZstdFrameWriter(level: level, jobs: jobs)
        let emit: ([UInt8]) throws -> Void = { bytes in
            output.add(bytes)
            try sink.write(bytes)
        }
        // What comes first is held back until the stream is known to be long: of a short one the library is told the size.
        var held: [[UInt8]] = []
        var count = 0
        while count < ZstdFrameWriter.longSize {
            let piece = try Self.piece(ofAtMost: ZstdFrameWriter.longSize - count, &source, &input)
            if piece.isEmpty { break }
            count += piece.count
            held.append(piece)
        }
        if count < ZstdFrameWriter.longSize { try frame.announce(contentSize: count) }
        for piece in held { try frame.write(piece, emit: emit) }
        held = []
        // The library copies what it is given: to gather larger chunks for it would be one copy more.
        while case let piece = try Self.piece(ofAtMost: Self.pieceSize, &source, &input), !piece.isEmpty {
            try Task.checkCancellation()
            try frame.write(piece, emit: emit)
        }
        try frame.finish(emit: emit)
    }

    private static let pieceSize = 1 << 18

    /// What `source` hands on next, at most `limit` bytes; none at its end.
    private static func piece<Source: ByteSource>(
        ofAtMost limit: Int, _ source: inout Source, _ meter: inout StreamMeter
    ) throws -> [UInt8] {
        let piece = try source.read(upTo: limit)
        if !piece.isEmpty { meter.add(piece) }
        return piece
    }

    /// The next `size` bytes of `source`, fewer at its end; nil where none are left.
    private static func chunk<Source: ByteSource>(
        of size: Int, _ source: inout Source, _ meter: inout StreamMeter
    ) throws -> [UInt8]? {
        let chunk = try source.fill(size)
        if chunk.isEmpty { return nil }
        meter.add(chunk)
        return chunk
    }
}
