// SPDX-License-Identifier: Apache-2.0

import Effects
import Project
import SystemPackage
import Testing

@Suite("A resolved project")
struct ResolvedProjectTests {
    private let swift = ScriptedPrograms(outputs: ["swift": describedPackage])
    private let history = ProjectHistory(user: GitPerson(name: "Ada Lovelace", email: "ada@example.org"))

    private func load(_ files: [String: String], _ programs: ScriptedPrograms = ScriptedPrograms()) async throws
        -> ProjectReading
    {
        try await withProject(files) {
            await ResolvedProject.load(
                $0, ConfigurationReading(of: $0, on: machine(programs)), history: history, on: machine(programs))
        }
    }

    @Test func `needs no configuration`() async throws {
        let files = [
            "go.mod": "module example.org/tally", "README.md": "Counts lines and words.",
            "LICENSE": "Apache License Version 2.0",
        ]
        let loaded = try await load(files, ScriptedPrograms(outputs: ["go": "main example.org/tally\n"]))
        let project = try #require(loaded.project)
        #expect(loaded.diagnostics == [])
        #expect(project.name == "tally")
        #expect(project.maintainer == "Ada Lovelace <ada@example.org>")
        #expect(project.vendor == "Ada Lovelace")
        #expect(project.configurationFile == nil)
        #expect(project.builds.map(\.id) == ["tally"])
        #expect(project.builds.first?.recipe == .go(package: ".", version: VersionStamp()))
        #expect(project.builds.first?.targets == Target.standard)
        #expect(project.packageName(for: .deb) == "tally")
    }

    @Test func `what the configuration says goes first`() async throws {
        let text = """
            name: Greeter
            license: MIT
            builds:
              - {product: hello, binary: hi, targets: [windows/amd64, linux/amd64], static: full, version: {constant: v}, environment: {A: b}}
            packages: {overrides: {rpm: {name: greeter-rpm, dependencies: [glibc]}}, dependencies: {deb: [libc6]}}
            """
        let loaded = try await load(["Package.swift": "", "fledge.yaml": text, "Package.resolved": ""], swift)
        let project = try #require(loaded.project)
        #expect(loaded.diagnostics.map(\.message) == ["the project has no description"])
        #expect(project.configurationFile == "fledge.yaml")
        #expect(project.name == "Greeter")
        #expect(project.license == "MIT")
        #expect(project.packageName(for: .deb) == "greeter")
        #expect(project.packageName(for: .rpm) == "greeter-rpm")
        #expect(project.relation(.dependencies, for: .deb).map(\.value) == ["libc6"])
        #expect(project.relation(.dependencies, for: .rpm).map(\.value) == ["glibc"])
        let build = try #require(project.builds.first)
        #expect(build.id == "hi")
        #expect(build.binary == "hi")
        #expect(build.targets == [.linuxAmd64, .windowsAmd64])
        guard case .swift(let product, let linking, _, let version) = build.recipe else {
            Issue.record("not Swift"); return
        }
        #expect(product == "hello")
        #expect(linking == .full)
        #expect(version.constant?.value == "v")
        #expect(build.sources == ["Sources/Tool/Main.swift", "Sources/Greeting/A.swift", "Sources/Words/B.swift"])
    }

    @Test func `Swift is built for the machine at hand unless told otherwise`() async throws {
        let project = try #require(try await load(["Package.swift": ""], swift).project)
        #expect(project.builds.map(\.binary) == ["aside", "hello"])
        #expect(project.builds.allSatisfy { $0.targets == [.host] })
    }

    @Test(arguments: [
        ("builds: [{product: helo}]", "the package has no executable product `helo`", "did you mean `hello`?"),
        (
            "builds: [{static: full}]",
            "the project has several of the kind executable product, and this build names none",
            "add `product`: one of `aside`, `hello`"
        ),
        (
            "builds: [{product: hello}, {product: hello}]", "two builds are called `hello`",
            "give each an `id` of its own"
        ),
        ("nmae: a", "unknown key `nmae`", "did you mean `name`?"),
    ])
    func `what cannot be is an error of the configuration`(_ text: String, _ message: String, _ hint: String)
        async throws
    {
        let loaded = try await load(["Package.swift": "", "Package.resolved": "", "fledge.yaml": text], swift)
        #expect(loaded.project == nil)
        let errors = loaded.diagnostics.filter { $0.severity == .error }
        #expect(errors.map(\.message) == [message])
        #expect(errors.first?.hints == [hint])
        #expect(errors.first?.exit == .configuration)
    }

