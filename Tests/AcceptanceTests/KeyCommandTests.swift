// SPDX-License-Identifier: Apache-2.0
import Effects
import Signing
import SystemPackage
import Testing

@Suite("fledge key", .serialized)
struct KeyCommandTests {
    @Test func `makes a key for the project, the secret key alone on standard output`() async throws {
        try await BuiltProgram.withProject { project in
            let made = try await project.fledge("key", "generate", "--expires", "2y")
            #expect(made.outcome == .exited(0), "\(made.error.text)")
            #expect(made.outputText.hasPrefix("-----BEGIN PGP PRIVATE KEY BLOCK-----\n"))
            let now = project.machine.clock.now()
            let key = try OpenPGPSecretKey(parsing: made.outputText)
            let signer = try key.signer(at: now)
            #expect(signer.algorithm == .rsa)
            #expect(key.publicKey.userIDs == ["Ada Lovelace <ada@example.org>"])
            #expect(try key.publicKey.expiry(at: now) == key.publicKey.created + 2 * 365 * 86_400)
            #expect(made.error.text.contains(key.publicKey.fingerprint.description))
            #expect(!made.error.text.contains("BEGIN PGP"))
        }
    }

    @Test func `makes a small key where there is no rpm, protected by the passphrase in the environment`() async throws
    {
        try await BuiltProgram.withProject { project in
            let path = project.folder.appending("fledge.yaml")
            let text = try project.machine.files.readText(path, limit: 1 << 16)
            try project.machine.files.replace(path, text: text + "\npackages: {formats: [deb]}\n")
            let environment = ["FLEDGE_OPENPGP_PASSPHRASE": "päss"]
            let made = try await project.fledge(["key", "generate"], environment: environment)
            #expect(made.outcome == .exited(0), "\(made.error.text)")
            let now = project.machine.clock.now()
            #expect(throws: OpenPGPError.self) { _ = try OpenPGPSecretKey(parsing: made.outputText).signer(at: now) }
            let key = try OpenPGPSecretKey(parsing: made.outputText, passphrase: "päss")
            #expect(try key.signer(at: now).algorithm == .eddsaLegacy)

            try project.machine.files.replace(project.folder.appending("secret.asc"), text: made.outputText)
            let program = try BuiltProgram.path().string
            let armored = try await project.must("sh", ["-c", "'\(program)' key public < secret.asc"])
            #expect(armored + "\n" == key.publicKey.armored)
            try await project.must("sh", ["-c", "'\(program)' key public --binary < secret.asc > key.gpg"])
            #expect(
                try project.machine.files.read(project.folder.appending("key.gpg"), limit: 1 << 16)
                    == key.publicKey.binary)
        }
    }

    @Test func `refuses what makes no key`() async throws {
        try await BuiltProgram.withProject { project in
            for words in [
                ["--algorithm", "dsa"], ["--expires", "soon"], ["--expires", "2001-02-30"],
                ["--expires", "2001-02-03"],
                ["--user-id", "a\nb"], ["--user-id", "a", "--name", "b"],
            ] {
                let result = try await project.fledge(["key", "generate"] + words)
                #expect(result.outcome == .exited(64))
                #expect(result.outputText.isEmpty)
            }
            let none = try await project.fledge("key", "public")
            #expect(none.outcome == .exited(2))
        }
    }
}
