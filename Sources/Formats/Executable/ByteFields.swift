// SPDX-License-Identifier: Apache-2.0

/// A structure's bytes, whose numbers are read by their offset in it.
struct ByteFields: Sendable, Hashable {
    /// What the bytes are, for errors.
    let structure: String
    /// Where they are in the file.
    let fileOffset: UInt64
    let bytes: [UInt8]
    let order: Endianness

    var count: Int { bytes.count }

    func u8(at offset: Int) throws(ExecutableError) -> UInt8 {
        try UInt8(number(at: offset, width: 1))
    }

    func u16(at offset: Int) throws(ExecutableError) -> UInt16 {
        try UInt16(number(at: offset, width: 2))
    }

    func u32(at offset: Int) throws(ExecutableError) -> UInt32 {
        try UInt32(number(at: offset, width: 4))
    }

    func u64(at offset: Int) throws(ExecutableError) -> UInt64 {
        try number(at: offset, width: 8)
    }

    /// A number of 8 bytes, or of 4 where the file is a 32-bit one.
    func word(at offset: Int, is64Bit: Bool) throws(ExecutableError) -> UInt64 {
        try number(at: offset, width: is64Bit ? 8 : 4)
    }

    /// The `count` bytes from `offset` on.
    func slice(_ offset: Int, count: Int) throws(ExecutableError) -> [UInt8] {
        guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
            throw outOfBounds(offset, UInt64(clamping: count))
        }
        return Array(bytes[offset..<offset + count])
    }

    /// The text from `offset` to the next zero byte, or to the end where `orEnd` says that this ends it too.
    func string(at offset: Int, orEnd: Bool = false) throws(ExecutableError) -> String {
        guard offset >= 0, offset <= bytes.count else { throw outOfBounds(offset, 1) }
        if let end = bytes[offset...].firstIndex(of: 0) {
            return String(decoding: bytes[offset..<end], as: UTF8.self)
        }
        guard orEnd else {
            throw .malformed(
                structure: structure, offset: fileOffset.addingClamped(UInt64(offset)), reason: "a text has no end")
        }
        return String(decoding: bytes[offset...], as: UTF8.self)
    }

    func malformed(_ reason: String) -> ExecutableError {
        .malformed(structure: structure, offset: fileOffset, reason: reason)
    }

    private func number(at offset: Int, width: Int) throws(ExecutableError) -> UInt64 {
        guard offset >= 0, offset <= bytes.count - width else { throw outOfBounds(offset, UInt64(width)) }
        var value: UInt64 = 0
        switch order {
        case .big:
            for index in offset..<offset + width { value = value << 8 | UInt64(bytes[index]) }
        case .little:
            for index in (offset..<offset + width).reversed() { value = value << 8 | UInt64(bytes[index]) }
        }
        return value
    }

    private func outOfBounds(_ offset: Int, _ count: UInt64) -> ExecutableError {
        .outOfBounds(structure: structure, offset: UInt64(clamping: offset), count: count, size: UInt64(bytes.count))
    }
}

extension RandomAccessBytes {
    /// The largest table that is read into memory, in bytes.
    static var tableLimit: UInt64 { 64 << 20 }

    /// Reads a structure of `count` bytes, whatever the file claims: bounds are checked before memory is taken.
    func fields(
        _ structure: String, at offset: UInt64, count: UInt64, order: Endianness
    ) throws -> ByteFields {
        guard offset <= self.count, count <= self.count - offset else {
            throw ExecutableError.outOfBounds(structure: structure, offset: offset, count: count, size: self.count)
        }
        guard count <= Self.tableLimit else {
            throw ExecutableError.tooLarge(structure: structure, count: count, limit: Self.tableLimit)
        }
        let bytes = try read(at: offset, count: Int(count))
        return ByteFields(structure: structure, fileOffset: offset, bytes: bytes, order: order)
    }
}

extension UInt64 {
    /// The sum, or the largest number where it doesn't fit.
    func addingClamped(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
