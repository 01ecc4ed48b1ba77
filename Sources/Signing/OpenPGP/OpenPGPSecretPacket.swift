// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras
import Formats

/// A secret key's packet: the public part, how the secret is protected, and the secret (RFC 9580, section 5.5.3).
struct OpenPGPSecretPacket: Sendable {
    private enum Protection: Sendable {
        /// With a sum of 16 bits behind the numbers.
        case none([UInt8])
        case cipher(OpenPGPCipher, OpenPGPStringToKey, iv: [UInt8], data: [UInt8], hasDigest: Bool)
        /// The secret is on a card or was left out.
        case elsewhere
        case unsupported(String)
    }

    let key: OpenPGPKeyPacket
    private let protection: Protection

    init(parsing body: [UInt8]) throws(OpenPGPError) {
        var reader = OpenPGPFieldReader(body, of: "secret key")
        key = try OpenPGPKeyPacket(parsing: &reader, in: body)
        protection = try Self.protection(&reader)
    }

    private static func protection(_ reader: inout OpenPGPFieldReader) throws(OpenPGPError) -> Protection {
        let usage = try reader.u8()
        switch usage {
        case 0: return .none(try reader.rest())
        case 253: return .unsupported("authenticated encryption (AEAD)")
        case 254, 255: break
        default: return .unsupported("a cipher without salt, from before 1998")
        }
        let cipher = try reader.u8()
        let specifier = try reader.u8()
        let hashNumber = try reader.u8()
        // A stub of GnuPG's names no cipher, so it is recognised before the cipher is judged.
        if specifier == 101 { return .elsewhere }
        let salt: [UInt8]
        let count: Int?
        switch specifier {
        case 0: (salt, count) = ([], nil)
        case 1: (salt, count) = (try reader.bytes(8), nil)
        case 3: (salt, count) = (try reader.bytes(8), OpenPGPStringToKey.count(coded: try reader.u8()))
        case 4: return .unsupported("Argon2")
        default: return .unsupported("a passphrase of the kind \(specifier)")
        }
        guard let hash = OpenPGPHash(rawValue: hashNumber) else {
            return .unsupported("the hash function number \(hashNumber)")
        }
        guard let cipher = OpenPGPCipher(rawValue: cipher) else {
            return .unsupported(OpenPGPCipher.name(of: cipher))
        }
        let iv = try reader.bytes(16)
        return .cipher(
            cipher, OpenPGPStringToKey(hash: hash, salt: salt, count: count), iv: iv, data: try reader.rest(),
            hasDigest: usage == 254)
    }

    /// Whether there is no secret in the packet.
    var isElsewhere: Bool {
        if case .elsewhere = protection { true } else { false }
    }

    /// Whether a passphrase is needed.
    var isProtected: Bool {
        if case .cipher = protection { true } else { false }
    }

    /// Opens the secret with a passphrase, where it needs one.
    func unlocked(passphrase: [UInt8]?) throws(OpenPGPError) -> OpenPGPSecretMaterial {
        switch protection {
        case .elsewhere: throw .noSigningKey(key.fingerprint, .secretIsElsewhere)
        case .unsupported(let name): throw .unsupportedProtection(name)
        case .none(let data):
            guard data.count >= 2, Array(data.suffix(2)) == Self.sum(of: data.dropLast(2)) else {
                throw .malformed(field: "secret key's checksum", offset: max(0, data.count - 2))
            }
            return try OpenPGPSecretMaterial(parsing: Array(data.dropLast(2)), of: key)
        case .cipher(let cipher, let stringToKey, let iv, let data, let hasDigest):
            guard let passphrase else { throw .passphraseMissing(key.fingerprint) }
            let plain = try cipher.decrypt(data, key: stringToKey.key(passphrase, bytes: cipher.keySize), iv: iv)
            let checkSize = hasDigest ? 20 : 2
            guard plain.count > checkSize else { throw .wrongPassphrase(key.fingerprint) }
            let numbers = Array(plain.dropLast(checkSize))
            var hasher = OpenPGPHasher(.sha1)
            hasher.update(numbers)
            let check = hasDigest ? hasher.finalize().bytes : Self.sum(of: numbers)
            guard Array(plain.suffix(checkSize)) == check else { throw .wrongPassphrase(key.fingerprint) }
            return try OpenPGPSecretMaterial(parsing: numbers, of: key)
        }
    }

    /// A secret key's packet body: protected by AES-256 when there is a passphrase.
    static func body(
        of key: OpenPGPKeyPacket, secret numbers: [UInt8], passphrase: [UInt8]?
    ) throws(OpenPGPError) -> [UInt8] {
        var out = ByteWriter()
        out.append(key.body)
        guard let passphrase else {
            out.u8(0)
            out.append(numbers)
            out.append(sum(of: numbers))
            return out.bytes
        }
        let salt = randomBytes(8)
        let iv = randomBytes(16)
        let countOctet: UInt8 = 0xFF
        let stringToKey = OpenPGPStringToKey(
            hash: .sha256, salt: salt, count: OpenPGPStringToKey.count(coded: countOctet))
        out.append([254, OpenPGPCipher.aes256.rawValue, 3, OpenPGPHash.sha256.rawValue])
        out.append(salt)
        out.u8(countOctet)
        out.append(iv)
        var hasher = OpenPGPHasher(.sha1)
        hasher.update(numbers)
        out.append(
            try OpenPGPCipher.aes256.encrypt(
                numbers + hasher.finalize().bytes, key: stringToKey.key(passphrase, bytes: 32), iv: iv))
        return out.bytes
    }

    private static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private static func sum(of bytes: some Sequence<UInt8>) -> [UInt8] {
        let sum = bytes.reduce(UInt16(0)) { $0 &+ UInt16($1) }
        return [UInt8(sum >> 8), UInt8(sum & 0xFF)]
    }
}

extension OpenPGPSecretPacket: CustomStringConvertible, CustomReflectable {
    var description: String { "<redacted>" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
