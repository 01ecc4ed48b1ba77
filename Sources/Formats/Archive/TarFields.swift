// SPDX-License-Identifier: Apache-2.0

/// The fields of a tar header as read, with `TarHeader`'s layout.
struct TarFields: Sendable, Hashable {
    /// Nil for a type that is not known here.
    let kind: TarHeader.Kind?
    let path: String
    let target: String
    let mode: UInt32
    let size: UInt64
    let modified: Int64
    let owner: String
    let group: String

    /// - Parameters:
    ///   - block: 512 bytes.
    ///   - offset: Where the block stands in the archive, for errors.
    init(_ block: [UInt8], offset: UInt64) throws(ArchiveReadError) {
        func text(_ start: Int, _ width: Int) -> String {
            String(decoding: block[start..<start + width].prefix { $0 != 0 }, as: UTF8.self)
        }
        func number(_ field: String, _ start: Int, _ width: Int) throws(ArchiveReadError) -> Int64 {
            guard let value = Self.number(block[start..<start + width]) else {
                throw .malformed(field: field, offset: offset)
            }
            return value
        }
        var sum: Int64 = 0
        for (index, byte) in block.enumerated() {
            sum += 148..<156 ~= index ? Int64(UInt8(ascii: " ")) : Int64(byte)
        }
        guard try number("checksum", 148, 8) == sum else { throw .malformed(field: "checksum", offset: offset) }
        guard text(257, 5) == "ustar" else { throw .malformed(field: "magic", offset: offset) }
        let isPOSIX = block[262] == 0
        let name = text(0, TarHeader.nameSize)
        let prefix = isPOSIX ? text(345, TarHeader.prefixSize) : ""
        let size = try number("size", 124, 12)
        let mode = try number("mode", 100, 8)
        guard size >= 0 else { throw .malformed(field: "size", offset: offset) }
        guard let mode = UInt32(exactly: mode) else { throw .malformed(field: "mode", offset: offset) }

        kind = block[156] == 0 ? .file : TarHeader.Kind(rawValue: block[156])
        path = prefix.isEmpty ? name : "\(prefix)/\(name)"
        target = text(157, 100)
        self.mode = mode
        self.size = UInt64(size)
        modified = try number("modification time", 136, 12)
        owner = text(265, 32)
        group = text(297, 32)
    }

    /// An octal number that spaces or zero bytes end, or one in base 256; nil where it is neither.
    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let first = field.first else { return nil }
        if first & 0x80 != 0 {
            var value: Int64 = first & 0x40 != 0 ? -1 : 0
            for (index, byte) in field.enumerated() {
                let (shifted, overflow) = value.multipliedReportingOverflow(by: 256)
                if overflow { return nil }
                value = index == 0 ? (value << 6 | Int64(first & 0x3F)) : shifted | Int64(byte)
            }
            return value
        }
        let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
        let rest = field[digits.endIndex...]
        guard rest.allSatisfy({ $0 == 0 || $0 == UInt8(ascii: " ") }) else { return nil }
        return digits.isEmpty
            ? 0 : Int64(String(decoding: digits, as: UTF8.self), radix: 8).flatMap { $0 >= 0 ? $0 : nil }
    }
}
