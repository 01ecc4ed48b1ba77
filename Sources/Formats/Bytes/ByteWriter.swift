// SPDX-License-Identifier: Apache-2.0

/// Collects integers and runs of bytes in memory.
package struct ByteWriter: Sendable, Hashable {
    /// What was written so far.
    package private(set) var bytes: [UInt8] = []

    package init(reservingCapacity capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// The number of bytes written so far.
    package var count: Int { bytes.count }

    package mutating func u8(_ value: UInt8) {
        bytes.append(value)
    }

    package mutating func u16(_ value: UInt16, _ endianness: Endianness) {
        integer(value, endianness)
    }

    package mutating func u32(_ value: UInt32, _ endianness: Endianness) {
        integer(value, endianness)
    }

    package mutating func u64(_ value: UInt64, _ endianness: Endianness) {
        integer(value, endianness)
    }

    package mutating func append(_ more: some Sequence<UInt8>) {
        bytes.append(contentsOf: more)
    }

    /// Appends the text's UTF-8 bytes, without a terminator.
    package mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends the text's UTF-8 bytes and `padding` up to `width` bytes.
    package mutating func padded(
        _ text: String, to width: Int, with padding: UInt8 = 0, field: String
    ) throws(FieldOverflow) {
        let utf8 = text.utf8
        guard utf8.count <= width else { throw FieldOverflow(field: field, value: text, limit: width) }
        bytes.append(contentsOf: utf8)
        bytes.append(contentsOf: repeatElement(padding, count: width - utf8.count))
    }

    /// Appends `padding` until the count is a multiple of `alignment`.
    package mutating func align(to alignment: Int, with padding: UInt8 = 0) {
        let excess = bytes.count % alignment
        if excess != 0 {
            bytes.append(contentsOf: repeatElement(padding, count: alignment - excess))
        }
    }

    private mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(
        _ value: Value, _ endianness: Endianness
    ) {
        for index in 0..<Value.bitWidth / 8 {
            let shift = endianness == .little ? index * 8 : Value.bitWidth - 8 - index * 8
            bytes.append(UInt8(truncatingIfNeeded: value >> Value(shift)))
        }
    }
}
