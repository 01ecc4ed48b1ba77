// SPDX-License-Identifier: Apache-2.0
import CDeflate
import CZlib

/// Content compressed as raw deflate (RFC 1951): a stream of its own, or one piece of a longer stream.
enum DeflatedPiece {
    /// How far back a match reaches (RFC 1951, 2).
    static let window = 1 << 15

    /// Compresses `content` as one whole stream.
    static func whole(_ content: [UInt8], level: CompressionLevel) throws(CompressionError) -> [UInt8] {
        guard let compressor = unsafe libdeflate_alloc_compressor(level.libdeflateLevel) else {
            throw .outOfMemory(.gzip)
        }
        defer { unsafe libdeflate_free_compressor(compressor) }
        let bound = unsafe libdeflate_deflate_compress_bound(compressor, content.count)
        let output = unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            count = unsafe content.withUnsafeBytes { input in
                unsafe libdeflate_deflate_compress(
                    compressor, input.baseAddress, input.count, output.baseAddress, bound)
            }
        }
        if output.isEmpty { throw .codec(.gzip, code: 0) }
        return output
    }

    /// Compresses `content` so that it continues a stream whose last bytes are `history`.
    ///
    /// The result ends at a byte's boundary, so that pieces compressed at the same time can be joined;
    /// the last one ends the stream.
    static func next(
        _ content: [UInt8], history: [UInt8], isLast: Bool, level: CompressionLevel
    ) throws(CompressionError) -> [UInt8] {
        var stream = unsafe z_stream()
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        let opened = unsafe deflateInit2_(
            &stream, level.zlibLevel, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        guard opened == Z_OK else { throw .outOfMemory(.gzip) }
        defer { unsafe _ = deflateEnd(&stream) }
        if !history.isEmpty {
            unsafe deflateSetDictionary(&stream, history, UInt32(history.count))
        }
        let flushRoom = 16
        let bound = unsafe Int(deflateBound(&stream, UInt(content.count))) + flushRoom
        var result = Z_OK
        let output = unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            unsafe content.withUnsafeBufferPointer { input in
                unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.avail_in = UInt32(input.count)
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = UInt32(bound)
                result = unsafe deflate(&stream, isLast ? Z_FINISH : Z_SYNC_FLUSH)
                count = unsafe bound - Int(stream.avail_out)
            }
        }
        guard result == (isLast ? Z_STREAM_END : Z_OK), unsafe stream.avail_in == 0 else {
            throw .codec(.gzip, code: Int(result))
        }
        return output
    }

    /// The CRC-32 of `content`, continued from that of what precedes it.
    static func crc32(_ content: [UInt8], continuing crc: UInt32 = 0) -> UInt32 {
        unsafe content.withUnsafeBytes { unsafe libdeflate_crc32(crc, $0.baseAddress, $0.count) }
    }
}

extension CompressionLevel {
    fileprivate var zlibLevel: Int32 {
        switch self {
        case .fast: 1
        case .standard: 6
        case .best: 9
        }
    }
}
