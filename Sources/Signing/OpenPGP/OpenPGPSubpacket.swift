// SPDX-License-Identifier: Apache-2.0
import Formats

/// One statement within a signature (RFC 9580, section 5.2.3.7).
struct OpenPGPSubpacket: Sendable, Hashable {
    enum Kind {
        static let created: UInt8 = 2
        static let signatureExpires: UInt8 = 3
        static let keyExpires: UInt8 = 9
        static let preferredCiphers: UInt8 = 11
        static let issuer: UInt8 = 16
        static let notation: UInt8 = 20
        static let preferredHashes: UInt8 = 21
        static let preferredCompression: UInt8 = 22
        static let isPrimaryUserID: UInt8 = 25
        static let keyFlags: UInt8 = 27
        static let features: UInt8 = 30
        static let embeddedSignature: UInt8 = 32
        static let issuerFingerprint: UInt8 = 33

        /// The kinds whose meaning this code knows, or that have none for it: the only ones that may be critical.
        static let understood: Set<UInt8> = [
            2, 3, 4, 5, 7, 9, 11, 12, 16, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34,
        ]
    }

    let kind: UInt8
    let isCritical: Bool
    let body: [UInt8]

    init(_ kind: UInt8, _ body: [UInt8], isCritical: Bool = false) {
        self.kind = kind
        self.isCritical = isCritical
        self.body = body
    }

    init(_ kind: UInt8, number: Int64) {
        var out = ByteWriter()
        out.u32(UInt32(clamping: number), .big)
        self.init(kind, out.bytes)
    }

    var bytes: [UInt8] {
        var out = ByteWriter()
        out.openPGPLength(body.count + 1)
        out.u8(kind | (isCritical ? 0x80 : 0))
        out.append(body)
        return out.bytes
    }

    /// A body of four bytes as a number.
    var number: Int64? {
        body.count == 4 ? body.reduce(0) { $0 << 8 | Int64($1) } : nil
    }

    static func all(in bytes: [UInt8]) throws(OpenPGPError) -> [OpenPGPSubpacket] {
        var reader = OpenPGPFieldReader(bytes, of: "signature subpacket")
        var all: [OpenPGPSubpacket] = []
        while reader.remaining > 0 {
            let first = try reader.u8()
            let count: Int
            switch first {
            case 0..<192: count = Int(first)
            case 192..<255: count = (Int(first) - 192) << 8 + Int(try reader.u8()) + 192
            default: count = Int(try reader.u32())
            }
            guard count > 0 else { throw reader.malformed() }
            let kind = try reader.u8()
            all.append(OpenPGPSubpacket(kind & 0x7F, try reader.bytes(count - 1), isCritical: kind & 0x80 != 0))
        }
        return all
    }
}
