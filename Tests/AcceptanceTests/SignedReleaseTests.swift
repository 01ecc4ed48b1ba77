// SPDX-License-Identifier: Apache-2.0
import Effects
import Signing
import SystemPackage
import TestSupport
import Testing

@Suite("A signed release", .serialized)
struct SignedReleaseTests {
    private static let passphrase = "canary-passphrase-ä1"
    private static let checksums = "dist/greet_1.2.3_checksums.txt"

    /// A secret key and the environment that hands it to `fledge`.
    private struct Key {
        let armored: String
        let ring: OpenPGPKeyRing
        let environment: [String: String]

        init(_ algorithm: OpenPGPKeyGeneration.Algorithm, passphrase: String? = nil) throws {
            let now = Machine.current().clock.now()
            armored = try OpenPGPKeyGeneration(algorithm, userID: "Ada <ada@example.org>", created: now - 1000)
                .armoredSecretKey(passphrase: passphrase)
            ring = try OpenPGPKeyRing(parsing: Array(armored.utf8))
            environment = ["FLEDGE_OPENPGP_KEY": armored].merging(
                passphrase.map { ["FLEDGE_OPENPGP_PASSPHRASE": $0] } ?? [:]
            ) { $1 }
        }
    }

    private func verify(_ project: BuiltProgram, _ key: Key) throws {
        let files = project.machine.files
        let text = try files.read(project.folder.appending(Self.checksums), limit: 1 << 20)
        let signature = try files.read(project.folder.appending(Self.checksums + ".sig"), limit: 1 << 20)
        let found = try key.ring.verify(signature, of: text, at: project.machine.clock.now())
        #expect(found.map(\.key) == key.ring.keys.map(\.fingerprint))
    }

    private func signatures(_ project: BuiltProgram, _ key: Key) async throws -> String {
        try project.machine.files.replace(project.folder.appending(".git/key.asc"), text: key.ring.armored)
        try await project.must("sh", ["-c", "rm -rf .git/db && mkdir .git/db"])
        try await project.must("rpmkeys", ["--dbpath", "\(project.folder)/.git/db", "--import", ".git/key.asc"])
        return try await project.must(
            "rpmkeys", ["--dbpath", "\(project.folder)/.git/db", "-Kv", "dist/greet-1.2.3-1.x86_64.rpm"])
    }

    @Test(.enabled(if: ForeignTool.areThere("rpmkeys", "gpgv")))
    func `has signatures that gpgv and rpm accept, the same every time, and others for another key`() async throws {
        try await BuiltProgram.withProject { project in
            let key = try Key(.rsa(bits: 3072), passphrase: Self.passphrase)
            let result = try await project.fledge("sign", environment: key.environment)
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            try verify(project, key)
            try project.machine.files.replace(project.folder.appending(".git/key.gpg"), key.ring.binary)
            try await project.must(
                "gpgv", ["--keyring", "\(project.folder)/.git/key.gpg", "\(Self.checksums).sig", Self.checksums])
            #expect(try await signatures(project, key).contains("Header V4 RSA/SHA256 Signature, key ID"))
            try await project.must("sh", ["-c", "cd dist && sha256sum --check --quiet *_checksums.txt"])
            let digests = try await project.digests("dist")

            let again = try await project.fledge("sign", environment: key.environment)
            #expect(again.error.text.contains("sign: skipped, dist/ has it already"))
            try await project.must("rm", ["-rf", "dist"])
            #expect(try await project.fledge("sign", environment: key.environment).outcome == .exited(0))
            #if os(Linux)
                #expect(try await project.digests("dist") == digests)
            #endif

            let other = try Key(.ed25519)
            let changed = try await project.fledge("sign", environment: other.environment)
            #expect(changed.error.text.contains("package: skipped, dist/ has it already"))
            try verify(project, other)
            #expect(try await signatures(project, other).contains("Header V4 EdDSA/SHA256 Signature, key ID"))
        }
    }

