// SPDX-License-Identifier: Apache-2.0

extension RPMHeader {
    /// The most entries and bytes of store that are read; rpm's own limits.
    struct Limits: Sendable {
        let entries: UInt32
        let store: UInt32

        static let signatures = Limits(entries: 32, store: 64 << 20)
        static let main = Limits(entries: 0xFFFF, store: UInt32(RPMHeader.storeLimit))
    }

    /// Reads a header's first 16 bytes.
    ///
    /// - Parameter offset: Where they lie in the file.
    /// - Returns: The number of bytes that follow.
    static func bodySize(
        introduction: [UInt8], limits: Limits, offset: UInt64
    ) throws(RPMReadError) -> (entries: Int, total: Int) {
        guard introduction.count == 16 else { throw .truncated(offset: offset + UInt64(introduction.count)) }
        guard introduction.prefix(4).elementsEqual(magic.prefix(4)) else {
            throw .malformed(field: "header magic", offset: offset)
        }
        let entries = bigEndian(introduction[8..<12])
        let store = bigEndian(introduction[12..<16])
        guard entries > 0, entries <= limits.entries else {
            throw .tooLarge(
                field: "number of entries", count: UInt64(entries), limit: UInt64(limits.entries), offset: offset + 8)
        }
        guard store <= limits.store else {
            throw .tooLarge(
                field: "header store", count: UInt64(store), limit: UInt64(limits.store), offset: offset + 12)
        }
        return (Int(entries), Int(entries) * 16 + Int(store))
    }

    /// Reads what follows a header's first 16 bytes: index and store.
    ///
    /// Every entry is checked as rpm does: known types, counts and offsets inside the store,
    /// alignment, values that do not overlap, text that ends.
    /// - Parameter offset: Where the index lies in the file.
    init(body: [UInt8], entries: Int, region: Region, offset: UInt64) throws(RPMReadError) {
        let storeStart = entries * 16
        var end = 0
        var hasRegion = false
        for number in 0..<entries {
            let at = offset + UInt64(number * 16)
            let fields = (0..<4).map { field in
                Self.bigEndian(body[(number * 16 + field * 4)..<(number * 16 + field * 4 + 4)])
            }
            let (tag, type, position, count) = (RPMTag(rawValue: fields[0]), fields[1], fields[2], fields[3])
            let storeCount = body.count - storeStart
            guard position < storeCount, count > 0, count <= storeCount else {
                throw .malformed(field: "header entry", offset: at)
            }
            if number == 0, tag.rawValue == region.rawValue {
                try Self.checkRegion(
                    body[...], region, type: type, position: Int(position), count: count, storeStart: storeStart,
                    entryOffset: at, bodyOffset: offset)
                hasRegion = true
                continue
            }
            guard tag.rawValue >= 100 else { throw .malformed(field: "header tag", offset: at) }
            let store = body[storeStart...]
            let start = storeStart + Int(position)
            guard let (value, valueEnd) = Self.value(type: type, count: Int(count), in: store, at: start) else {
                throw .malformed(field: "header value", offset: at)
            }
            // Entries behind the region may be of an older header's, anywhere in the store.
            guard start >= end || !hasRegion else { throw .malformed(field: "header entry offset", offset: at) }
            end = max(end, valueEnd)
            guard self[tag] == nil else { throw .malformed(field: "repeated header tag", offset: at) }
            self[tag] = value
        }
    }

    /// Checks the first entry and what it points to; `storeStart` counts from the body's start.
    static func checkRegion(
        _ body: ArraySlice<UInt8>, _ region: Region, type: UInt32, position: Int, count: UInt32, storeStart: Int,
        entryOffset: UInt64, bodyOffset: UInt64
    ) throws(RPMReadError) {
        guard type == 7, count == 16, position + 16 <= body.count - storeStart else {
            throw .malformed(field: "header region", offset: entryOffset)
        }
        let trailer = storeStart + position
        let at = body.startIndex + trailer
        let covered = UInt32(0) &- bigEndian(body[(at + 8)..<(at + 12)])
        let isRegion = bigEndian(body[at..<(at + 4)]) == region.rawValue
        guard isRegion, covered.isMultiple(of: 16), covered > 0, covered <= UInt32(storeStart) else {
            throw .malformed(field: "header region trailer", offset: bodyOffset + UInt64(trailer))
        }
    }

    private static func value(
        type: UInt32, count: Int, in store: ArraySlice<UInt8>, at start: Int
    ) -> (Value, end: Int)? {
        let position = start - store.startIndex
        func integers<Number: FixedWidthInteger & UnsignedInteger>(_: Number.Type) -> ([Number], end: Int)? {
            let width = Number.bitWidth / 8
            guard position.isMultiple(of: width), count <= (store.endIndex - start) / width else { return nil }
            var numbers: [Number] = []
            numbers.reserveCapacity(count)
            for index in 0..<count {
                var number: Number = 0
                for byte in store[(start + index * width)..<(start + (index + 1) * width)] {
                    number = number << 8 | Number(byte)
                }
                numbers.append(number)
            }
            return (numbers, start + count * width)
        }
        func texts() -> ([String], end: Int)? {
            var texts: [String] = []
            var next = start
            for _ in 0..<count {
                guard let end = store[next...].firstIndex(of: 0) else { return nil }
                texts.append(String(decoding: store[next..<end], as: UTF8.self))
                next = end + 1
            }
            return (texts, next)
        }
        switch type {
        case 1, 2, 7:
            guard count <= store.endIndex - start else { return nil }
            let bytes = Array(store[start..<(start + count)])
            return (type == 7 ? .binary(bytes) : .int8(bytes), start + count)
        case 3: return integers(UInt16.self).map { (.int16($0.0), $0.end) }
        case 4: return integers(UInt32.self).map { (.int32($0.0), $0.end) }
        case 5: return integers(UInt64.self).map { (.int64($0.0), $0.end) }
        case 6:
            guard count == 1, let (all, end) = texts(), let text = all.first else { return nil }
            return (.string(text), end)
        case 8: return texts().map { (.strings($0.0), $0.end) }
        case 9: return texts().map { (.localized($0.0), $0.end) }
        default: return nil
        }
    }

    static func bigEndian(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}

extension RPMHeader {
    /// The text of a tag; of a localized one, the first.
    package func text(_ tag: RPMTag) throws(RPMReadError) -> String? {
        switch self[tag] {
        case nil: nil
        case .string(let text): text
        case .strings(let texts), .localized(let texts): texts.first
        default: throw .unexpectedValue(tag)
        }
    }

    /// The texts of a tag; none where it is not there.
    package func texts(_ tag: RPMTag) throws(RPMReadError) -> [String] {
        switch self[tag] {
        case nil: []
        case .string(let text): [text]
        case .strings(let texts), .localized(let texts): texts
        default: throw .unexpectedValue(tag)
        }
    }

    /// The numbers of a tag, of any width; none where it is not there.
    package func numbers(_ tag: RPMTag) throws(RPMReadError) -> [UInt64] {
        switch self[tag] {
        case nil: []
        case .int8(let numbers): numbers.map { UInt64($0) }
        case .int16(let numbers): numbers.map { UInt64($0) }
        case .int32(let numbers): numbers.map { UInt64($0) }
        case .int64(let numbers): numbers
        default: throw .unexpectedValue(tag)
        }
    }
}
