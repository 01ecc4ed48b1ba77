// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Testing

@testable import Release

@Suite("What keeps a machine from building")
struct BuildObstaclesTests {
    /// A SwiftPM that has one Swift SDK, for one target.
    private struct OneSDK: ProgramRunner {
        func run(_ call: ProgramCall) async throws(ProgramError) -> ProgramResult {
            guard call.name == "swift" else { throw .notFound(call.name) }
            if call.arguments.prefix(2) == ["sdk", "list"] {
                return ProgramResult(
                    outcome: .exited(0), output: CapturedOutput(Array("swift-6.3.1-RELEASE_static-linux\n".utf8)))
            }
            let isKnown =
                call.arguments == [
                    "sdk", "configure", "--show-configuration", "swift-6.3.1-RELEASE_static-linux",
                    "aarch64-swift-linux-musl",
                ]
            return ProgramResult(outcome: .exited(isKnown ? 0 : 1))
        }

        func find(_ name: String) -> String? { name == "swift" ? "/usr/bin/swift" : nil }
    }

    private func messages(_ recipe: BuildJob.Recipe, _ target: Target) async throws -> [String] {
        try await messages([job("hello", recipe, target)])
    }

    private func messages(_ jobs: [BuildJob]) async throws -> [String] {
        let machine = Machine(programs: OneSDK(), clock: SystemClock(), environment: Environment([:]))
        return try await BuildObstacles(machine: machine).find(for: jobs).map(\.message)
    }

    private func job(_ program: String, _ recipe: BuildJob.Recipe, _ target: Target) -> BuildJob {
        BuildJob(
            id: program, program: program, target: target, recipe: recipe, environment: [:], flags: [], timeout: 60,
            keepsSymbols: false)
    }

    private func swift(sdk: String?) -> BuildJob.Recipe {
        .swift(SwiftRecipe(product: "hello", linking: .sdk, sdk: sdk))
    }

    @Test func `a Swift SDK is there by its name and by its target`() async throws {
        #expect(try await messages(swift(sdk: "aarch64-swift-linux-musl"), .linuxArm64).isEmpty)
        #expect(try await messages(swift(sdk: "swift-6.3.1-RELEASE_static-linux"), .linuxArm64).isEmpty)
        #expect(
            try await messages(swift(sdk: "x86_64-swift-linux-musl"), .linuxAmd64) == [
                "cannot build `hello` for linux/amd64: the Swift SDK `x86_64-swift-linux-musl` is not installed"
            ])
    }

    @Test func `a program that is not there`() async throws {
        #expect(
            try await messages(.go(GoRecipe()), .linuxArm64) == [
                "cannot build `hello`: there is no program `go`"
            ])
        #expect(
            try await messages(.command(CommandRecipe(command: ["zig", "build"])), .linuxArm64) == [
                "cannot build `hello`: there is no program `zig`"
            ])
        #expect(try await messages(.command(CommandRecipe(command: ["./make"])), .linuxArm64).isEmpty)
    }

    @Test func `a missing program is named once for all that it builds`() async throws {
        let jobs = [Target.linuxAmd64, .linuxArm64, .windowsAmd64].flatMap { target in
            [job("hello", .go(GoRecipe()), target), job("tool", .go(GoRecipe()), target)]
        }
        #expect(try await messages(jobs) == ["cannot build `hello`, `tool`: there is no program `go`"])
    }

    @Test(.enabled(if: Target.host.os == .linux))
    func `a system that Swift can't be built for here`() async throws {
        #expect(
            try await messages(swift(sdk: nil), .macosUniversal) == [
                "cannot build `hello` for macos/universal on \(Target.host)"
            ])
        #expect(
            try await messages(swift(sdk: nil), .windowsAmd64) == [
                "cannot build `hello` for windows/amd64 on \(Target.host)"
            ])
    }
}
