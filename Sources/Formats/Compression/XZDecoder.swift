// SPDX-License-Identifier: Apache-2.0
import CLZMA

/// Decodes joined .xz streams with any number of blocks.
@safe final class XZDecoder: StreamDecoder {
    private var stream: lzma_stream
    private let memoryLimit: UInt64

    init(memoryLimit: UInt64) throws(CompressionError) {
        unsafe stream = lzma_stream()
        self.memoryLimit = memoryLimit
        let concatenated: UInt32 = 0x08
        if unsafe lzma_stream_decoder(&stream, memoryLimit, concatenated) != LZMA_OK {
            throw .outOfMemory(.xz)
        }
    }

    deinit {
        unsafe lzma_end(&stream)
    }

    func decode(
        _ input: UnsafeRawBufferPointer, inputEnded: Bool, offset: UInt64,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) throws(CompressionError) -> DecodedStep {
        unsafe stream.next_in = input.assumingMemoryBound(to: UInt8.self).baseAddress
        unsafe stream.avail_in = input.count
        unsafe stream.next_out = output.baseAddress
        unsafe stream.avail_out = output.count
        let result = unsafe lzma_code(&stream, inputEnded ? LZMA_FINISH : LZMA_RUN)
        let consumed = unsafe input.count - stream.avail_in
        let produced = unsafe output.count - stream.avail_out
        let position = offset + UInt64(consumed)
        switch result {
        case LZMA_OK, LZMA_STREAM_END: break
        case LZMA_BUF_ERROR where inputEnded: throw .truncated(.xz, offset: position)
        case LZMA_BUF_ERROR: break
        case LZMA_MEM_ERROR: throw .outOfMemory(.xz)
        case LZMA_MEMLIMIT_ERROR:
            throw .memoryLimit(.xz, needed: unsafe lzma_memusage(&stream), limit: memoryLimit)
        case LZMA_OPTIONS_ERROR, LZMA_UNSUPPORTED_CHECK: throw .unsupported(.xz, offset: position)
        default: throw .corrupt(.xz, offset: position)
        }
        return DecodedStep(consumed: consumed, produced: produced, ended: result == LZMA_STREAM_END)
    }
}
