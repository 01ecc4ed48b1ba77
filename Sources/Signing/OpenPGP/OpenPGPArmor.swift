// SPDX-License-Identifier: Apache-2.0

/// OpenPGP data as text (RFC 9580, section 6.2):
///
///     -----BEGIN PGP SIGNATURE-----
///     Comment: headers, of which there may be none
///
///     <base64, 64 digits a line>
///     =<base64 of the CRC-24>
///     -----END PGP SIGNATURE-----
///
/// The checksum is always written: rpm 4.18 refuses a key without one.
struct OpenPGPArmor: Sendable, Hashable {
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case publicKey = "PGP PUBLIC KEY BLOCK"
        case privateKey = "PGP PRIVATE KEY BLOCK"
        case signature = "PGP SIGNATURE"
        case message = "PGP MESSAGE"
    }

    let kind: Kind
    let bytes: [UInt8]

    var text: String {
        let digits = Base64.encode(bytes)
        var text = "-----BEGIN \(kind.rawValue)-----\n\n"
        for start in stride(from: 0, to: digits.count, by: 64) {
            text += String(decoding: digits[start..<min(start + 64, digits.count)], as: UTF8.self) + "\n"
        }
        return text + "=\(String(decoding: Base64.encode(Self.checksum(of: bytes)), as: UTF8.self))\n"
            + "-----END \(kind.rawValue)-----\n"
    }

    /// CRC-24 with the initial value B704CE and the polynomial 864CFB.
    static func checksum(of bytes: [UInt8]) -> [UInt8] {
        var crc: UInt32 = 0xB704CE
        for byte in bytes {
            crc ^= UInt32(byte) << 16
            for _ in 0..<8 {
                crc <<= 1
                if crc & 0x100_0000 != 0 { crc ^= 0x186_4CFB }
            }
        }
        return [UInt8(crc >> 16 & 0xFF), UInt8(crc >> 8 & 0xFF), UInt8(crc & 0xFF)]
    }
}

extension OpenPGPArmor {
    /// Reads all armored blocks of a text; what is around them is passed over.
    static func blocks(in text: [UInt8]) throws(OpenPGPError) -> [OpenPGPArmor] {
        var blocks: [OpenPGPArmor] = []
        var lines = Lines(text)
        while let line = lines.next() {
            guard let kind = Self.kind(of: line, marker: "BEGIN") else { continue }
            blocks.append(try block(kind, &lines))
        }
        return blocks
    }

    /// Reads the rest of a block, whose first line has been read.
    static func block(_ kind: Kind, _ lines: inout Lines) throws(OpenPGPError) -> OpenPGPArmor {
        var digits: [UInt8] = []
        var checksum: ArraySlice<UInt8>?
        var isInHeaders = true
        while let line = lines.next() {
            if Self.kind(of: line, marker: "END") == kind {
                guard let bytes = Base64.decode(digits) else { throw .brokenArmor(.notBase64) }
                if let checksum {
                    guard Base64.decode(checksum) == Self.checksum(of: bytes) else { throw .brokenArmor(.checksum) }
                }
                return OpenPGPArmor(kind: kind, bytes: bytes)
            }
            if isInHeaders, line.isEmpty || line.contains(UInt8(ascii: ":")) {
                // Headers say nothing that matters, and some writers leave out the empty line when there are none.
                if line.isEmpty { isInHeaders = false }
                continue
            }
            isInHeaders = false
            if line.first == UInt8(ascii: "="), line.count == 5 {
                checksum = line.dropFirst()
            } else {
                guard checksum == nil || line.isEmpty else { throw .brokenArmor(.notBase64) }
                digits += line
            }
        }
        throw .brokenArmor(.noEnd)
    }

    private static func kind(of line: ArraySlice<UInt8>, marker: String) -> Kind? {
        guard line.first == UInt8(ascii: "-") else { return nil }
        return Kind.allCases.first { line.elementsEqual("-----\(marker) \($0.rawValue)-----".utf8) }
    }

    /// The lines of a text, without their ends and the white space before those.
    struct Lines: Sendable, IteratorProtocol {
        private let text: [UInt8]
        private(set) var position = 0

        init(_ text: [UInt8]) { self.text = text }

        mutating func next() -> ArraySlice<UInt8>? {
            guard var line = nextUntrimmed() else { return nil }
            while let last = line.last, last == 0x20 || last == 0x09 || last == 0x0D { line.removeLast() }
            return line
        }

        /// The next line as it is, without its line feed.
        mutating func nextUntrimmed() -> ArraySlice<UInt8>? {
            guard position < text.count else { return nil }
            let end = text[position...].firstIndex(of: 0x0A) ?? text.count
            defer { position = end + 1 }
            return text[position..<end]
        }
    }
}
