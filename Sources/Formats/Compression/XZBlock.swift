// SPDX-License-Identifier: Apache-2.0
import CLZMA

/// One block of an .xz stream (the .xz file format 1.1, clause 3), with the two sizes that the index lists.
///
/// Blocks don't depend on each other, so that stored ones can be joined under a new index. All have
/// a CRC64 check, as the header that `XZStream` writes says.
package struct XZBlock: Sendable, Hashable {
    /// The content of the block with a number from 0, when a stream is cut; the last one has less.
    ///
    /// The first one is small, so that two cores share what a program alone has. What follows is a tree of files, whose
    /// likenesses are far apart: blocks and windows twice as large make it a twelfth smaller.
    package static func chunkSize(_ number: Int) -> Int { number == 0 ? smallChunk : 2 * smallChunk }

    private static let smallChunk = 12 << 20
    /// The blocks compressed at a time, at most; a large one takes a quarter of a gigabyte of memory.
    static let mostJobs = 8

    /// The most bytes to look back in a block of a stream that is cut.
    static func window(chunkSize: Int) -> UInt32 { chunkSize > smallChunk ? 1 << 24 : 1 << 23 }

    /// The identifiers of the filters used (clause 5.3). xz reads the one for x86 since its first version, the one
    /// for ARM64 since 5.4 alone.
    private static let lzma2: lzma_vli = 0x21
    private static let x86: lzma_vli = 0x04

    /// The block as it is stored: header, data, padding to a multiple of four, check.
    package let bytes: [UInt8]
    /// The stored size without the padding.
    package let unpaddedSize: UInt64
    /// The content's size.
    package let uncompressedSize: UInt64

    /// A block that was compressed before.
    package init(bytes: [UInt8], unpaddedSize: UInt64, uncompressedSize: UInt64) {
        self.bytes = bytes
        self.unpaddedSize = unpaddedSize
        self.uncompressedSize = uncompressedSize
    }

    /// - Parameter window: The most bytes to look back for what comes again; a dozen times as much memory is taken.
    package init(
        compressing content: [UInt8], level: CompressionLevel, window: UInt32 = 1 << 23
    ) throws(CompressionError) {
        var options = unsafe try Self.options(level, contentSize: content.count, window: window)
        let bound = lzma_block_buffer_bound(content.count)
        var unpaddedSize: UInt64 = 0
        var result = LZMA_OK
        let stored = unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            unsafe withUnsafeMutablePointer(to: &options) { options in
                var filters = unsafe [
                    lzma_filter(id: Self.lzma2, options: UnsafeMutableRawPointer(options)),
                    lzma_filter(id: lzma_vli.max, options: nil),
                ]
                if X86Code.isFrequent(in: content) {
                    unsafe filters.insert(lzma_filter(id: Self.x86, options: nil), at: 0)
                }
                unsafe filters.withUnsafeMutableBufferPointer { filters in
                    var block = unsafe lzma_block()
                    unsafe block.version = 1
                    unsafe block.check = LZMA_CHECK_CRC64
                    unsafe block.filters = filters.baseAddress
                    result = unsafe content.withUnsafeBufferPointer { input in
                        unsafe lzma_block_buffer_encode(
                            &block, nil, input.baseAddress, input.count, output.baseAddress, &count, bound)
                    }
                    unpaddedSize = unsafe lzma_block_unpadded_size(&block)
                }
            }
        }
        switch result {
        case LZMA_OK: break
        case LZMA_MEM_ERROR: throw .outOfMemory(.xz)
        default: throw .codec(.xz, code: Int(result.rawValue))
        }
        self.init(bytes: stored, unpaddedSize: unpaddedSize, uncompressedSize: UInt64(content.count))
    }

    /// The encoder's options, with a dictionary no larger than the content needs.
    private static func options(
        _ level: CompressionLevel, contentSize: Int, window: UInt32
    ) throws(CompressionError) -> lzma_options_lzma {
        var options = unsafe lzma_options_lzma()
        if unsafe lzma_lzma_preset(&options, level.xzPreset) != 0 { throw .codec(.xz, code: 0) }
        if level == .standard {
            // Half the time of xz -6; the x86 filter and larger windows than its threads share win the size back.
            unsafe options.nice_len = 26
            unsafe options.depth = 4
        }
        // What is hardly larger gains nothing by twice the memory.
        let needed = contentSize - contentSize / 16
        var dictionary: UInt32 = 1 << 16
        while dictionary < needed, dictionary < window { dictionary <<= 1 }
        unsafe options.dict_size = dictionary
        return unsafe options
    }
}

extension CompressionLevel {
    /// The preset of xz(1), with its extreme flag.
    fileprivate var xzPreset: UInt32 {
        switch self {
        case .fast: 1
        case .standard: 6
        case .best: 9 | 1 << 31
        }
    }
}
