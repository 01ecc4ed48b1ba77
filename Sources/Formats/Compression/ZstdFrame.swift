// SPDX-License-Identifier: Apache-2.0
import CZstd

/// One zstd frame with its content's size and a checksum, made in one step and without threads.
///
/// Frames may be joined: their contents follow each other (RFC 8878, 3).
package struct ZstdFrame: Sendable, Hashable {
    /// The frame as it is stored.
    package let bytes: [UInt8]

    package init(compressing content: [UInt8], level: CompressionLevel) throws(CompressionError) {
        guard let context = unsafe ZSTD_createCCtx() else { throw .outOfMemory(.zstd) }
        defer { unsafe _ = ZSTD_freeCCtx(context) }
        unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level.frameLevel)
        unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        let bound = ZSTD_compressBound(content.count)
        var result = 0
        bytes = unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            unsafe content.withUnsafeBytes { input in
                result = unsafe ZSTD_compress2(context, output.baseAddress, bound, input.baseAddress, input.count)
            }
            count = ZSTD_isError(result) != 0 ? 0 : result
        }
        guard ZSTD_isError(result) == 0 else {
            let code = ZSTD_getErrorCode(result)
            throw code == ZSTD_error_memory_allocation ? .outOfMemory(.zstd) : .codec(.zstd, code: Int(code.rawValue))
        }
    }
}

extension CompressionLevel {
    /// The level of a frame by itself.
    fileprivate var frameLevel: Int32 {
        switch self {
        case .fast: 1
        case .standard: 4
        case .best: 19
        }
    }
}