    @Test func `is as if it had never been signed when it is made again without`() async throws {
        try await BuiltProgram.withProject { project in
            #expect(try await project.fledge("sign").outcome == .exited(0))
            let unsigned = try await project.digests("dist")
            let key = try Key(.ed25519)
            #expect(try await project.fledge("sign", environment: key.environment).outcome == .exited(0))
            #expect(try await project.digests("dist") != unsigned)
            #expect(
                try await project.fledge("release", "--skip", "sign,publish", environment: key.environment).outcome
                    == .exited(0))
            #expect(try await project.digests("dist") == unsigned)
        }
    }

    @Test func `shows no byte of the key or its passphrase`() async throws {
        try await BuiltProgram.withProject { project in
            let key = try Key(.ed25519, passphrase: Self.passphrase)
            var said = ""
            for words in [["release", "--verbose"], ["check"], ["release", "--json"]] {
                let result = try await project.fledge(words, environment: key.environment)
                #expect(result.outcome == .exited(0), "\(result.error.text)")
                said += result.outputText + result.error.text
            }
            var wrong = key.environment
            wrong["FLEDGE_OPENPGP_PASSPHRASE"] = Self.passphrase + "-wrong"
            let refused = try await project.fledge(["release", "--clean"], environment: wrong)
            #expect(refused.outcome == .exited(2))
            #expect(refused.error.text.contains("the passphrase does not open the secret key"))
            said += refused.outputText + refused.error.text
            _ = try await project.fledge(["release"], environment: key.environment)

            let lines = key.armored.split(separator: "\n").filter { $0.count > 40 && !$0.hasPrefix("-") }
            #expect(!lines.isEmpty)
            for canary in [Self.passphrase, "BEGIN PGP PRIVATE"] + lines.map(String.init) {
                #expect(!said.contains(canary))
                let found = try await project.machine.programs.run(
                    ProgramCall(
                        .name("grep"), ["-rlF", "--", canary, "dist", "../cache"], workingDirectory: project.folder,
                        timeout: .seconds(60)))
                #expect(found.outputText.isEmpty)
            }
        }
    }

    @Test func `is refused when the key that the configuration names is not there`() async throws {
        try await BuiltProgram.withProject { project in
            let path = project.folder.appending("fledge.yaml")
            let text = try project.machine.files.readText(path, limit: 1 << 16)
            try project.machine.files.replace(path, text: text + "\nsigning:\n  openpgp: {key: $MY_KEY}\n")
            try await project.must(
                "git", ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qam", "Sign"])
            try await project.must("git", ["tag", "--force", "v1.2.3"])
            let refused = try await project.fledge("release")
            #expect(refused.outcome == .exited(2))
            #expect(refused.error.text.contains("the environment variable `MY_KEY` is not set"))
            #expect(refused.error.text.contains("--skip sign"))
            #expect(try await project.fledge("check").outcome == .exited(2))
            let key = try Key(.ed25519)
            let signed = try await project.fledge("sign", environment: ["MY_KEY": key.armored])
            #expect(signed.outcome == .exited(0), "\(signed.error.text)")
            try verify(project, key)
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dpkg-deb")))
    func `has a .deb with a signature inside when asked, which dpkg reads as before`() async throws {
        try await BuiltProgram.withProject { project in
            let path = project.folder.appending("fledge.yaml")
            let text = try project.machine.files.readText(path, limit: 1 << 16)
            try project.machine.files.replace(
                path, text: text + "\nsigning:\n  openpgp: {key: $MY_KEY, packages: [deb]}\n")
            try await project.must(
                "git", ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qam", "Sign"])
            try await project.must("git", ["tag", "--force", "v1.2.3"])
            let key = try Key(.ed25519)
            #expect(try await project.fledge("sign", environment: ["MY_KEY": key.armored]).outcome == .exited(0))
            let members = try await project.must("ar", ["t", "dist/greet_1.2.3_amd64.deb"])
            #expect(members.split(separator: "\n").last == "_gpgorigin")
            try await project.must("dpkg-deb", ["-x", "dist/greet_1.2.3_amd64.deb", ".git/deb"])
            #expect(try await project.must("sh", [".git/deb/usr/bin/greet"]) == "greet 1.2.3")
        }
    }
}
