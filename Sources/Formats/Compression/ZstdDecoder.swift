// SPDX-License-Identifier: Apache-2.0
import CZstd

/// Decodes joined zstd frames (RFC 8878).
@safe final class ZstdDecoder: StreamDecoder {
    private let context: OpaquePointer
    private let memoryLimit: UInt64
    /// Whether the last byte consumed was the last of a frame, and all of that frame was passed on.
    private var betweenFrames = false

    init(memoryLimit: UInt64) throws(CompressionError) {
        guard let context = unsafe ZSTD_createDCtx() else { throw .outOfMemory(.zstd) }
        unsafe self.context = unsafe context
        self.memoryLimit = memoryLimit
        let bounds = ZSTD_dParam_getBounds(ZSTD_d_windowLogMax)
        let logarithm = Int32(63 - max(memoryLimit, 1).leadingZeroBitCount)
        let window = min(max(logarithm, bounds.lowerBound), bounds.upperBound)
        unsafe _ = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, window)
    }

    deinit {
        unsafe _ = ZSTD_freeDCtx(context)
    }

    func decode(
        _ input: UnsafeRawBufferPointer, inputEnded: Bool, offset: UInt64,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) throws(CompressionError) -> DecodedStep {
        if unsafe input.isEmpty, betweenFrames {
            return DecodedStep(consumed: 0, produced: 0, ended: inputEnded)
        }
        var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let result = unsafe ZSTD_decompressStream(context, &target, &source)
        let consumed = unsafe source.pos
        let produced = unsafe target.pos
        let position = offset + UInt64(consumed)
        if ZSTD_isError(result) != 0 {
            switch ZSTD_getErrorCode(result) {
            case ZSTD_error_memory_allocation: throw .outOfMemory(.zstd)
            case ZSTD_error_frameParameter_windowTooLarge:
                throw .memoryLimit(.zstd, needed: nil, limit: memoryLimit)
            case ZSTD_error_frameParameter_unsupported, ZSTD_error_version_unsupported, ZSTD_error_dictionary_wrong:
                throw .unsupported(.zstd, offset: position)
            default: throw .corrupt(.zstd, offset: position)
            }
        }
        betweenFrames = result == 0
        if unsafe input.isEmpty, inputEnded, produced == 0, !betweenFrames {
            throw .truncated(.zstd, offset: position)
        }
        return DecodedStep(consumed: consumed, produced: produced, ended: false)
    }
}
