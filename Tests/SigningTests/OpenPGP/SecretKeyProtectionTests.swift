// SPDX-License-Identifier: Apache-2.0
import Crypto
import Effects
import Formats
@testable import Signing
import TestSupport
import Testing

/// Every way of protecting a secret that a key may have, written here byte by byte and read by Fledge and by gpg.
@Suite("Protection of OpenPGP secret keys")
struct SecretKeyProtectionTests {
    struct Way: Sendable, CustomTestStringConvertible {
        let usage: UInt8
        let cipher: OpenPGPCipher
        let specifier: UInt8
        let hash: OpenPGPHash

        var testDescription: String { "usage \(usage), \(cipher), specifier \(specifier), \(hash)" }
    }

    static let ways: [Way] = [254, 255].flatMap { usage in
        [OpenPGPCipher.aes128, .aes192, .aes256].flatMap { cipher in
            [0, 1, 3].map { specifier in
                Way(usage: usage, cipher: cipher, specifier: specifier, hash: specifier == 1 ? .sha1 : .sha512)
            }
        }
    }

    private static let passphrase = "öffne"

    /// A fresh key whose secret is protected in this way, armored.
    private func key(_ way: Way) throws -> String {
        let plain = try OpenPGPKeyGeneration(
            .ed25519, userID: "Ada <ada@example.org>", created: Machine.current().clock.now() - 100
        ).armoredSecretKey()
        let packets = try OpenPGPPacket.all(inArmoredOrBinary: Array(plain.utf8), kinds: [.privateKey])
        let secret = try OpenPGPSecretPacket(parsing: packets[0].body)
        // Behind the public part: usage 0, the numbers, and their sum.
        let numbers = Array(packets[0].body.dropFirst(secret.key.body.count + 1).dropLast(2))
        let salt: [UInt8] = way.specifier == 0 ? [] : [1, 2, 3, 4, 5, 6, 7, 8]
        let countOctet: UInt8 = 0x10
        let stringToKey = OpenPGPStringToKey(
            hash: way.hash, salt: salt, count: way.specifier == 3 ? OpenPGPStringToKey.count(coded: countOctet) : nil)
        let iv = [UInt8](repeating: 7, count: 16)
        var check = [UInt8](repeating: 0, count: 2)
        if way.usage == 254 {
            check = Array(Insecure.SHA1.hash(data: numbers))
        } else {
            let sum = numbers.reduce(0) { $0 + Int($1) }
            check = [UInt8(sum >> 8 & 0xFF), UInt8(sum & 0xFF)]
        }
        let closed = try way.cipher.encrypt(
            numbers + check, key: stringToKey.key(Array(Self.passphrase.utf8), bytes: way.cipher.keySize), iv: iv)
        let head = [way.usage, way.cipher.rawValue, way.specifier, way.hash.rawValue]
        let body = secret.key.body + head + salt + (way.specifier == 3 ? [countOctet] : []) + iv + closed
        let all = [OpenPGPPacket(tag: OpenPGPPacket.Tag.secretKey, body: body)] + packets.dropFirst()
        return OpenPGPArmor(kind: .privateKey, bytes: all.flatMap(\.bytes)).text
    }

    @Test(arguments: ways)
    func `opens with the passphrase alone`(_ way: Way) async throws {
        let text = try key(way)
        let now = Machine.current().clock.now()
        let secret = try OpenPGPSecretKey(parsing: text, passphrase: Self.passphrase)
        _ = try secret.signer(at: now)
        #expect(throws: OpenPGPError.wrongPassphrase(secret.publicKey.fingerprint)) {
            _ = try OpenPGPSecretKey(parsing: text, passphrase: "offne").signer(at: now)
        }
        guard ForeignTool.areThere("gpg"), way.usage == 254 else { return }
        try await ToolFolder.with { folder in
            let gpg = GPG(folder: folder, passphrase: Self.passphrase)
            try folder.write(text, "key.asc")
            try await gpg.must(["--import", "key.asc"])
            try folder.write("data", "data")
            try await gpg.must(["--output", "sig", "--detach-sign", "data"])
            try OpenPGPKeyRing([secret.publicKey]).verify(folder.read("sig"), of: Array("data".utf8), at: now + 60)
        }
    }

    /// What a secret key's packet may begin with behind its public part, and what is said of it.
    @Test(
        arguments: [
            ([253, 9, 2, 3, 8], "authenticated encryption (AEAD)"), ([254, 9, 4, 0], "Argon2"),
            ([254, 3, 3, 2, 1, 2, 3, 4, 5, 6, 7, 8, 96], "the cipher CAST5"),
            ([254, 2, 3, 2, 1, 2, 3, 4, 5, 6, 7, 8, 96], "the cipher TripleDES"),
            ([254, 7, 3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 96], "the hash function number 1"),
            ([9], "a cipher without salt, from before 1998"),
        ] as [([UInt8], String)])
    func `is refused by name when it is not supported`(_ head: [UInt8], _ name: String) throws {
        let plain = try OpenPGPKeyGeneration(.ed25519, userID: "Ada", created: 1_700_000_000).armoredSecretKey()
        let packets = try OpenPGPPacket.all(inArmoredOrBinary: Array(plain.utf8), kinds: [.privateKey])
        let key = try OpenPGPSecretPacket(parsing: packets[0].body).key
        let body = key.body + head + [UInt8](repeating: 1, count: 80)
        let all = [OpenPGPPacket(tag: OpenPGPPacket.Tag.secretKey, body: body)] + packets.dropFirst()
        let secret = try #require(try OpenPGPSecretKey.all(parsing: all.flatMap(\.bytes), passphrase: "x").first)
        #expect(throws: OpenPGPError.unsupportedProtection(name)) { _ = try secret.signer(at: 1_700_000_001) }
        #expect(OpenPGPError.unsupportedProtection(name).hint?.contains("passwd") == true)
    }

    @Test func `of a version 6 key says which versions there are`() throws {
        let packet = OpenPGPPacket(tag: OpenPGPPacket.Tag.secretKey, body: [6, 0, 0, 0, 1, 27])
        #expect(throws: OpenPGPError.unsupportedVersion(6)) { _ = try OpenPGPSecretKey.all(parsing: packet.bytes) }
    }

    @Test func `does not hide that the secret belongs to another key`() throws {
        func packets() throws -> [OpenPGPPacket] {
            let text = try OpenPGPKeyGeneration(.ed25519, userID: "Ada", created: 1_700_000_000).armoredSecretKey()
            return try OpenPGPPacket.all(inArmoredOrBinary: Array(text.utf8), kinds: [.privateKey])
        }
        let (one, other) = (try packets(), try packets())
        let key = try OpenPGPSecretPacket(parsing: one[0].body).key
        let mixed = OpenPGPPacket(
            tag: OpenPGPPacket.Tag.secretKey, body: key.body + other[0].body.dropFirst(key.body.count))
        let secret = try #require(
            try OpenPGPSecretKey.all(parsing: ([mixed] + one.dropFirst()).flatMap(\.bytes)).first)
        #expect(throws: OpenPGPError.inconsistentSecret(key.fingerprint)) { _ = try secret.signer(at: 1_700_000_001) }
    }
}
