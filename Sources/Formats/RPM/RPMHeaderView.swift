// SPDX-License-Identifier: Apache-2.0

/// A header of a package looked into where it lies: nothing is copied, and texts are the bytes that they are.
///
/// For readers of many packages; `RPMHeader` is for those who want values. The same checks are made of both.
package struct RPMHeaderView: Sendable {
    /// A value's place.
    private struct Entry {
        let tag: UInt32
        let type: UInt32
        let count: Int
        let range: Range<Int>
    }

    private let bytes: [UInt8]
    private var entries: [Entry] = []

    /// - Parameters:
    ///   - start: Where the index begins in `bytes`.
    ///   - offset: Where it lies in the file, for errors.
    init(
        _ bytes: [UInt8], bodyAt start: Int, entries count: Int, region: RPMHeader.Region, offset: UInt64
    ) throws(RPMReadError) {
        self.bytes = bytes
        let storeStart = start + count * 16
        let storeCount = bytes.count - storeStart
        var end = 0
        var hasRegion = false
        entries.reserveCapacity(count)
        for number in 0..<count {
            let at = offset + UInt64(number * 16)
            let base = start + number * 16
            let tag = word(base)
            let (type, position, items) = (word(base + 4), Int(word(base + 8)), Int(word(base + 12)))
            guard position < storeCount, items > 0, items <= storeCount else {
                throw .malformed(field: "header entry", offset: at)
            }
            if number == 0, tag == region.rawValue {
                try RPMHeader.checkRegion(
                    bytes[start...], region, type: type, position: position, count: UInt32(items),
                    storeStart: count * 16, entryOffset: at, bodyOffset: offset)
                hasRegion = true
                continue
            }
            guard tag >= 100 else { throw .malformed(field: "header tag", offset: at) }
            let valueStart = storeStart + position
            guard let valueEnd = endOfValue(type: type, count: items, from: valueStart, position: position) else {
                throw .malformed(field: "header value", offset: at)
            }
            guard valueStart >= end || !hasRegion else {
                throw .malformed(field: "header entry offset", offset: at)
            }
            end = max(end, valueEnd)
            entries.append(Entry(tag: tag, type: type, count: items, range: valueStart..<valueEnd))
        }
        // Sorted as writers do it, or in any order.
        if !zip(entries, entries.dropFirst()).allSatisfy({ $0.tag < $1.tag }) {
            entries.sort { $0.tag < $1.tag }
            if zip(entries, entries.dropFirst()).contains(where: { $0.tag == $1.tag }) {
                throw .malformed(field: "repeated header tag", offset: offset)
            }
        }
    }

    private func word(_ index: Int) -> UInt32 {
        UInt32(bytes[index]) << 24 | UInt32(bytes[index + 1]) << 16 | UInt32(bytes[index + 2]) << 8
            | UInt32(bytes[index + 3])
    }

    private func endOfValue(type: UInt32, count: Int, from start: Int, position: Int) -> Int? {
        func integers(_ width: Int) -> Int? {
            guard position.isMultiple(of: width), count <= (bytes.count - start) / width else { return nil }
            return start + count * width
        }
        switch type {
        case 1, 2, 7: return integers(1)
        case 3: return integers(2)
        case 4: return integers(4)
        case 5: return integers(8)
        case 6 where count != 1: return nil
        case 6, 8, 9:
            var left = count
            var index = start
            while index < bytes.count {
                if bytes[index] == 0 {
                    left -= 1
                    if left == 0 { return index + 1 }
                }
                index += 1
            }
            return nil
        default: return nil
        }
    }

    private func entry(_ tag: RPMTag) -> Entry? {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].tag < tag.rawValue { low = middle + 1 } else { high = middle }
        }
        return low < entries.count && entries[low].tag == tag.rawValue ? entries[low] : nil
    }
}

extension RPMHeaderView {
    /// Whether the header has the tag.
    package func has(_ tag: RPMTag) -> Bool { entry(tag) != nil }

    /// The text of a tag; of a localized one, the first.
    package func text(_ tag: RPMTag) throws(RPMReadError) -> ArraySlice<UInt8>? {
        var texts = try texts(tag)
        return texts.next()
    }

    /// The texts of a tag; none where it is not there.
    package func texts(_ tag: RPMTag) throws(RPMReadError) -> Texts {
        guard let entry = entry(tag) else { return Texts(bytes: [], count: 0, position: 0, left: 0) }
        guard entry.type == 6 || entry.type == 8 || entry.type == 9 else { throw .unexpectedValue(tag) }
        return Texts(bytes: bytes, count: entry.count, position: entry.range.lowerBound, left: entry.count)
    }

    /// The numbers of a tag, of any width; none where it is not there.
    package func numbers(_ tag: RPMTag) throws(RPMReadError) -> Numbers {
        guard let entry = entry(tag) else { return Numbers(bytes: [], start: 0, width: 1, count: 0) }
        let width: Int
        switch entry.type {
        case 1, 2: width = 1
        case 3: width = 2
        case 4: width = 4
        case 5: width = 8
        default: throw .unexpectedValue(tag)
        }
        return Numbers(bytes: bytes, start: entry.range.lowerBound, width: width, count: entry.count)
    }

    /// The bytes of a binary value.
    package func binary(_ tag: RPMTag) throws(RPMReadError) -> ArraySlice<UInt8>? {
        guard let entry = entry(tag) else { return nil }
        guard entry.type == 7 else { throw .unexpectedValue(tag) }
        return bytes[entry.range]
    }

    /// Texts, one after the other, without their zero bytes.
    package struct Texts: IteratorProtocol, Sendable {
        fileprivate let bytes: [UInt8]
        /// How many there were in the beginning.
        package let count: Int
        fileprivate var position: Int
        fileprivate var left: Int

        package mutating func next() -> ArraySlice<UInt8>? {
            guard left > 0 else { return nil }
            left -= 1
            var end = position
            while bytes[end] != 0 { end += 1 }
            defer { position = end + 1 }
            return bytes[position..<end]
        }
    }

    /// Numbers, of one width.
    package struct Numbers: Sendable {
        fileprivate let bytes: [UInt8]
        fileprivate let start: Int
        fileprivate let width: Int
        package let count: Int

        package subscript(index: Int) -> UInt64 {
            precondition(index >= 0 && index < count)
            var value: UInt64 = 0
            for place in (start + index * width)..<(start + (index + 1) * width) {
                value = value << 8 | UInt64(bytes[place])
            }
            return value
        }

        package var first: UInt64? { count > 0 ? self[0] : nil }
    }
}