    @Test func `prebuilt programs are those that are there, and no build tool is asked`() async throws {
        let text = "builds: [{builder: prebuilt, path: \"out/{{os}}_{{arch}}/hello\"}]"
        let files = [
            "fledge.yaml": text, "Package.swift": "", "out/linux_amd64/hello": "", "out/windows_amd64/hello.exe": "",
            "out/macos_arm64/other": "",
        ]
        let project = try #require(try await load(files).project)
        #expect(project.builds.first?.targets == [.linuxAmd64, .windowsAmd64])
        #expect(project.builds.first?.binary == "hello")
    }

    @Test(arguments: [
        ("out/{{os}}/hello", "no target has a file at `out/{{os}}/hello`"),
        ("out/{{version}}/hello", "which targets there are cannot be told from `out/{{version}}/hello`"),
        ("bin/hello", "`bin/hello` is the same file for every target"),
    ])
    func `prebuilt targets that cannot be told have to be listed`(_ path: String, _ message: String) async throws {
        let loaded = try await load([
            "fledge.yaml": "builds: [{builder: prebuilt, path: \"\(path)\"}]", "bin/hello": "",
        ])
        #expect(loaded.diagnostics.filter { $0.severity == .error }.map(\.message) == [message])
        let listed = try await load([
            "fledge.yaml": "builds: [{builder: prebuilt, path: \"\(path)\", targets: [linux/amd64]}]", "bin/hello": "",
        ])
        #expect(listed.project?.builds.first?.targets == [.linuxAmd64])
    }

    @Test func `missing metadata is warned of`() async throws {
        let loaded = try await withProject(["fledge.yaml": "builds: [{builder: command, command: make}]"]) {
            await ResolvedProject.load(
                $0, ConfigurationReading(of: $0, on: machine()), history: ProjectHistory(), on: machine())
        }
        #expect(loaded.project?.builds.first?.targets == Target.standard)
        #expect(loaded.diagnostics.map(\.keyPath) == ["license", "maintainer", "description"])
        #expect(loaded.diagnostics.allSatisfy { $0.severity == .warning })
    }

    @Test func `nothing to build is an error`() async throws {
        let loaded = try await load(["README": "Something about nothing."])
        #expect(loaded.project == nil)
        #expect(
            loaded.diagnostics.first { $0.severity == .error }?.hints == ["run `fledge init`, and describe `builds`"])
    }

    @Test func `a configuration that is named and not there is an error`() async throws {
        let loaded = try await withProject(["go.mod": "module a"]) {
            await ResolvedProject.load(
                $0, ConfigurationReading(of: $0, named: $0.appending("none.yaml"), on: machine()), history: history,
                on: machine())
        }
        #expect(loaded.project == nil)
        #expect(loaded.diagnostics.map(\.exit) == [.configuration])
    }

    @Test(arguments: ["hello", "80", "true", "a-b", "x.y", "null"])
    func `the starter decodes without a word and resolves to what was detected`(_ name: String) async throws {
        var detection = ProjectDetection(name: name)
        detection.builder = .swift
        detection.programs = [
            .init(name: "hello", source: .swift(product: "hello world: \"#1\"")),
            .init(name: "b", source: .go(package: "./cmd/b")),
        ]
        detection.description = "Greets: \"the\" world \\ #1\u{7} äöü"
        detection.maintainer = "Ada Lovelace <ada@example.org>"
        let text = StarterConfiguration.text(for: detection)
        #expect(text.hasPrefix("# yaml-language-server: $schema=./fledge.schema.json\n"))
        let decoded = decode(text)
        #expect(decoded.diagnostics == [])
        #expect(decoded.configuration.name?.value == name)
        #expect(
            decoded.configuration.builds.map { $0.product?.value ?? $0.package?.value } == [
                "hello world: \"#1\"", "./cmd/b",
            ])
        let uncommented = text.split(separator: "\n").dropFirst(2).map { line in
            line.hasPrefix("# ") ? String(line.dropFirst(2)) : String(line)
        }.filter { !$0.hasPrefix("  #") && !$0.hasPrefix("    #") }.joined(separator: "\n")
        #expect(decode(uncommented).diagnostics == [], "\(uncommented)")
    }

    @Test func `a starter for a folder of neither kind shows a prebuilt program`() {
        let text = StarterConfiguration.text(for: ProjectDetection(name: "hello"))
        #expect(text.contains("\nbuilds:\n  - builder: prebuilt"))
        #expect(decode(text).diagnostics == [])
    }
}
