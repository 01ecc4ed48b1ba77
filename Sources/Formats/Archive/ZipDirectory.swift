// SPDX-License-Identifier: Apache-2.0

/// The end of a zip archive: the central directory and the records that say where it is (APPNOTE 4.3.12 to 4.3.16).
struct ZipDirectory: Sendable {
    private var headers = ByteWriter()
    private var count: UInt64 = 0

    mutating func append(_ record: ZipRecord) throws(FieldOverflow) {
        headers.append(try record.directoryHeader())
        count += 1
    }

    /// - Parameter offset: Where the directory begins.
    func bytes(at offset: UInt64) -> [UInt8] {
        var out = headers
        let size = UInt64(headers.count)
        if count >= UInt16.max || size >= ZipRecord.limit32 || offset >= ZipRecord.limit32 {
            appendLargeEnd(to: &out, offset: offset, size: size)
        }
        out.u32(0x0605_4B50, .little)
        out.u16(0, .little)
        out.u16(0, .little)
        out.u16(UInt16(clamping: count), .little)
        out.u16(UInt16(clamping: count), .little)
        out.u32(UInt32(clamping: size), .little)
        out.u32(UInt32(clamping: offset), .little)
        out.u16(0, .little)
        return out.bytes
    }

    /// The zip64 end record and its locator.
    private func appendLargeEnd(to out: inout ByteWriter, offset: UInt64, size: UInt64) {
        out.u32(0x0606_4B50, .little)
        out.u64(44, .little)
        let unix: UInt16 = 3
        out.u16(unix << 8 | 45, .little)
        out.u16(45, .little)
        out.u32(0, .little)
        out.u32(0, .little)
        out.u64(count, .little)
        out.u64(count, .little)
        out.u64(size, .little)
        out.u64(offset, .little)

        out.u32(0x0706_4B50, .little)
        out.u32(0, .little)
        out.u64(offset + size, .little)
        out.u32(1, .little)
    }
}
