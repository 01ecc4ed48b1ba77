// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import Signing
import SystemPackage
import TestSupport
import Testing

/// Secrets are looked for in all that a release leaves behind: what it says, writes, and hands to other programs, also
/// where it goes wrong.
@Suite("Secrets", .serialized)
struct CanaryTests {
    private static let passphrase = "canary-passphrase-0123456789"

    @Test func `are nowhere but in requests, whatever goes wrong`() async throws {
        let signing = """
            signing: {openpgp: {key: $FLEDGE_OPENPGP_KEY, passphrase: $FLEDGE_OPENPGP_PASSPHRASE}}
            """
        try await BuiltProgram.withChannels(ChannelServices.allChannels, adding: signing) {
            project, environment, services in
            let key = try OpenPGPKeyGeneration(
                .ed25519, userID: "Ada <ada@example.org>", created: project.machine.clock.now() - 1000
            ).armoredSecretKey(passphrase: Self.passphrase)
            var environment = environment.merging([
                "FLEDGE_OPENPGP_KEY": key, "FLEDGE_OPENPGP_PASSPHRASE": Self.passphrase,
                "HOMEBREW_TAP_TOKEN": ChannelServices.token,
            ]) { $1 }
            environment["PATH"] = try await Self.standIns(project)
            let canaries = Self.canaries(key)

            var said = ""
            for arguments in [
                ["check"], ["release", "--dry-run"], ["release", "--verbose"], ["status", "--json"], ["verify"],
                ["publish", "--json"],
            ] {
                let result = try await project.fledge(arguments, environment: environment)
                // Users' address of the store is served by nobody here.
                let expected: Int32 = arguments == ["verify"] ? 1 : 0
                #expect(result.outcome == .exited(expected), "\(arguments): \(result.error.text)")
                said += result.output.text + result.error.text
            }
            try await Self.look(for: canaries, in: said, and: project, "a release")

            // The stand-ins were at work: what they wrote down is part of what is looked through.
            let seen = try project.machine.files.readText(
                project.folder.removingLastComponent().appending("seen"), limit: 16 << 20)
            #expect(
                seen.contains("/tools/git --no-pager") && seen.contains("fledge release"), "\(seen.prefix(2000))")

            // A new version for each fault, at a place of its own.
            var position = 3
            for fault in Fault.allCases {
                let version = "1.2.\(position + 10)"
                try project.write("bin/greet", "#!/bin/sh\necho \"greet \(version)\"\n")
                try await project.commit("feat: bring \(version)")
                try await project.must("git", ["tag", "v\(version)"])
                if let git = await services.github.repository("ada/greet")?.git.path {
                    try await project.must("git", ["push", "--quiet", git.string, "HEAD:refs/heads/main"])
                }
                services.faults.arm(fault, at: position)
                let result = try await project.fledge(
                    "release", "--verbose", "--skip", "docs", environment: environment)
                #expect(
                    [.exited(0), .exited(1), .exited(2)].contains(result.outcome), "\(fault): \(result.error.text)")
                services.faults.disarm()
                try await Self.look(for: canaries, in: result.output.text + result.error.text, and: project, "\(fault)")
                position += 7
            }
        }
    }

    @Test func `are taken out of what a server says back`() async throws {
        try await BuiltProgram.withChannels { project, environment, services in
            #expect(try await project.fledge("sign", environment: environment).outcome == .exited(0))
            let place = project.folder.removingLastComponent().appending("echo")
            try project.machine.files.createDirectory(place)
            let ends = EchoingDouble()
            try await LoopbackServer.serving([ends], in: place) { origin in
                var environment = environment
                environment["GITHUB_API_URL"] = "\(origin)/api/v3"
                environment["PACKAGECLOUD_URL"] = "\(origin)/packagecloud"
                for arguments in [["check"], ["publish"], ["status"], ["verify"], ["release", "--verbose"]] {
                    let result = try await project.fledge(arguments, environment: environment)
                    #expect(result.outcome != .exited(0))
                    #expect((result.output.text + result.error.text).contains("<redacted>"), "\(result.error.text)")
                    try await Self.look(
                        for: Self.canaries(nil), in: result.output.text + result.error.text, and: project,
                        "\(arguments)")
                }
            }
        }
    }

    // MARK: Parts

    /// What must not be found: the secrets, as they are and as they go into headers.
    private static func canaries(_ key: String?) -> [String] {
        let token = ChannelServices.token
        let forms = ["\(token):", "x-access-token:\(token)", ":\(token)"].map { Data($0.utf8).base64EncodedString() }
        let lines = key?.split(separator: "\n").map(String.init).filter { $0.count > 40 } ?? []
        return [token, passphrase, ChannelServices.storeSecret, "BEGIN PGP PRIVATE"] + forms + lines
    }

    /// A `git` in front of the real one that writes down what it is given; returns the search path.
    private static func standIns(_ project: BuiltProgram) async throws -> String {
        let above = project.folder.removingLastComponent()
        let git = try await project.must("sh", ["-c", "command -v git"])
        try project.write(
            "../tools/git",
            "#!/bin/sh\n{ printf '%s\\n' \"$0 $*\"; env; tr '\\0' ' ' < /proc/$PPID/cmdline; echo; } >> \(above)/seen 2>&1\nexec \(git) \"$@\"\n"
        )
        try await project.must("chmod", ["755", "../tools/git"])
        return "\(above)/tools:" + (project.machine.environment["PATH"] ?? "/usr/bin:/bin")
    }

    /// Looks through what was said, `dist/` with the journal, what other programs were given, caches and temporary files.
    private static func look(
        for canaries: [String], in said: String, and project: BuiltProgram, _ when: String
    ) async throws {
        for canary in canaries {
            #expect(!said.contains(canary), "said in \(when)")
            let found = try await project.machine.programs.run(
                ProgramCall(
                    .name("sh"), ["-c", "grep -rlF -e \"$0\" .. --exclude-dir=services --exclude-dir=echo", canary],
                    workingDirectory: project.folder, outputLimit: 1 << 16))
            #expect(found.outputText == "", "written in \(when)")
        }
    }
}

/// Refuses every request with what it was told, as some proxies do.
private actor EchoingDouble: ServiceDouble {
    func respond(to request: DoubleRequest) -> DoubleResponse? {
        let said = request.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: " | ")
        return DoubleResponse(422, json: ["message": .text(said), "error": .text(said)])
    }

    func wasAbandoned(_ request: DoubleRequest) {}

    func response(to fault: Fault, of request: DoubleRequest) -> DoubleResponse? { nil }
}
