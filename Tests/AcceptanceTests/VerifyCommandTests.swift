// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import Release
import Signing
import SystemPackage
import TestSupport
import Testing

/// `fledge verify` against releases that someone tampered with: digests, signatures, and both so that they agree.
@Suite("What verify finds", .serialized)
struct VerifyCommandTests {
    private static let checksums = "greet_1.2.3_checksums.txt"
    private static let manifest = "greet_1.2.3_manifest.json"
    private static let archive = "greet_1.2.3_linux_amd64.tar.gz"

    @Test func `names the key that signed, and says when no key is known`() async throws {
        try await Self.withRelease { project, environment, key, _ in
            let verified = try await project.fledge("verify", environment: environment)
            #expect(verified.outcome == .exited(0), "\(verified.error.text)")
            #expect(verified.error.text.contains("and signed by \(key.keyRing.keys[0].fingerprint)"))
            #expect(verified.output.text.contains("signatures    4        0"), "\(verified.output.text)")
            #expect(!(verified.output.text + verified.error.text).contains("PRIVATE KEY"))

            // A user has the public key alone, or none.
            var stranger = environment
            stranger["FLEDGE_OPENPGP_KEY"] = nil
            let without = try await project.fledge("verify", environment: stranger)
            #expect(without.outcome == .exited(0), "\(without.error.text)")
            #expect(without.error.text.contains("3 signatures were not verified: no key is known"))
            try project.write("../key.asc", key.publicKey.armored)
            let with = try await project.fledge("verify", "--key", "../key.asc", environment: stranger)
            #expect(with.outcome == .exited(0), "\(with.error.text)")
            #expect(with.error.text.contains("and signed by"))

            try project.write("../other.asc", try Self.key().signer.publicKey.armored)
            let other = try await project.fledge("verify", "--key", "../other.asc", environment: stranger)
            #expect(other.outcome == .exited(1))
            #expect(other.error.text.contains("1.2.3 is not signed as it should be: \(Self.checksums).sig"))
            #expect(other.error.text.contains("which is none of the trusted keys"))
            try project.write("../none.asc", "nonsense")
            #expect(
                try await project.fledge("verify", "--key", "../none.asc", environment: stranger).outcome == .exited(2))
        }
    }

    @Test func `finds a file that was replaced, with the manifest and with the checksums too`() async throws {
        try await Self.withRelease { project, environment, _, services in
            let verify = { try await project.fledge("verify", "--json", environment: environment) }
            try await services.github.replaceAsset(Self.archive, of: "ada/greet", with: [1, 2, 3])
            let bare = try await verify()
            #expect(bare.outcome == .exited(1))
            #expect(bare.error.text.contains("`github` does not serve 1.2.3 as it was published: \(Self.archive)"))
            #expect(!bare.error.text.contains("is not signed"))

            // The manifest follows: the signed checksums do not.
            try await Self.change(services, [Self.archive])
            let listed = try await verify()
            #expect(listed.outcome == .exited(1))
            #expect(
                listed.error.text.contains("it lists other digests than the manifest, such as that of \(Self.archive)"))

            // The checksums follow as well: their signature does not.
            let sums = try #require(try await services.github.asset(Self.checksums, of: "ada/greet"))
            let manifest = try await Self.published(services)
            let digest = try #require(manifest.artifacts.first { $0.name == Self.archive }?.sha256)
            let text =
                String(decoding: sums, as: UTF8.self).split(separator: "\n").map { line in
                    line.hasSuffix("  \(Self.archive)") ? "\(digest)  \(Self.archive)" : String(line)
                }.joined(separator: "\n") + "\n"
            try await services.github.replaceAsset(Self.checksums, of: "ada/greet", with: Array(text.utf8))
            try await Self.change(services, [Self.checksums])
            let signed = try await verify()
            #expect(signed.outcome == .exited(1))
            #expect(signed.error.text.contains("is bad: what was signed has changed"), "\(signed.error.text)")

            // The signature goes too.
            try await services.github.replaceAsset(Self.checksums + ".sig", of: "ada/greet", with: nil)
            try await Self.change(services, [], without: [Self.checksums + ".sig"])
            let unsigned = try await verify()
            #expect(unsigned.outcome == .exited(1))
            #expect(unsigned.error.text.contains("it has no OpenPGP signature"))
        }
    }

    @Test(arguments: ["rpm", "deb"])
    func `finds a package that is signed by another key`(_ format: String) async throws {
        try await Self.withRelease { project, environment, _, services in
            let name = format == "rpm" ? "greet-1.2.3-1.x86_64.rpm" : "greet_1.2.3_amd64.deb"
            // The same package as someone else would sign it.
            let other = try await project.clone("other")
            var theirs = environment
            theirs["FLEDGE_OPENPGP_KEY"] = try Self.key().armored
            #expect(try await other.fledge("sign", environment: theirs).outcome == .exited(0))
            let bytes = try other.machine.files.read(other.folder.appending("dist/\(name)"), limit: 1 << 20)
            try await services.github.replaceAsset(name, of: "ada/greet", with: bytes)
            try await Self.change(services, [name])
            let found = try await project.fledge("verify", environment: environment)
            #expect(found.outcome == .exited(1))
            #expect(
                found.error.text.contains("1.2.3 is not signed as it should be: \(name), the signature in it"),
                "\(found.error.text)")
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("minisign")))
    func `verifies minisign signatures`() async throws {
        let signing = "signing: {minisign: {key: $MINISIGN_KEY}}"
        try await BuiltProgram.withChannels(adding: signing) { project, environment, services in
            try await project.must("sh", ["-c", "minisign -G -W -p ../mine.pub -s ../mine.sec >&2"])
            try await project.must("sh", ["-c", "minisign -G -W -p ../other.pub -s ../other.sec >&2"])
            var environment = environment
            environment["MINISIGN_KEY"] = try project.machine.files.readText(
                project.folder.removingLastComponent().appending("mine.sec"), limit: 1 << 16)
            let released = try await project.fledge("release", environment: environment)
            #expect(released.outcome == .exited(0), "\(released.error.text)")
            for (arguments, code) in [
                ([], Int32(0)), (["--key", "../mine.pub"], 0), (["--key", "../other.pub"], 1),
            ] {
                let verified = try await project.fledge(["verify"] + arguments, environment: environment)
                #expect(verified.outcome == .exited(code), "\(arguments): \(verified.error.text)")
                #expect(verified.error.text.contains("signed by minisign") == (code == 0))
            }
            let name = Self.checksums + ".minisig"
            let text = try #require(try await services.github.asset(name, of: "ada/greet"))
            // Another comment, which is signed as well.
            let changed = String(decoding: text, as: UTF8.self).replacing("hashed", with: "Hashed")
            try await services.github.replaceAsset(name, of: "ada/greet", with: Array(changed.utf8))
            try await Self.change(services, [name])
            let found = try await project.fledge("verify", environment: environment)
            #expect(found.outcome == .exited(1))
            #expect(found.error.text.contains("is not signed as it should be: \(name)"), "\(found.error.text)")
        }
    }

    // MARK: Parts

    private struct Key: Sendable {
        let armored: String
        let signer: OpenPGPSigner
    }

    private static func key() throws -> Key {
        let now = Machine.current().clock.now()
        let armored = try OpenPGPKeyGeneration(.ed25519, userID: "Ada <ada@example.org>", created: now - 1000)
            .armoredSecretKey(passphrase: nil)
        return Key(
            armored: armored,
            signer: try OpenPGPSigner(OpenPGPSecretKey.all(parsing: Array(armored.utf8), passphrase: nil), at: now))
    }

    /// Runs `body` after a release whose checksums and packages are signed.
    private static func withRelease(
        _ body:
            @escaping @Sendable (BuiltProgram, [String: String], OpenPGPSigner, ChannelServices) async throws ->
            Void
    ) async throws {
        let key = try key()
        let signing = "signing: {openpgp: {key: $FLEDGE_OPENPGP_KEY, packages: [rpm, deb]}}"
        try await BuiltProgram.withChannels(adding: signing) { project, environment, services in
            var environment = environment
            environment["FLEDGE_OPENPGP_KEY"] = key.armored
            let released = try await project.fledge("release", "--target", "linux/amd64", environment: environment)
            #expect(released.outcome == .exited(0), "\(released.error.text)")
            try await body(project, environment, key.signer, services)
        }
    }

    private static func published(_ services: ChannelServices) async throws -> Manifest {
        let bytes = try #require(try await services.github.asset(manifest, of: "ada/greet"))
        return try JSONDecoder().decode(Manifest.self, from: Data(bytes))
    }

    /// Lets the published manifest say of some assets what they are now, and nothing of others.
    private static func change(
        _ services: ChannelServices, _ names: [String], without gone: [String] = []
    ) async throws {
        var manifest = try await published(services)
        manifest.artifacts.removeAll { gone.contains($0.name) }
        for index in manifest.artifacts.indices where names.contains(manifest.artifacts[index].name) {
            let name = manifest.artifacts[index].name
            let assets = await services.github.repository("ada/greet")?.releases.last?.assets
            let asset = try #require(assets?.first { $0.name == name })
            manifest.artifacts[index].sha256 = try #require(asset.sha256)
            manifest.artifacts[index].size = UInt64(asset.size)
        }
        try await services.github.replaceAsset(
            Self.manifest, of: "ada/greet", with: [UInt8](try JSONEncoder().encode(manifest)))
    }
}
