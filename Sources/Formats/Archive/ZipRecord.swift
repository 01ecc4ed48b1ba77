// SPDX-License-Identifier: Apache-2.0

/// One entry's facts, for its local header and its line in the central directory (APPNOTE 4.3.7 and 4.3.12).
struct ZipRecord: Sendable, Hashable {
    enum Method: UInt16, Sendable, Hashable {
        case stored = 0
        case deflated = 8
    }

    /// From where on a number is stored in the zip64 extra field (APPNOTE 4.5.3).
    static let limit32: UInt64 = 0xFFFF_FFFF

    /// UTF-8, with a slash behind a directory's.
    let name: [UInt8]
    let entry: ArchiveEntry
    var method: Method
    var crc: UInt32 = 0
    var compressedSize: UInt64 = 0
    var size: UInt64 = 0
    /// Where the local header begins.
    var offset: UInt64 = 0
    /// CRC and sizes follow the content in a data descriptor, and the local header has zeros.
    var hasDescriptor = false
    /// The local header has a zip64 extra field, and the descriptor sizes of 8 bytes.
    var isLarge = false

    private var flags: UInt16 { (hasDescriptor ? 1 << 3 : 0) | 1 << 11 }

    /// Version 2.0 of the specification for deflate and directories, 4.5 for zip64.
    private func version(_ isLarge: Bool) -> UInt16 { isLarge ? 45 : 20 }

    func localHeader() throws(FieldOverflow) -> [UInt8] {
        var extra = ByteWriter()
        if isLarge {
            extra.u16(1, .little)
            extra.u16(16, .little)
            extra.u64(hasDescriptor ? 0 : size, .little)
            extra.u64(hasDescriptor ? 0 : compressedSize, .little)
        }
        var out = ByteWriter(reservingCapacity: 30 + name.count + extra.count)
        out.u32(0x0403_4B50, .little)
        out.u16(version(isLarge), .little)
        common(
            into: &out, crc: hasDescriptor ? 0 : crc, compressedSize: hasDescriptor ? 0 : compressedSize,
            size: hasDescriptor ? 0 : size, isLarge: isLarge)
        out.u16(try nameSize(), .little)
        out.u16(UInt16(extra.count), .little)
        out.append(name)
        out.append(extra.bytes)
        return out.bytes
    }

    /// What follows the content where the sizes weren't known ahead (APPNOTE 4.3.9).
    func descriptor() -> [UInt8] {
        var out = ByteWriter()
        out.u32(0x0807_4B50, .little)
        out.u32(crc, .little)
        if isLarge {
            out.u64(compressedSize, .little)
            out.u64(size, .little)
        } else {
            out.u32(UInt32(clamping: compressedSize), .little)
            out.u32(UInt32(clamping: size), .little)
        }
        return out.bytes
    }

    func directoryHeader() throws(FieldOverflow) -> [UInt8] {
        var numbers = ByteWriter()
        let areLarge = isLarge || max(size, compressedSize) >= Self.limit32
        if areLarge {
            numbers.u64(size, .little)
            numbers.u64(compressedSize, .little)
        }
        if offset >= Self.limit32 { numbers.u64(offset, .little) }

        var out = ByteWriter(reservingCapacity: 46 + name.count)
        out.u32(0x0201_4B50, .little)
        let unix: UInt16 = 3
        out.u16(unix << 8 | version(numbers.count > 0), .little)
        out.u16(version(numbers.count > 0), .little)
        common(into: &out, crc: crc, compressedSize: compressedSize, size: size, isLarge: areLarge)
        out.u16(try nameSize(), .little)
        out.u16(numbers.count > 0 ? UInt16(numbers.count + 4) : 0, .little)
        out.u16(0, .little)
        out.u16(0, .little)
        out.u16(0, .little)
        out.u32(externalAttributes, .little)
        out.u32(UInt32(clamping: min(offset, Self.limit32)), .little)
        out.append(name)
        if numbers.count > 0 {
            out.u16(1, .little)
            out.u16(UInt16(numbers.count), .little)
            out.append(numbers.bytes)
        }
        return out.bytes
    }

    private func common(
        into out: inout ByteWriter, crc: UInt32, compressedSize: UInt64, size: UInt64, isLarge: Bool
    ) {
        let time = ZipTime(seconds: entry.modified)
        out.u16(flags, .little)
        out.u16(method.rawValue, .little)
        out.u16(time.time, .little)
        out.u16(time.date, .little)
        out.u32(crc, .little)
        out.u32(isLarge ? UInt32.max : UInt32(clamping: compressedSize), .little)
        out.u32(isLarge ? UInt32.max : UInt32(clamping: size), .little)
    }

    /// The Unix mode in the high half; MS-DOS's directory bit in the low one.
    private var externalAttributes: UInt32 {
        let format: UInt32 =
            switch entry.kind {
            case .file: 0o100000
            case .directory: 0o040000
            case .symbolicLink: 0o120000
            }
        return (format | entry.mode & 0o7777) << 16 | (entry.kind == .directory ? 0x10 : 0)
    }

    private func nameSize() throws(FieldOverflow) -> UInt16 {
        guard let size = UInt16(exactly: name.count) else {
            throw FieldOverflow(field: "file name", value: entry.path, limit: Int(UInt16.max))
        }
        return size
    }
}
