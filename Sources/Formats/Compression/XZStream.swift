// SPDX-License-Identifier: Apache-2.0
import CLZMA

/// The frame of an .xz stream (the .xz file format 1.1, clause 2): header, blocks, index, footer.
///
///     stream header   FD "7zXZ" 00, flags, CRC32 of the flags
///     blocks
///     index           00, number of records, records, padding to a multiple of four, CRC32
///     stream footer   CRC32, size of the index, flags, "YZ"
package struct XZStream: Sendable, Hashable {
    private var records = ByteWriter()
    private var recordCount: UInt64 = 0

    /// A version byte of 0, and the check's number: CRC64.
    private static let flags: [UInt8] = [0, 4]

    /// The bytes that go ahead of the first block.
    package static let header: [UInt8] = {
        var out = ByteWriter()
        out.append([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00])
        out.append(flags)
        out.u32(crc32(flags), .little)
        return out.bytes
    }()

    package init() {}

    /// Lists a block in the index; its bytes are written by the caller.
    package mutating func append(_ block: XZBlock) {
        append(unpaddedSize: block.unpaddedSize, uncompressedSize: block.uncompressedSize)
    }

    /// Lists a block of which no more than its sizes is known.
    package mutating func append(unpaddedSize: UInt64, uncompressedSize: UInt64) {
        recordCount += 1
        records.variableLength(unpaddedSize)
        records.variableLength(uncompressedSize)
    }

    /// The index and the footer, which go behind the last block.
    package func ending() -> [UInt8] {
        var index = ByteWriter()
        index.u8(0)
        index.variableLength(recordCount)
        index.append(records.bytes)
        index.align(to: 4)
        index.u32(Self.crc32(index.bytes), .little)

        var sizeAndFlags = ByteWriter()
        sizeAndFlags.u32(UInt32(truncatingIfNeeded: index.count / 4 - 1), .little)
        sizeAndFlags.append(Self.flags)

        index.u32(Self.crc32(sizeAndFlags.bytes), .little)
        index.append(sizeAndFlags.bytes)
        index.append("YZ")
        return index.bytes
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        unsafe lzma_crc32(bytes, bytes.count, 0)
    }
}

extension ByteWriter {
    /// Seven bits a byte, the lowest first, the high bit set in all but the last (clause 1.2).
    fileprivate mutating func variableLength(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            u8(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        u8(UInt8(rest))
    }
}
