// SPDX-License-Identifier: Apache-2.0

/// One 512-byte header of a tar stream (POSIX.1-2001, pax, "ustar interchange format").
///
///     offset  size  field              offset  size  field
///          0   100  name                  257     8  magic and version: "ustar\0" "00"
///        100     8  mode                  265    32  owner's name
///        108     8  owner's number        297    32  group's name
///        116     8  group's number        329    16  device numbers
///        124    12  size                  345   155  prefix of the name
///        136    12  modification time     500    12  unused
///        148     8  checksum
///        156     1  type
///        157   100  link target
struct TarHeader: Sendable, Hashable {
    /// The type byte.
    enum Kind: UInt8, Sendable, Hashable {
        case file = 0x30
        case symbolicLink = 0x32
        case directory = 0x35
        /// GNU: the content is the next entry's link target.
        case longTarget = 0x4B
        /// GNU: the content is the next entry's name.
        case longName = 0x4C
        /// pax: the content is records for the next entry.
        case extended = 0x78
        /// pax: the content is records for all later entries.
        case globalExtended = 0x67
    }

    static let blockSize = 512
    static let nameSize = 100
    static let prefixSize = 155
    /// The largest number in a field of 12 bytes: 11 octal digits.
    static let octalLimit: UInt64 = 1 << 33

    var name: [UInt8]
    var prefix: [UInt8] = []
    var mode: UInt32
    var size: UInt64
    var modified: Int64
    var kind: Kind
    var target: [UInt8] = []
    var owner = ""
    var group = ""

    /// The header as a block.
    ///
    /// Names and targets that are too long are cut, for a preceding entry says them in full; numbers that
    /// have no octal form are stored in GNU tar's base 256.
    func block() -> [UInt8] {
        var out = [UInt8](repeating: 0, count: Self.blockSize)
        func put(_ bytes: some Collection<UInt8>, _ offset: Int, _ limit: Int) {
            for (index, byte) in zip(offset..<offset + limit, bytes) { out[index] = byte }
        }
        func number(_ value: Int64, _ offset: Int, _ width: Int) {
            let limit = Int64(1) << Int64((width - 1) * 3)
            if value >= 0, value < limit {
                let digits = String(value, radix: 8)
                put(String(repeating: "0", count: width - 1 - digits.utf8.count).utf8, offset, width)
                put(digits.utf8, offset + width - 1 - digits.utf8.count, digits.utf8.count)
            } else {
                for index in 0..<width {
                    let shift = (width - 1 - index) * 8
                    out[offset + index] = UInt8(truncatingIfNeeded: shift < 64 ? value >> Int64(shift) : value >> 63)
                }
                out[offset] = value < 0 ? 0xFF : 0x80
            }
        }
        put(name, 0, Self.nameSize)
        number(Int64(mode & 0o7777), 100, 8)
        number(0, 108, 8)
        number(0, 116, 8)
        number(Int64(clamping: size), 124, 12)
        number(modified, 136, 12)
        put(repeatElement(UInt8(ascii: " "), count: 8), 148, 8)
        out[156] = kind.rawValue
        put(target, 157, 100)
        put("ustar\u{0}00".utf8, 257, 8)
        put(owner.utf8, 265, 31)
        put(group.utf8, 297, 31)
        put(prefix, 345, Self.prefixSize)

        let sum = out.reduce(0) { $0 + Int64($1) }
        number(sum, 148, 7)
        return out
    }

    /// Cuts `path` at a slash into a prefix and a name that fit their fields; nil where it can't be.
    static func split(_ path: [UInt8]) -> (prefix: [UInt8], name: [UInt8])? {
        if path.count <= nameSize { return ([], path) }
        let end = min(prefixSize, path.count - 2)
        guard end >= 1 else { return nil }
        for cut in stride(from: end, through: 1, by: -1) where path[cut] == UInt8(ascii: "/") {
            let name = path[(cut + 1)...]
            return name.count <= nameSize ? (Array(path[..<cut]), Array(name)) : nil
        }
        return nil
    }
}
