// SPDX-License-Identifier: Apache-2.0

/// A stream decompressed while it is read, in bounded memory.
///
/// Joined gzip members, xz streams and zstd frames are read as one stream.
package struct Decompressor<Source: ByteSource>: ByteSource {
    private var source: Source
    /// Nil for a stream that isn't compressed.
    private let decoder: (any StreamDecoder)?
    private var input: [UInt8] = []
    private var position = 0
    /// The offset of `input` in the compressed stream.
    private var inputOffset: UInt64 = 0
    private var inputEnded = false
    private var ended = false

    /// - Parameters:
    ///   - source: The compressed stream.
    ///   - compression: Its format.
    ///   - memoryLimit: The most memory that an xz or zstd stream may ask for, in bytes.
    package init(_ source: Source, _ compression: Compression, memoryLimit: UInt64 = 256 << 20) throws(CompressionError)
    {
        self.source = source
        decoder =
            switch compression {
            case .gzip: try GzipDecoder()
            case .xz: try XZDecoder(memoryLimit: memoryLimit)
            case .zstd: try ZstdDecoder(memoryLimit: memoryLimit)
            case .none: nil
            }
    }

    /// - Throws: `CompressionError`, and what the source throws.
    package mutating func read(upTo count: Int) throws -> [UInt8] {
        guard let decoder else { return try source.read(upTo: count) }
        while !ended, count > 0 {
            if position == input.count, !inputEnded {
                inputOffset += UInt64(input.count)
                input = try source.read(upTo: 1 << 16)
                position = 0
                inputEnded = input.isEmpty
            }
            let capacity = min(count, 1 << 20)
            var consumed = 0
            let output = unsafe try [UInt8](unsafeUninitializedCapacity: capacity) { output, initialized in
                let output = unsafe UnsafeMutableBufferPointer(rebasing: output[..<capacity])
                let step = try unsafe input.withUnsafeBytes { bytes in
                    try unsafe decoder.decode(
                        UnsafeRawBufferPointer(rebasing: bytes[position...]), inputEnded: inputEnded,
                        offset: inputOffset + UInt64(position), into: output)
                }
                consumed = step.consumed
                initialized = step.produced
                ended = step.ended
            }
            position += consumed
            if !output.isEmpty { return output }
        }
        return []
    }
}
