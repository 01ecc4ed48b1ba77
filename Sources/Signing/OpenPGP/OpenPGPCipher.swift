// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras

/// AES in cipher feedback mode, as it protects secret keys.
enum OpenPGPCipher: UInt8, Sendable, Hashable {
    case aes128 = 7
    case aes192 = 8
    case aes256 = 9

    /// The size of the key, in bytes.
    var keySize: Int {
        switch self {
        case .aes128: 16
        case .aes192: 24
        case .aes256: 32
        }
    }

    func decrypt(_ bytes: [UInt8], key: SymmetricKey, iv: [UInt8]) throws(OpenPGPError) -> [UInt8] {
        do {
            return Array(try AES._CFB.decrypt(bytes, using: key, iv: AES._CFB.IV(ivBytes: iv)))
        } catch {
            throw .cryptography("AES")
        }
    }

    func encrypt(_ bytes: [UInt8], key: SymmetricKey, iv: [UInt8]) throws(OpenPGPError) -> [UInt8] {
        do {
            return Array(try AES._CFB.encrypt(bytes, using: key, iv: AES._CFB.IV(ivBytes: iv)))
        } catch {
            throw .cryptography("AES")
        }
    }

    /// The name of any cipher of RFC 9580, section 9.3, by its number.
    static func name(of number: UInt8) -> String {
        switch number {
        case 1: "the cipher IDEA"
        case 2: "the cipher TripleDES"
        case 3: "the cipher CAST5"
        case 4: "the cipher Blowfish"
        case 10: "the cipher Twofish"
        case 11, 12, 13: "the cipher Camellia"
        default: "the cipher number \(number)"
        }
    }
}
