// SPDX-License-Identifier: Apache-2.0

/// One header of a cpio stream in the `newc` form: a magic and 13 fields of 8 hexadecimal digits.
///
///     magic "070701", inode, mode, owner, group, links, modification time, size,
///     device major and minor, special major and minor, size of the name with its zero byte, checksum
///
/// The name and the content follow, each padded with zeros to a multiple of four bytes.
struct CpioHeader: Sendable, Hashable {
    static let magic: [UInt8] = Array("070701".utf8)
    static let strippedMagic: [UInt8] = Array("07070X".utf8)
    static let size = 110
    static let trailer: [UInt8] = Array("TRAILER!!!".utf8)

    static let formatMask: UInt32 = 0o170000
    static let directory: UInt32 = 0o040000
    static let file: UInt32 = 0o100000
    static let symbolicLink: UInt32 = 0o120000

    var inode: UInt32 = 0
    var mode: UInt32 = 0
    var owner: UInt32 = 0
    var group: UInt32 = 0
    var links: UInt32 = 1
    var modified: UInt32 = 0
    var contentSize: UInt32 = 0
    var name: [UInt8]

    /// The header and the name, padded.
    func bytes() -> [UInt8] {
        var out = ByteWriter(reservingCapacity: Self.size + name.count + 4)
        out.append(Self.magic)
        let fields = [
            inode, mode, owner, group, links, modified, contentSize, 0, 0, 0, 0, UInt32(clamping: name.count + 1), 0,
        ]
        for field in fields { out.append(Self.digits(field)) }
        out.append(name)
        out.u8(0)
        out.align(to: 4)
        return out.bytes
    }

    /// RPM's stripped header: its magic and the file's number, padded.
    static func stripped(_ number: UInt32) -> [UInt8] {
        var out = ByteWriter(reservingCapacity: 16)
        out.append(strippedMagic)
        out.append(digits(number))
        out.align(to: 4)
        return out.bytes
    }

    private static func digits(_ value: UInt32) -> [UInt8] {
        let digits = Array(String(value, radix: 16).utf8)
        return [UInt8](repeating: UInt8(ascii: "0"), count: 8 - digits.count) + digits
    }
}
