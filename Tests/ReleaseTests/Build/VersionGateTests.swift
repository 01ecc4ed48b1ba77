// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage
import Testing

@testable import Release

@Suite("The version gate")
struct VersionGateTests {
    private func verdict(_ script: String, patience: Duration = .seconds(20)) async throws -> VersionGate.Verdict {
        let machine = Machine.current()
        return try await machine.files.withTemporaryDirectory { folder in
            let program = folder.appending("tool")
            try machine.files.replace(program, text: "#!/bin/sh\n\(script)\n", mode: 0o755)
            return try await VersionGate(machine: machine, patience: patience)
                .verdict(on: program, target: .host, version: "1.2.3")
        }
    }

    @Test func `tells a program that does not end from one without a version`() async throws {
        let patience = Duration.seconds(1)
        #expect(try await verdict("sleep 86451", patience: patience) == .unended(after: patience, isExpected: false))
        #expect(try await verdict("yes 1.2.3", patience: patience) == .unended(after: patience, isExpected: true))
        #expect(try await verdict("echo 1.2.3") == .passed)
        #expect(try await verdict("echo hello") == .printedNone)
        #expect(try await verdict("echo 1.2.2") == .printed(other: "1.2.2"))
    }

    private func finding(
        _ verdict: VersionGate.Verdict, gates: String, isStrict: Bool = false, isSnapshot: Bool = false
    ) throws -> Diagnostic? {
        let configuration = Configuration.decode(Array("gates: {\(gates)}".utf8), file: "fledge.yaml").configuration
        let job = BuildJob(
            id: "tool", program: "tool", target: .linuxAmd64, recipe: .prebuilt(PrebuiltRecipe(path: "tool")),
            environment: [:], flags: [], timeout: 60, keepsSymbols: false)
        return verdict.diagnostic(
            for: job, version: "1.2.3", policy: GatePolicy(configuration.gates, isStrict: isStrict),
            isSnapshot: isSnapshot)
    }

    @Test func `warns of a program that does not end`() throws {
        let slow = VersionGate.Verdict.unended(after: .seconds(20), isExpected: false)
        let warning = try #require(try finding(slow, gates: "version: error"))
        #expect(warning.severity == .warning)
        #expect(
            warning.message
                == "`tool --version` did not end within 20 s for linux/amd64, and printed no such version")
        let endless = try finding(.unended(after: .seconds(20), isExpected: true), gates: "version: error")
        #expect(endless?.message == "`tool --version` did not end within 20 s for linux/amd64, and printed 1.2.3")
        #expect(
            endless?.hints == [
                "let the program end when it has printed its version, or set `gates.version` to `off`"
            ])
        #expect(try finding(slow, gates: "version: off") == nil)
    }

    @Test(arguments: [
        ("version: error", false, false, Diagnostic.Severity.error, "`warning` or `off`"),
        ("version: error", true, false, .error, "`off`"),
        ("version: warning", false, false, .warning, "`off`"),
        ("version: warning", true, false, .error, "`off`"),
        ("version: error", false, true, .warning, "`off`"),
    ])
    func `advises what helps`(
        _ gates: String, _ isStrict: Bool, _ isSnapshot: Bool, _ severity: Diagnostic.Severity, _ words: String
    ) throws {
        let found = try #require(
            try finding(.printed(other: "1.2.2"), gates: gates, isStrict: isStrict, isSnapshot: isSnapshot))
        #expect(found.severity == severity)
        #expect(found.hints.first?.hasSuffix(", or set `gates.version` to \(words)") == true)
    }

    @Test func `is off where it is said to be, in a snapshot of what was built elsewhere too`() throws {
        for verdict in [VersionGate.Verdict.printed(other: "1.2.2"), .printedNone] {
            #expect(try finding(verdict, gates: "version: off", isSnapshot: true) == nil)
            #expect(try finding(verdict, gates: "version: off") == nil)
        }
    }
}
