// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Signing
import TestSupport
import Testing

/// Secret keys that others' programs export.
@Suite("Secret keys made by others")
struct ImportedKeyTests {
    static let passphrase = "pässwört 鍵"
    private static let data = Array("what is signed\n".utf8)

    /// Makes a key in a folder: `sec` is the secret key, `pub.gpg` the public one in binary.
    struct Maker: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let tool: String
        var passphrase: String?
        let make: @Sendable (ToolFolder) async throws -> Void
    }

    static let makers: [Maker] = [
        gpg("ed25519"), gpg("ed25519", passphrase: passphrase), gpg("rsa3072", passphrase: passphrase),
        gpg("rsa2048"), gpg("nistp256"), gpg("nistp384", passphrase: passphrase), gpg("nistp521"),
        gpg("rsa3072", subkey: "rsa3072", passphrase: passphrase), gpg("ed25519", subkey: "ed25519"),
        Maker(testDescription: "sq, Ed25519", tool: "sq") { folder in
            try await folder.must("sq", "key", "generate", "--userid", "Ada <ada@example.org>", "--export", "sec")
            try await folder.must("sq", "key", "extract-cert", "--binary", "--output", "pub.gpg", "sec")
        },
        Maker(testDescription: "sq, RSA", tool: "sq") { folder in
            try await folder.must(
                "sq", "key", "generate", "--userid", "Ada", "--cipher-suite", "rsa3k", "--export", "sec")
            try await folder.must("sq", "key", "extract-cert", "--binary", "--output", "pub.gpg", "sec")
        },
        Maker(testDescription: "sqop", tool: "sqop") { folder in
            try await folder.must("sh", "-c", "sqop generate-key 'Ada <ada@example.org>' > sec")
            try await folder.must("sh", "-c", "sqop extract-cert --no-armor < sec > pub.gpg")
        },
        Maker(testDescription: "sqop with a passphrase", tool: "sqop", passphrase: passphrase) { folder in
            try folder.write(passphrase, "pass")
            try await folder.must("sh", "-c", "sqop generate-key --with-key-password=pass 'Ada' > sec")
            try await folder.must("sh", "-c", "sqop extract-cert --no-armor < sec > pub.gpg")
        },
    ]

    /// A key of gpg's; with a subkey the primary's secret is left out of the export.
    private static func gpg(_ algorithm: String, subkey: String? = nil, passphrase: String? = nil) -> Maker {
        Maker(
            testDescription:
                "gpg, \(algorithm)\(subkey.map { ", only the subkey \($0)" } ?? "")\(passphrase == nil ? "" : " with a passphrase")",
            tool: "gpg", passphrase: passphrase
        ) { folder in
            let gpg = GPG(folder: folder, passphrase: passphrase)
            try await gpg.generate(algorithm, usage: subkey == nil ? "sign" : "cert")
            if let subkey {
                try await gpg.must(["--quick-add-key", try await gpg.fingerprint(), subkey, "sign", "2y"])
            }
            try await gpg.must([
                "--armor", "--output", "sec", subkey == nil ? "--export-secret-keys" : "--export-secret-subkeys",
            ])
            try await gpg.must(["--output", "pub.gpg", "--export"])
        }
    }

    @Test(arguments: makers)
    func `sign what gpgv accepts`(_ maker: Maker) async throws {
        guard ForeignTool.areThere(maker.tool, "gpgv") else { return }
        try await ToolFolder.with { folder in
            try await maker.make(folder)
            let now = Machine.current().clock.now()
            let secret = try OpenPGPSecretKey(
                parsing: String(decoding: folder.read("sec"), as: UTF8.self), passphrase: maker.passphrase)
            let signer = try secret.signer(at: now)
            try folder.write(Self.data, "data")
            try folder.write(try signer.detachedSignature(of: Self.data, at: now).binary, "data.sig")
            try folder.write(try signer.clearSigned(Self.data, at: now), "data.asc")
            try folder.write(signer.publicKey.binary, "own.gpg")
            for ring in ["./pub.gpg", "./own.gpg"] {
                try await folder.must("gpgv", "--keyring", ring, "data.sig", "data")
                try await folder.must("gpgv", "--keyring", ring, "data.asc")
            }
            // The public key that others exported verifies here too.
            let ring = try OpenPGPKeyRing(parsing: folder.read("pub.gpg"))
            try ring.verify(folder.read("data.sig"), of: Self.data, at: now)
            if let passphrase = maker.passphrase {
                #expect(throws: OpenPGPError.self) {
                    _ = try OpenPGPSecretKey(
                        parsing: String(decoding: folder.read("sec"), as: UTF8.self), passphrase: passphrase + "x"
                    ).signer(at: now)
                }
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("gpg")))
    func `are read in binary and in base64, and their signatures by gpg verify`() async throws {
        try await ToolFolder.with { folder in
            let gpg = GPG(folder: folder)
            try await gpg.generate("rsa3072", usage: "sign")
            try await gpg.must(["--output", "sec", "--export-secret-keys"])
            try folder.write(Self.data, "data")
            try await gpg.must(["--output", "data.sig", "--detach-sign", "data"])
            try await gpg.must(["--output", "data.asc", "--clear-sign", "data"])
            let now = Machine.current().clock.now()
            let secret = try #require(try OpenPGPSecretKey.all(parsing: folder.read("sec")).first)
            let ring = OpenPGPKeyRing([secret.publicKey])
            try ring.verify(folder.read("data.sig"), of: Self.data, at: now)
            #expect(try ring.verify(clearSigned: folder.read("data.asc"), at: now).text == Self.data)
            let base64 = try await folder.must("base64", "-w0", "sec")
            _ = try OpenPGPSecretKey(parsing: base64).signer(at: now)
            try await gpg.must(["--armor", "--output", "sec.asc", "--export-secret-keys"])
            let twice = try await folder.must("base64", "-w0", "sec.asc")
            _ = try OpenPGPSecretKey(parsing: twice).signer(at: now)
            let flat = String(decoding: try folder.read("sec.asc"), as: UTF8.self).replacing("\n", with: " ")
            #expect(throws: OpenPGPError.brokenArmor(.oneLine)) { _ = try OpenPGPSecretKey(parsing: flat) }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("gpg")))
    func `are refused when weak, expired, revoked, public or without a signing key`() async throws {
        func refusal(_ prepare: (GPG) async throws -> Void, export: String = "--export-secret-keys") async throws
            -> OpenPGPError?
        {
            var found: OpenPGPError?
            try await ToolFolder.with { folder in
                let gpg = GPG(folder: folder)
                try await prepare(gpg)
                try await gpg.must(["--armor", "--output", "sec", export])
                do throws(OpenPGPError) {
                    let text = String(decoding: (try? folder.read("sec")) ?? [], as: UTF8.self)
                    _ = try OpenPGPSecretKey(parsing: text).signer(at: Machine.current().clock.now())
                } catch {
                    found = error
                }
            }
            return found
        }
        let weak = try await refusal { try await $0.generate("rsa1024", usage: "sign") }
        guard case .tooWeak(_, bits: 1024) = weak else { throw Unexpected(weak) }
        let expired = try await refusal {
            try await $0.must([
                "--faked-system-time", "20200101T000000", "--quick-gen-key", "Ada", "ed25519", "sign", "1y",
            ])
        }
        guard case .expired = expired else { throw Unexpected(expired) }
        let revoked = try await refusal { gpg in
            try await gpg.generate("ed25519", usage: "sign")
            try await gpg.folder.must("sh", "-c", "sed 's/^:---/---/' home/openpgp-revocs.d/*.rev > rev.asc")
            try await gpg.must(["--import", "rev.asc"])
        }
        guard case .revoked = revoked else { throw Unexpected(revoked) }
        let openly = try await refusal({ try await $0.generate("ed25519", usage: "sign") }, export: "--export")
        guard case .publicKeyOnly = openly else { throw Unexpected(openly) }
        let certifying = try await refusal { try await $0.generate("ed25519", usage: "cert") }
        guard case .noSigningKey(_, .notMarked) = certifying else { throw Unexpected(certifying) }
        let lateSubkey = try await refusal { gpg in
            func at(_ day: Int) -> [String] { ["--faked-system-time", "2020010\(day)T000000"] }
            try await gpg.must(at(1) + ["--quick-gen-key", "Ada", "ed25519", "cert", "never"])
            try await gpg.must(at(2) + ["--quick-add-key", try await gpg.fingerprint(), "ed25519", "sign", "1y"])
        }
        guard case .noSigningKey(_, .expired) = lateSubkey else { throw Unexpected(lateSubkey) }
        let stub = try await refusal(
            { gpg in
                try await gpg.generate("ed25519", usage: "sign")
                try await gpg.must(["--quick-add-key", try await gpg.fingerprint(), "cv25519", "encr", "1y"])
            }, export: "--export-secret-subkeys")
        guard case .noSigningKey(_, .secretIsElsewhere) = stub else { throw Unexpected(stub) }
    }

    @Test(.enabled(if: ForeignTool.areThere("gpg")))
    func `are warned of when signed with SHA-1, small, near their end or unknown to rpm`() async throws {
        try await ToolFolder.with { folder in
            let gpg = GPG(folder: folder)
            try await gpg.must([
                "--cert-digest-algo", "SHA1", "--quick-gen-key", "Ada", "rsa2048", "sign", "10d",
            ])
            try await gpg.must(["--armor", "--output", "sec", "--export-secret-keys"])
            let now = Machine.current().clock.now()
            let secret = try OpenPGPSecretKey(parsing: String(decoding: folder.read("sec"), as: UTF8.self))
            let name = secret.publicKey.fingerprint
            let expires = try #require(try secret.publicKey.expiry(at: now))
            #expect(
                try secret.signer(at: now).concerns(at: now, for: [.rpm]) == [
                    .smallRSA(name, bits: 2048), .boundBySHA1(name), .expiresSoon(name, at: expires),
                ])
        }
        let key = try OpenPGPSignerTests.key()
        let signer = try key.signer(at: OpenPGPSignerTests.now)
        #expect(signer.concerns(at: OpenPGPSignerTests.now, for: [.apt]).isEmpty)
        #expect(
            signer.concerns(at: OpenPGPSignerTests.now, for: [.rpm])
                == [.algorithmUnknownToRPM(key.publicKey.fingerprint, .eddsaLegacy)])
    }

    private struct Unexpected: Error {
        let found: OpenPGPError?

        init(_ found: OpenPGPError?) { self.found = found }
    }
}
