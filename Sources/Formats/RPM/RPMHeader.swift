// SPDX-License-Identifier: Apache-2.0

/// A header of an RPM package: values by tag. Both the signatures and the package's description are one.
///
///     offset    size  field
///          0       3  0x8E 0xAD 0xE8
///          3       1  version: 1
///          4       4  zero
///          8       4  n: entries in the index
///         12       4  size of the store
///         16    16*n  index: tag, type, offset in the store, count
///     16+16n          store: each value at a multiple of its integers' size
///
/// All numbers are big-endian. The first entry marks the region that signatures cover: its value,
/// the last 16 bytes of the store, looks like an entry whose offset is the index's negative size.
package struct RPMHeader: Sendable, Hashable {
    package enum Value: Sendable, Hashable {
        case int8([UInt8])
        case int16([UInt16])
        case int32([UInt32])
        case int64([UInt64])
        case string(String)
        case binary([UInt8])
        case strings([String])
        /// One text for each locale of the table `i18nTable`.
        case localized([String])
    }

    /// What the first entry says the header is.
    package enum Region: UInt32, Sendable, Hashable {
        case signatures = 62
        case immutable = 63
    }

    private var values: [RPMTag: Value] = [:]

    package init() {}

    package subscript(tag: RPMTag) -> Value? {
        get { values[tag] }
        set { values[tag] = newValue }
    }

    /// In ascending order, as they are stored.
    package var tags: [RPMTag] { values.keys.sorted { $0.rawValue < $1.rawValue } }
}

extension RPMHeader {
    static let magic: [UInt8] = [0x8E, 0xAD, 0xE8, 0x01, 0, 0, 0, 0]

    /// The header as it is stored, from its magic to the end of the store.
    ///
    /// - Throws: `FieldOverflow` for more than 256 MiB, which rpm does not read.
    package func bytes(_ region: Region) throws(FieldOverflow) -> [UInt8] {
        var index = ByteWriter()
        var store = ByteWriter()
        let tags = tags
        for tag in tags {
            guard let value = values[tag] else { continue }
            store.align(to: value.alignment)
            index.entry(tag: tag.rawValue, type: value.type, offset: UInt32(clamping: store.count), count: value.count)
            value.write(into: &store)
        }
        let regionOffset = store.count
        guard regionOffset + 16 <= Self.storeLimit else {
            throw FieldOverflow(field: "RPM header", value: "\(regionOffset + 16) bytes", limit: Self.storeLimit)
        }
        let entryCount = UInt32(tags.count + 1)
        store.entry(tag: region.rawValue, type: 7, offset: 0 &- entryCount * 16, count: 16)
        var header = ByteWriter(reservingCapacity: 32 + index.count + store.count)
        header.append(Self.magic)
        header.u32(entryCount, .big)
        header.u32(UInt32(store.count), .big)
        header.entry(tag: region.rawValue, type: 7, offset: UInt32(regionOffset), count: 16)
        header.append(index.bytes)
        header.append(store.bytes)
        return header.bytes
    }

    /// rpm's HEADER_DATA_MAX.
    static let storeLimit = 0x0FFF_FFFF
}

extension ByteWriter {
    fileprivate mutating func entry(tag: UInt32, type: UInt32, offset: UInt32, count: UInt32) {
        for field in [tag, type, offset, count] { u32(field, .big) }
    }
}

extension RPMHeader.Value {
    fileprivate var type: UInt32 {
        switch self {
        case .int8: 2
        case .int16: 3
        case .int32: 4
        case .int64: 5
        case .string: 6
        case .binary: 7
        case .strings: 8
        case .localized: 9
        }
    }

    fileprivate var alignment: Int {
        switch self {
        case .int16: 2
        case .int32: 4
        case .int64: 8
        case .int8, .string, .binary, .strings, .localized: 1
        }
    }

    fileprivate var count: UInt32 {
        switch self {
        case .int8(let numbers), .binary(let numbers): UInt32(clamping: numbers.count)
        case .int16(let numbers): UInt32(clamping: numbers.count)
        case .int32(let numbers): UInt32(clamping: numbers.count)
        case .int64(let numbers): UInt32(clamping: numbers.count)
        case .string: 1
        case .strings(let texts), .localized(let texts): UInt32(clamping: texts.count)
        }
    }

    fileprivate func write(into store: inout ByteWriter) {
        switch self {
        case .int8(let numbers), .binary(let numbers): store.append(numbers)
        case .int16(let numbers): for number in numbers { store.u16(number, .big) }
        case .int32(let numbers): for number in numbers { store.u32(number, .big) }
        case .int64(let numbers): for number in numbers { store.u64(number, .big) }
        case .string(let text):
            store.append(text)
            store.u8(0)
        case .strings(let texts), .localized(let texts):
            for text in texts {
                store.append(text)
                store.u8(0)
            }
        }
    }
}
