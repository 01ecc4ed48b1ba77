// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Signing
import Testing
import TestSupport

/// Signatures with Fledge's own keys, read by others' programs.
@Suite("OpenPGP signatures, read by others")
struct ForeignVerifierTests {
    static let algorithms: [OpenPGPKeyGeneration.Algorithm] = [.ed25519, .rsa(bits: 3072)]
    private let now = Machine.current().clock.now()
    private let text = Array(OpenPGPSignerTests.text.utf8)

    private func signer(_ algorithm: OpenPGPKeyGeneration.Algorithm) throws -> OpenPGPSigner {
        try OpenPGPSignerTests.key(algorithm, created: now - 100).signer(at: now)
    }

    @Test(.enabled(if: ForeignTool.areThere("gpgv")), arguments: algorithms)
    func `gpgv accepts them and refuses a change`(_ algorithm: OpenPGPKeyGeneration.Algorithm) async throws {
        let signer = try signer(algorithm)
        try await ToolFolder.with { folder in
            try folder.write(signer.keyRing.binary, "key.gpg")
            try folder.write(text, "Release")
            let signature = try signer.detachedSignature(of: text, at: now)
            try folder.write(signature.armored, "Release.gpg")
            try folder.write(signature.binary, "Release.sig")
            try folder.write(try signer.clearSigned(text, at: now), "InRelease")
            try await folder.must("gpgv", "--keyring", "./key.gpg", "Release.gpg", "Release")
            try await folder.must("gpgv", "--keyring", "./key.gpg", "Release.sig", "Release")
            try await folder.must("gpgv", "--keyring", "./key.gpg", "--output", "out", "InRelease")
            #expect(try folder.read("out") == Array(OpenPGPSignerTests.trimmed.utf8))
            try folder.write(text + [0x20], "Release")
            #expect(try await !folder.run("gpgv", "--keyring", "./key.gpg", "Release.gpg", "Release").isSuccess)
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("sqv")), arguments: algorithms)
    func `sqv accepts them`(_ algorithm: OpenPGPKeyGeneration.Algorithm) async throws {
        let signer = try signer(algorithm)
        try await ToolFolder.with { folder in
            try folder.write(signer.keyRing.armored, "key.asc")
            try folder.write(text, "Release")
            try folder.write(try signer.detachedSignature(of: text, at: now).armored, "Release.gpg")
            try await folder.must("sqv", "--keyring", "key.asc", "Release.gpg", "Release")
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("sq", "sqop")), arguments: algorithms)
    func `sq and sqop accept them`(_ algorithm: OpenPGPKeyGeneration.Algorithm) async throws {
        let signer = try signer(algorithm)
        try await ToolFolder.with { folder in
            try folder.write(signer.keyRing.armored, "key.asc")
            try folder.write(text, "Release")
            try folder.write(try signer.detachedSignature(of: text, at: now).armored, "Release.gpg")
            try folder.write(try signer.clearSigned(text, at: now), "InRelease")
            try await folder.must("sq", "verify", "--signer-cert", "key.asc", "InRelease")
            try await folder.must("sh", "-c", "sqop verify Release.gpg key.asc < Release")
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("gpg")), arguments: algorithms)
    func `gpg imports the secret key, with a passphrase or without`(
        _ algorithm: OpenPGPKeyGeneration.Algorithm
    ) async throws {
        for passphrase in [nil, ImportedKeyTests.passphrase] {
            let key = try OpenPGPKeyGeneration(
                algorithm, userID: "Ada Lovelace <ada@example.org>", created: now - 100, expires: now + 1_000_000
            ).armoredSecretKey(passphrase: passphrase)
            let ring = try OpenPGPKeyRing(parsing: Array(key.utf8))
            try await ToolFolder.with { folder in
                let gpg = GPG(folder: folder, passphrase: passphrase)
                try folder.write(key, "key.asc")
                try await gpg.must(["--import", "key.asc"])
                #expect(try await gpg.fingerprint() == ring.keys.map(\.fingerprint.description).first)
                try folder.write(text, "Release")
                try await gpg.must(["--output", "Release.sig", "--detach-sign", "Release"])
                try ring.verify(folder.read("Release.sig"), of: text, at: now + 60)
            }
        }
    }
}
