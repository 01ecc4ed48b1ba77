// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras
import Formats

/// A minisign secret key that is open. Its file is a comment's line and base64 of:
///
///     offset  size  field
///          0     2  "Ed"
///          2     2  "Sc" when protected by scrypt, zero when not
///          4     2  "B2"
///          6    32  salt
///         38     8  scrypt's limit of operations, little-endian
///         46     8  scrypt's limit of memory, in bytes
///         54     8  the key's number
///         62    64  the seed and the public key
///        126    32  BLAKE2b-256 of "Ed", number and key; zero when not protected
///
/// Of a protected key, the last 104 bytes are combined by XOR with what scrypt makes of the password.
package struct MinisignSecretKey: Sendable {
    package let publicKey: MinisignPublicKey
    private let key: Curve25519.Signing.PrivateKey

    /// Reads a key file's text; the comment's line may be missing.
    ///
    /// A key protected as minisign does by default takes some seconds and 1 GiB of memory to open.
    package init(parsing text: String, password: String? = nil) throws(MinisignError) {
        guard let line = MinisignText.lines(text).last(where: { !$0.hasPrefix(MinisignText.comment) }),
            let bytes = Base64.decode(line.utf8)
        else { throw .notAKey }
        guard bytes.count == 158 else {
            throw bytes.count == 42 && bytes.starts(with: "Ed".utf8) ? .publicKeyOnly : .notAKey
        }
        guard bytes.starts(with: "Ed".utf8), bytes[4..<6].elementsEqual("B2".utf8) else { throw .notAKey }
        var secret = Array(bytes[54...])
        switch Array(bytes[2..<4]) {
        case [0, 0]: break
        case Array("Sc".utf8):
            guard let password else { throw .passwordMissing }
            let mask = try Self.mask(
                password, salt: Array(bytes[6..<38]), operations: Self.number(bytes[38..<46]),
                memory: Self.number(bytes[46..<54]))
            for index in secret.indices { secret[index] ^= mask[index] }
            let check = BLAKE2b.hash(Array("Ed".utf8) + secret.prefix(72), digestSize: 32)
            guard Array(secret.suffix(32)) == check else { throw .wrongPassword }
        default: throw .unsupported("an unknown protection")
        }
        do {
            key = try Curve25519.Signing.PrivateKey(rawRepresentation: Array(secret[8..<40]))
        } catch {
            throw .notAKey
        }
        guard Array(key.publicKey.rawRepresentation) == Array(secret[40..<72]) else { throw .notAKey }
        publicKey = MinisignPublicKey(number: Array(secret[0..<8]), key: key.publicKey)
    }

    /// Signs bytes; returns the text of the `.minisig` file.
    ///
    /// - Parameter comment: A line that is signed too; minisign itself writes `timestamp:… file:… hashed`.
    package func signature(of bytes: [UInt8], comment: String) throws(MinisignError) -> String {
        guard !comment.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0 }) else { throw .invalidComment }
        do {
            let own = Array(try key.signature(for: BLAKE2b.hash(bytes, digestSize: 64)))
            let whole = Array(try key.signature(for: own + Array(comment.utf8)))
            let line = Base64.encode(Array("ED".utf8) + publicKey.number + own)
            return "\(MinisignText.comment)signature from minisign secret key\n"
                + String(decoding: line, as: UTF8.self) + "\n\(MinisignText.trusted)\(comment)\n"
                + String(decoding: Base64.encode(whole), as: UTF8.self) + "\n"
        } catch {
            throw .cryptography("signing")
        }
    }

    /// What the end of a protected key is combined with.
    static func mask(
        _ password: String, salt: [UInt8], operations: UInt64, memory: UInt64
    ) throws(MinisignError) -> [UInt8] {
        // How libsodium finds scrypt's parameters: r is 8, N the power of two that the limits allow.
        let operations = max(operations, 32_768)
        let isShortOfWork = operations < memory / 32
        let most = isShortOfWork ? operations / 32 : memory / 1024
        var log: UInt64 = 1
        while log < 63, (1 as UInt64) << log <= most / 2 { log += 1 }
        let parallelism = isShortOfWork ? 1 : max(1, min((operations / 4) >> log, 0x3FFF_FFFF) / 8)
        guard log <= 21, parallelism <= 16 else {
            throw .unsupported("a protection that needs more than 2 GiB of memory")
        }
        do {
            let key = try KDF.Scrypt.deriveKey(
                from: Array(password.utf8), salt: salt, outputByteCount: 104, rounds: 1 << Int(log), blockSize: 8,
                parallelism: Int(parallelism))
            return key.withUnsafeBytes { Array($0) }
        } catch {
            throw .cryptography("scrypt")
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension MinisignSecretKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
