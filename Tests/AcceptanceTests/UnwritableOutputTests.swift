// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import SystemPackage
import Testing

/// Standard output and standard error that are full, closed, or read by nobody any more.
@Suite("Output that cannot be written", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
struct UnwritableOutputTests {
    /// What is wrong with standard error.
    enum Fault: CaseIterable {
        case full, closed, unread

        /// A script that runs a command with it, and prints the exit code.
        func script(_ command: String) -> String {
            switch self {
            case .full: "\(command) 2>/dev/full; echo $?"
            case .closed: "\(command) 2>&-; echo $?"
            case .unread: "{ sleep 0.3; \(command) >/dev/null; echo $? >../code; } 2>&1 | true; cat ../code"
            }
        }
    }

    @Test(arguments: Fault.allCases)
    func `does the work all the same where nobody reads along`(_ fault: Fault) async throws {
        try await BuiltProgram.withProject { project in
            for command in ["check", "release --target linux/amd64", "release --target linux/amd64 --verbose --clean"] {
                let result = try await project.shell(fault.script("\"$FLEDGE\" \(command)"))
                #expect(result.outputText == "0", "\(command): \(result.outputText) \(result.error.text)")
                #expect(result.error.bytes.isEmpty, "\(result.error.text)")
            }
            let manifest = try project.machine.files.readText(
                project.folder.appending("dist/manifest.json"), limit: 1 << 20)
            #expect(manifest.hasPrefix("{"))
            // It fails for a reason of its own, and with that reason's code.
            let result = try await project.shell(fault.script("\"$FLEDGE\" release --target nonsense"))
            #expect(result.outputText == "64", "\(result.outputText)")
        }
    }

    @Test(arguments: [
        "schema", "check --json", "status", "changelog", "changelog --json", "key generate --algorithm ed25519",
        "key generate --algorithm ed25519 --json", "release --target linux/amd64 --json",
        "release --target linux/amd64 --dry-run", "clean --json", "--help", "release --help", "--version",
    ])
    func `says that its data was not written`(_ command: String) async throws {
        try await BuiltProgram.withProject { project in
            for (target, reason) in [("/dev/full", "No space left on device"), ("&-", "Bad file descriptor")] {
                let result = try await project.shell("\"$FLEDGE\" \(command) >\(target)")
                #expect(result.outcome == .exited(1), "\(command): \(result.error.text)")
                let said = result.error.text
                #expect(said.contains("error: cannot write to standard output\n  caused by: \(reason)\n"), "\(said)")
                #expect(!said.contains("made the"), "\(said)")
            }
        }
    }

    @Test func `ends quietly where the reader has read enough`() async throws {
        try await BuiltProgram.withProject { project in
            for command in ["schema", "changelog", "key generate --algorithm ed25519", "--help"] {
                let result = try await project.shell(
                    "{ sleep 0.3; \"$FLEDGE\" \(command); echo $? >../code; } | true; cat ../code")
                #expect(result.outputText == "1", "\(command)")
                #expect(result.error.bytes.isEmpty, "\(result.error.text)")
            }
        }
    }
}
