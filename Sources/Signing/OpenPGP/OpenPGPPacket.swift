// SPDX-License-Identifier: Apache-2.0
import Formats

/// One packet of OpenPGP data (RFC 9580, section 4.2).
///
///     new format   0xC0 + tag, then a length of 1, 2 or 5 bytes
///     old format   0x80 + 4 * tag + length type, then a length of 1, 2 or 4 bytes
struct OpenPGPPacket: Sendable, Hashable {
    enum Tag {
        static let signature: UInt8 = 2
        static let secretKey: UInt8 = 5
        static let publicKey: UInt8 = 6
        static let secretSubkey: UInt8 = 7
        static let userID: UInt8 = 13
        static let publicSubkey: UInt8 = 14
        static let userAttribute: UInt8 = 17
    }

    let tag: UInt8
    let body: [UInt8]

    /// The packet in the new format.
    var bytes: [UInt8] {
        var out = ByteWriter(reservingCapacity: body.count + 6)
        out.u8(0xC0 | tag)
        out.openPGPLength(body.count)
        out.append(body)
        return out.bytes
    }

    /// Reads all packets. Those in parts of unstated length occur in messages alone, and are refused.
    static func all(in bytes: [UInt8]) throws(OpenPGPError) -> [OpenPGPPacket] {
        var reader = OpenPGPFieldReader(bytes, of: "packet")
        var packets: [OpenPGPPacket] = []
        while reader.remaining > 0 {
            let first = try reader.u8()
            guard first & 0x80 != 0 else {
                throw packets.isEmpty ? .notOpenPGP : .malformed(field: "packet", offset: reader.offset - 1)
            }
            let tag: UInt8
            let count: Int
            if first & 0x40 != 0 {
                tag = first & 0x3F
                let length = try reader.u8()
                switch length {
                case 0..<192: count = Int(length)
                case 192..<224: count = (Int(length) - 192) << 8 + Int(try reader.u8()) + 192
                case 255: count = Int(try reader.u32())
                default: throw reader.malformed()
                }
            } else {
                tag = first >> 2 & 0x0F
                switch first & 3 {
                case 0: count = Int(try reader.u8())
                case 1: count = Int(try reader.u16())
                case 2: count = Int(try reader.u32())
                default: throw reader.malformed()
                }
            }
            guard tag != 0 else { throw reader.malformed() }
            packets.append(OpenPGPPacket(tag: tag, body: try reader.bytes(count)))
        }
        return packets
    }
}

extension OpenPGPPacket {
    /// Reads packets from armored or binary data, or from armored or binary data in base64 once more.
    ///
    /// - Parameter kinds: The armored blocks that are wanted; others are passed over.
    static func all(
        inArmoredOrBinary bytes: [UInt8], kinds: Set<OpenPGPArmor.Kind>
    ) throws(OpenPGPError) -> [OpenPGPPacket] {
        if let first = bytes.first, first & 0x80 != 0 { return try all(in: bytes) }
        let blocks = try OpenPGPArmor.blocks(in: bytes)
        guard blocks.isEmpty else {
            var packets: [OpenPGPPacket] = []
            let wanted = blocks.filter { kinds.contains($0.kind) }
            for block in wanted.isEmpty ? blocks : wanted { packets += try all(in: block.bytes) }
            return packets
        }
        if let start = bytes.firstIndex(where: { $0 > 0x20 }), bytes[start...].starts(with: "-----BEGIN PGP ".utf8) {
            throw .brokenArmor(.oneLine)
        }
        // A variable of a CI service often holds a key in base64, so that it stays one line.
        guard let decoded = Base64.decode(bytes), !decoded.isEmpty else { throw .notOpenPGP }
        if let first = decoded.first, first & 0x80 != 0 {
            // Many a word is base64 of something; what is no packets then was no base64 either.
            do throws(OpenPGPError) { return try all(in: decoded) } catch { throw .notOpenPGP }
        }
        let inner = try OpenPGPArmor.blocks(in: decoded)
        guard !inner.isEmpty else { throw .notOpenPGP }
        var packets: [OpenPGPPacket] = []
        for block in inner { packets += try all(in: block.bytes) }
        return packets
    }
}

extension ByteWriter {
    /// Appends a length of the new format, which subpackets have too.
    mutating func openPGPLength(_ count: Int) {
        switch count {
        case ..<192: u8(UInt8(count))
        case ..<8384:
            u8(UInt8((count - 192) >> 8 + 192))
            u8(UInt8((count - 192) & 0xFF))
        default:
            u8(0xFF)
            u32(UInt32(clamping: count), .big)
        }
    }
}
