// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras
import Formats

/// The making of a new key: one primary key that certifies and signs, which every version of apt, dnf and rpm can use.
package struct OpenPGPKeyGeneration: Sendable {
    package enum Algorithm: Sendable, Hashable {
        /// Read by every version of apt and rpm.
        case rsa(bits: Int)
        /// Small and fast; rpm before 4.17 can't use it.
        case ed25519
    }

    package let algorithm: Algorithm
    /// Name and address, as in `Ada Lovelace <ada@example.org>`.
    package let userID: String
    /// In seconds since 1970.
    package let created: Int64
    /// In seconds since 1970; nil for never.
    package let expires: Int64?

    package init(_ algorithm: Algorithm, userID: String, created: Int64, expires: Int64? = nil) {
        self.algorithm = algorithm
        self.userID = userID
        self.created = created
        self.expires = expires
    }

    /// Makes a key and returns it armored, protected by the passphrase if there is one.
    package func armoredSecretKey(passphrase: String? = nil) throws(OpenPGPError) -> String {
        let (key, numbers, secret, kind) = try generate()
        var hasher = OpenPGPHasher(.sha512)
        var over = ByteWriter()
        over.append(OpenPGPKeyPacket.hashed(key.body))
        let name = Array(userID.utf8)
        over.u8(0xB4)
        over.u32(UInt32(clamping: name.count), .big)
        over.append(name)
        hasher.update(over.bytes)
        var subpackets = [
            OpenPGPSubpacket(OpenPGPSubpacket.Kind.keyFlags, [0x03]),
            OpenPGPSubpacket(OpenPGPSubpacket.Kind.isPrimaryUserID, [1]),
            OpenPGPSubpacket(OpenPGPSubpacket.Kind.preferredCiphers, [9, 8, 7]),
            OpenPGPSubpacket(OpenPGPSubpacket.Kind.preferredHashes, [10, 9, 8]),
            OpenPGPSubpacket(OpenPGPSubpacket.Kind.preferredCompression, [2, 1, 0]),
            OpenPGPSubpacket(OpenPGPSubpacket.Kind.features, [0x01]),
        ]
        if let expires {
            subpackets.append(OpenPGPSubpacket(OpenPGPSubpacket.Kind.keyExpires, number: max(1, expires - created)))
        }
        let certification = try OpenPGPSignaturePacket.make(
            kind: OpenPGPSignaturePacket.Kind.positiveCertification, by: key, hash: .sha512, created: key.created,
            subpackets: subpackets, over: hasher
        ) { digest throws(OpenPGPError) in try secret.signature(of: digest, algorithm: kind) }
        let body = try OpenPGPSecretPacket.body(
            of: key, secret: numbers, passphrase: passphrase.map { Array($0.utf8) })
        let packets = [
            OpenPGPPacket(tag: OpenPGPPacket.Tag.secretKey, body: body),
            OpenPGPPacket(tag: OpenPGPPacket.Tag.userID, body: name), certification,
        ]
        return OpenPGPArmor(kind: .privateKey, bytes: packets.flatMap(\.bytes)).text
    }

    private func generate() throws(OpenPGPError) -> (
        key: OpenPGPKeyPacket, numbers: [UInt8], secret: OpenPGPSecretMaterial, kind: OpenPGPAlgorithm
    ) {
        var publicNumbers = ByteWriter()
        var secretNumbers = ByteWriter()
        switch algorithm {
        case .ed25519:
            let secret = Curve25519.Signing.PrivateKey()
            publicNumbers.u8(UInt8(OpenPGPKeyPacket.ed25519Identifier.count))
            publicNumbers.append(OpenPGPKeyPacket.ed25519Identifier)
            publicNumbers.mpi([0x40] + Array(secret.publicKey.rawRepresentation))
            secretNumbers.mpi(Array(secret.rawRepresentation))
            let key = try OpenPGPKeyPacket(created: created, algorithm: .eddsaLegacy, numbers: publicNumbers.bytes)
            return (key, secretNumbers.bytes, .ed25519(secret), .eddsaLegacy)
        case .rsa(let bits):
            let secret: _RSA.Signing.PrivateKey
            do {
                secret = try _RSA.Signing.PrivateKey(keySize: _RSA.Signing.KeySize(bitCount: bits))
            } catch {
                throw .cryptography("making an RSA key of \(bits) bits")
            }
            let numbers = try RSAKeyNumbers(pkcs1: Array(secret.derRepresentation))
            publicNumbers.mpi(numbers.modulus)
            publicNumbers.mpi(numbers.exponent)
            // OpenPGP's u is the inverse of p modulo q, PKCS #1's is that of q modulo p: the primes change places.
            for number in [numbers.secretExponent, numbers.secondPrime, numbers.firstPrime, numbers.coefficient] {
                secretNumbers.mpi(number)
            }
            let key = try OpenPGPKeyPacket(created: created, algorithm: .rsa, numbers: publicNumbers.bytes)
            return (key, secretNumbers.bytes, .rsa(secret), .rsa)
        }
    }
}

/// The numbers of an RSA secret key (RFC 8017, appendix A.1.2):
///
///     RSAPrivateKey ::= SEQUENCE { version, modulus, publicExponent, privateExponent, prime1, prime2,
///                                  exponent1, exponent2, coefficient }
private struct RSAKeyNumbers {
    let modulus: [UInt8]
    let exponent: [UInt8]
    let secretExponent: [UInt8]
    let firstPrime: [UInt8]
    let secondPrime: [UInt8]
    let coefficient: [UInt8]

    init(pkcs1 bytes: [UInt8]) throws(OpenPGPError) {
        var reader = OpenPGPFieldReader(bytes, of: "RSA key")
        _ = try Self.length(0x30, &reader)
        var numbers: [[UInt8]] = []
        while reader.remaining > 0 { numbers.append(try reader.bytes(try Self.length(0x02, &reader))) }
        guard numbers.count == 9 else { throw reader.malformed() }
        modulus = numbers[1]
        exponent = numbers[2]
        secretExponent = numbers[3]
        firstPrime = numbers[4]
        secondPrime = numbers[5]
        coefficient = numbers[8]
    }

    /// The length of a DER value, whose tag has to be this one.
    private static func length(_ tag: UInt8, _ reader: inout OpenPGPFieldReader) throws(OpenPGPError) -> Int {
        guard try reader.u8() == tag else { throw reader.malformed() }
        let first = try reader.u8()
        guard first >= 0x80 else { return Int(first) }
        let count = Int(first & 0x7F)
        guard count <= 4 else { throw reader.malformed() }
        return try reader.bytes(count).reduce(0) { $0 << 8 | Int($1) }
    }
}
