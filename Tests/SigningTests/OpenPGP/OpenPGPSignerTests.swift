// SPDX-License-Identifier: Apache-2.0
import Formats
import Signing
import Testing
import TestSupport

@Suite("OpenPGP signatures")
struct OpenPGPSignerTests {
    static let now: Int64 = 1_700_000_000
    /// `trimmed` is the text without the white space that no signature covers.
    static let text = "Origin: hello\n- a dash\n-----BEGIN\nspace at the end \t\n\nlast\n"
    static let trimmed = text.replacing(" \t\n", with: "\n")

    static func key(
        _ algorithm: OpenPGPKeyGeneration.Algorithm = .ed25519, created: Int64 = now - 1000, expires: Int64? = nil,
        passphrase: String? = nil
    ) throws -> OpenPGPSecretKey {
        let text = try OpenPGPKeyGeneration(
            algorithm, userID: "Ada Lovelace <ada@example.org>", created: created, expires: expires
        ).armoredSecretKey(passphrase: passphrase)
        return try OpenPGPSecretKey(parsing: text, passphrase: passphrase)
    }

    @Test(arguments: [OpenPGPKeyGeneration.Algorithm.ed25519, .rsa(bits: 2048)])
    func `verify when detached, armored or not, and not after a change`(
        _ algorithm: OpenPGPKeyGeneration.Algorithm
    ) throws {
        let signer = try Self.key(algorithm).signer(at: Self.now)
        let data = Array("some bytes".utf8)
        let signature = try signer.detachedSignature(of: data, at: Self.now)
        for form in [signature.binary, Array(signature.armored.utf8)] {
            let found = try signer.keyRing.verify(form, of: data, at: Self.now)
            #expect(found.map(\.created) == [Self.now])
            #expect(found.map(\.key) == [signer.publicKey.fingerprint])
            #expect(throws: OpenPGPVerificationError.bad(signer.publicKey.fingerprint)) {
                try signer.keyRing.verify(form, of: data + [0], at: Self.now)
            }
        }
        let other = try Self.key().publicKey
        #expect(throws: OpenPGPVerificationError.self) {
            try OpenPGPKeyRing([other]).verify(signature.binary, of: data, at: Self.now)
        }
    }

    @Test func `give a clear-signed text back as it was`() throws {
        let signer = try Self.key().signer(at: Self.now)
        let signed = try signer.clearSigned(Array(Self.text.utf8), at: Self.now)
        #expect(try signer.keyRing.verify(clearSigned: signed, at: Self.now).text == Array(Self.trimmed.utf8))
        let changed = String(decoding: signed, as: UTF8.self).replacing("last", with: "lost")
        #expect(throws: OpenPGPVerificationError.bad(signer.publicKey.fingerprint)) {
            try signer.keyRing.verify(clearSigned: Array(changed.utf8), at: Self.now)
        }
        for around in [Array("x\n".utf8) + signed, signed + Array("x\n".utf8)] {
            #expect(throws: OpenPGPVerificationError.self) {
                try signer.keyRing.verify(clearSigned: around, at: Self.now)
            }
        }
    }

    @Test func `are never older than their key`() throws {
        let signer = try Self.key(created: Self.now).signer(at: Self.now)
        let signature = try signer.detachedSignature(of: [1], at: 1_000_000)
        #expect(try signer.keyRing.verify(signature.binary, of: [1], at: Self.now).map(\.created) == [Self.now])
    }

    #if os(Linux)
        @Test func `are the same bytes for the same key, data and time`() throws {
            for algorithm in [OpenPGPKeyGeneration.Algorithm.ed25519, .rsa(bits: 2048)] {
                let signer = try Self.key(algorithm).signer(at: Self.now)
                let one = try signer.clearSigned(Array(Self.text.utf8), at: Self.now)
                #expect(try signer.clearSigned(Array(Self.text.utf8), at: Self.now) == one)
            }
        }
    #endif

    @Test func `by two keys verify with either`() throws {
        let old = try Self.key(), new = try Self.key(.rsa(bits: 2048))
        let signer = try OpenPGPSigner([old, new], at: Self.now)
        let signed = try signer.clearSigned(Array(Self.text.utf8), at: Self.now)
        for key in [old, new] {
            let ring = OpenPGPKeyRing([key.publicKey])
            #expect(
                try ring.verify(clearSigned: signed, at: Self.now).signatures.map(\.key) == [key.publicKey.fingerprint])
        }
        #expect(try signer.keyRing.verify(clearSigned: signed, at: Self.now).signatures.count == 2)
        #expect(try OpenPGPKeyRing(parsing: Array(signer.keyRing.armored.utf8)).keys == [old.publicKey, new.publicKey])
    }

    @Test func `do not verify once their key has expired, and an expired key makes none`() throws {
        let key = try Self.key(expires: Self.now + 100)
        let signature = try key.signer(at: Self.now).detachedSignature(of: [1], at: Self.now)
        let name = key.publicKey.fingerprint
        let expired = OpenPGPError.expired(name, at: Self.now + 100)
        #expect(throws: OpenPGPVerificationError.key(expired)) {
            try OpenPGPKeyRing([key.publicKey]).verify(signature.binary, of: [1], at: Self.now + 100)
        }
        #expect(throws: expired) { _ = try key.signer(at: Self.now + 100) }
        #expect(throws: OpenPGPError.notYetValid(name, since: Self.now - 1000)) {
            _ = try key.signer(at: Self.now - 1001)
        }
    }

    @Test func `need the right passphrase`() throws {
        let text = try OpenPGPKeyGeneration(.ed25519, userID: "Ada", created: Self.now).armoredSecretKey(
            passphrase: "schlüssel 鍵")
        let name = try OpenPGPPublicKey(parsing: Array(text.utf8)).fingerprint
        _ = try OpenPGPSecretKey(parsing: text, passphrase: "schlüssel 鍵").signer(at: Self.now)
        #expect(throws: OpenPGPError.wrongPassphrase(name)) {
            _ = try OpenPGPSecretKey(parsing: text, passphrase: "schlussel").signer(at: Self.now)
        }
        #expect(throws: OpenPGPError.passphraseMissing(name)) {
            _ = try OpenPGPSecretKey(parsing: text).signer(at: Self.now)
        }
        #expect("\(try OpenPGPSecretKey(parsing: text, passphrase: "schlüssel 鍵"))" == "<redacted>")
    }
}
