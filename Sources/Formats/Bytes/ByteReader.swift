// SPDX-License-Identifier: Apache-2.0

/// Reads integers and runs of bytes, with every access checked against the end.
///
/// Offsets count from the first byte given, whatever the indices of a slice are.
package struct ByteReader: Sendable {
    private let storage: ArraySlice<UInt8>
    /// The position of the next byte, from 0 to `count`.
    package private(set) var offset = 0

    package init(_ bytes: ArraySlice<UInt8>) {
        storage = bytes
    }

    package init(_ bytes: [UInt8]) {
        storage = bytes[...]
    }

    /// The number of bytes in all, read and unread.
    package var count: Int { storage.count }

    /// The number of bytes not read yet.
    package var remaining: Int { storage.count - offset }

    package mutating func u8() throws(UnexpectedEnd) -> UInt8 {
        try require(1)
        defer { offset += 1 }
        return storage[storage.startIndex + offset]
    }

    package mutating func u16(_ endianness: Endianness) throws(UnexpectedEnd) -> UInt16 {
        try integer(endianness)
    }

    package mutating func u32(_ endianness: Endianness) throws(UnexpectedEnd) -> UInt32 {
        try integer(endianness)
    }

    package mutating func u64(_ endianness: Endianness) throws(UnexpectedEnd) -> UInt64 {
        try integer(endianness)
    }

    /// Reads the next `count` bytes, which stay where they are: nothing is copied.
    package mutating func bytes(count: Int) throws(UnexpectedEnd) -> ArraySlice<UInt8> {
        try require(count)
        let start = storage.startIndex + offset
        offset += count
        return storage[start..<start + count]
    }

    /// Reads up to the next zero byte, consumes it, and returns the bytes before it.
    package mutating func zeroTerminated() throws(UnexpectedEnd) -> ArraySlice<UInt8> {
        let start = storage.startIndex + offset
        guard let end = storage[start...].firstIndex(of: 0) else {
            throw UnexpectedEnd(offset: offset, needed: remaining + 1, available: remaining)
        }
        offset += end - start + 1
        return storage[start..<end]
    }

    /// Moves on by `count` bytes.
    package mutating func skip(_ count: Int) throws(UnexpectedEnd) {
        try require(count)
        offset += count
    }

    /// Moves to `offset`, at most one past the last byte.
    package mutating func seek(to offset: Int) throws(UnexpectedEnd) {
        guard offset >= 0, offset <= count else {
            throw UnexpectedEnd(offset: offset, needed: 0, available: 0)
        }
        self.offset = offset
    }

    /// A reader of `count` bytes at `offset`, with offsets of its own; this one does not move.
    package func slice(at offset: Int, count: Int) throws(UnexpectedEnd) -> ByteReader {
        var reader = self
        try reader.seek(to: offset)
        return ByteReader(try reader.bytes(count: count))
    }

    private func require(_ needed: Int) throws(UnexpectedEnd) {
        guard needed >= 0, needed <= remaining else {
            throw UnexpectedEnd(offset: offset, needed: needed, available: remaining)
        }
    }

    private mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(
        _ endianness: Endianness
    ) throws(UnexpectedEnd) -> Value {
        let bytes = try bytes(count: Value.bitWidth / 8)
        var value: Value = 0
        switch endianness {
        case .big:
            for byte in bytes { value = value << 8 | Value(byte) }
        case .little:
            for byte in bytes.reversed() { value = value << 8 | Value(byte) }
        }
        return value
    }
}
