// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import TestSupport
import Testing

/// The formula and install.sh that `fledge package` writes by what the configuration says of archives and channels.
@Suite("A project's formula", .serialized)
struct FormulaTests {
    /// Packages a script for Linux and macOS, and gives what was written and what was said.
    private func package(
        _ more: String, targets: String = "[linux/amd64, linux/arm64, macos/universal, windows/amd64]",
        _ body: (BuiltProgram, ProgramResult) async throws -> Void
    ) async throws {
        let configuration = """
            name: greet
            description: Greets the world
            homepage: https://example.org/greet
            license: MIT OR Apache-2.0
            maintainer: Ada Lovelace <ada@example.org>
            builds:
              - {builder: prebuilt, binary: greet, path: bin/greet, targets: \(targets)}
            gates: {audit: off, version: off, startup: off}

            """
        let files = [
            "fledge.yaml": configuration + more + "\n", "bin/greet": "#!/bin/sh\necho greet 1.2.3\n",
            "LICENSE": "MIT License\n",
        ]
        try await BuiltProgram.withProject(named: "greet", files, tag: "v1.2.3") { project in
            try await body(project, try await project.fledge("package"))
        }
    }

    private func text(_ project: BuiltProgram, _ name: String) throws -> String {
        try project.machine.files.readText(project.folder.appending("dist/\(name)"), limit: 1 << 20)
    }

    @Test(arguments: [
        ("zip", "zip", "zip"), ("{linux: tar.xz, macos: zip, windows: zip}", "tar.xz", "zip"),
        ("{all: zip, linux: tar.zst}", "tar.zst", "zip"),
    ])
    func `takes archives of every format`(_ format: String, _ linux: String, _ mac: String) async throws {
        try await package("archives: {format: \(format)}") { project, result in
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            let formula = try text(project, "greet.rb")
            let script = try text(project, "install.sh")
            for name in [
                "greet_1.2.3_linux_amd64.\(linux)", "greet_1.2.3_linux_arm64.\(linux)",
                "greet_1.2.3_macos_universal.\(mac)",
            ] {
                #expect(formula.contains("/\(name)\"\n"), "\(name)")
                #expect(script.contains("  \(name)"), "\(name)")
            }
            #expect(formula.contains("  license any_of: [\"MIT\", \"Apache-2.0\"]\n"))
            #expect(!formula.contains("windows") && !script.contains("windows_amd64"))
        }
    }

    @Test func `is named in lower case, as Homebrew looks for it`() async throws {
        try await package("channels: {homebrew: {tap: ada/homebrew-tap, formula: Foo_Bar.baz}}") { project, result in
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            let formula = try text(project, "foo_bar.baz.rb")
            #expect(formula.hasPrefix("class FooBarBaz < Formula\n"))
        }
    }

    @Test func `starts the service of the packages, in the way that the channel says`() async throws {
        let packaged = """
            packages:
              service: {command: "/usr/bin/greet serve", restart: always, environment: {GREETING: "hi {{version}}"}}

            """
        let rest = "    keep_alive true\n    environment_variables(\"GREETING\": \"hi 1.2.3\")\n"
        try await package(packaged) { project, result in
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            let formula = try text(project, "greet.rb")
            #expect(formula.contains("    run [opt_bin/\"greet\", \"serve\"]\n" + rest))
        }
        let own = "channels: {homebrew: {tap: ada/homebrew-tap, service: \"serve --mac\"}}"
        try await package(packaged + own) { project, result in
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            let formula = try text(project, "greet.rb")
            #expect(formula.contains("    run [opt_bin/\"greet\", \"serve\", \"--mac\"]\n" + rest))
        }
        try await package(own) { project, result in
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            let formula = try text(project, "greet.rb")
            #expect(
                formula.contains(
                    "    run [opt_bin/\"greet\", \"serve\", \"--mac\"]\n    keep_alive crashed: true\n    log_path"))
        }
    }

    @Test func `is missed where it can't be made`() async throws {
        let channel = "channels: {homebrew: {tap: ada/homebrew-tap}}"
        let warning = "warning: there is no Homebrew formula: no archive is for macOS, or for Linux on amd64 or arm64\n"
        try await package(channel, targets: "[windows/amd64]") { project, result in
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            #expect(result.error.text.contains(warning))
            let strict = try await project.fledge("package", "--strict", "--clean")
            #expect(strict.outcome == .exited(2))
        }
        try await package("", targets: "[windows/amd64]") { _, result in
            #expect(!result.error.text.contains("Homebrew"))
        }
    }
}
