// SPDX-License-Identifier: Apache-2.0
import CDeflate

/// One gzip member (RFC 1952, 2.3): no name, no time, operating system unknown.
///
/// Members may be joined: their contents follow each other (RFC 1952, 2.2).
package struct GzipMember: Sendable, Hashable {
    /// The content of each member but the last, when a stream is cut.
    package static let chunkSize = 1 << 20

    /// The member as it is stored.
    package let bytes: [UInt8]

    package init(compressing content: [UInt8], level: CompressionLevel) throws(CompressionError) {
        guard let compressor = unsafe libdeflate_alloc_compressor(level.libdeflateLevel) else {
            throw .outOfMemory(.gzip)
        }
        defer { unsafe libdeflate_free_compressor(compressor) }
        let bound = unsafe libdeflate_gzip_compress_bound(compressor, content.count)
        bytes = unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            count = unsafe content.withUnsafeBytes { input in
                unsafe libdeflate_gzip_compress(compressor, input.baseAddress, input.count, output.baseAddress, bound)
            }
        }
        if bytes.isEmpty { throw .codec(.gzip, code: 0) }
    }
}

extension CompressionLevel {
    /// The level from 0 to 12: 6 writes less than gzip's 9 in an eighth of its time; 3 a thirtieth more, in two thirds
    /// of that.
    var libdeflateLevel: Int32 {
        switch self {
        case .fast: 3
        case .standard: 6
        case .best: 12
        }
    }
}
