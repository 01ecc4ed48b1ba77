// SPDX-License-Identifier: Apache-2.0

import Effects
import Project
import SystemPackage
import Testing

@Suite("What a project says of itself")
struct ProjectDetectionTests {
    @Test func `a Swift package`() async throws {
        let programs = ScriptedPrograms(outputs: ["swift": describedPackage])
        let history = ProjectHistory(
            origin: GitRemote(parsing: "git@github.com:ada/hello.git"),
            lastAuthor: GitPerson(name: "Ada <Lovelace>", email: "ada@example.org"))
        let files = [
            "Package.swift": "", "README.md": "# hello\n\nGreets the world.", "LICENSE": "Apache License Version 2.0",
        ]
        let detection = try await withProject(files) { folder in
            try await ProjectDetection.detect(in: folder, history: history, on: machine(programs))
        }
        #expect(detection.builder == .swift)
        #expect(
            detection.programs == [
                .init(name: "aside", source: .swift(product: "aside"), sources: ["Sources/aside/main.swift"]),
                .init(
                    name: "hello", source: .swift(product: "hello"),
                    sources: ["Sources/Tool/Main.swift", "Sources/Greeting/A.swift", "Sources/Words/B.swift"]),
            ])
        #expect(detection.name == "greeter")
        #expect(detection.description == "Greets the world")
        #expect(detection.license == "Apache-2.0")
        #expect(detection.homepage == "https://github.com/ada/hello")
        #expect(detection.maintainer == "Ada Lovelace <ada@example.org>")
    }

    @Test func `the targets and resources that a product needs`() throws {
        let package = try SwiftPackage.parse(Array(describedPackage.utf8))
        let hello = try #require(package.executables.first { $0.name == "hello" })
        #expect(package.targets(of: hello).map(\.name) == ["CommandLineTool", "Greeting", "Words"])
        #expect(package.resourceBundles(of: hello) == ["greeter_Words"])
    }

    @Test func `a manifest that does not compile is told with what the compiler says`() async throws {
        let programs = ScriptedPrograms(failures: ["swift": "error: Package.swift:3:1: expected expression"])
        await #expect(
            performing: {
                try await withProject(["Package.swift": ""]) { folder in
                    try await ProjectDetection.detect(in: folder, history: ProjectHistory(), on: machine(programs))
                }
            },
            throws: { error in
                guard let diagnostic = error as? Diagnostic else { return false }
                return diagnostic.exit == .workFailed && diagnostic.causes.joined().contains("Package.swift:3:1")
            })
        let missing = await #expect(throws: Diagnostic.self) {
            try await withProject(["Package.swift": ""]) { folder in
                try await ProjectDetection.detect(in: folder, history: ProjectHistory(), on: machine())
            }
        }
        #expect(missing?.exit == .needsChange)
        #expect(missing?.causes == ["cannot find the program `swift`"])
    }

    @Test(arguments: [
        ("module example.org/tally\n", "tally"), ("// a comment\nmodule \"example.org/tally/v2\" // more\n", "tally"),
        ("module gopkg.in/yaml.v3", "yaml"), ("module v2", "v2"),
    ])
    func `a Go module's name`(_ text: String, _ name: String) async throws {
        let programs = ScriptedPrograms(outputs: ["go": "main " + (GoModuleText.path(text))])
        let detection = try await withProject(["go.mod": text]) { folder in
            try await ProjectDetection.detect(in: folder, history: ProjectHistory(), on: machine(programs))
        }
        #expect(detection.name == name)
        #expect(detection.programs == [.init(name: name, source: .go(package: "."))])
    }

    @Test func `Go programs are those under cmd, also where Go is not installed`() async throws {
        let files = [
            "go.mod": "module example.org/tools", "lib.go": "package tools",
            "cmd/one/main.go": "// hello\npackage main\n",
            "cmd/two/main.go": "package main", "cmd/two/main_test.go": "package main",
            "internal/gen/main.go": "package main",
            "vendor/x/main.go": "package main", "cmd/three/gen.go": "//go:build ignore\n\npackage main",
            "other/go.mod": "module o",
            "other/main.go": "package main", ".hidden/main.go": "package main",
        ]
        let scanned = try await withProject(files) { folder in try await GoModule.describe(folder, on: machine()) }
        #expect(scanned.programs == ["./cmd/one", "./cmd/two"])
        let listed =
            "main example.org/tools/cmd/one\ntools example.org/tools\nmain example.org/tools/cmd/two\nmain example.org/tools/internal/gen\n"
        let asked = try await withProject(files) { folder in
            try await GoModule.describe(folder, on: machine(ScriptedPrograms(outputs: ["go": listed])))
        }
        #expect(asked == scanned)
        #expect(asked.programName(of: "./cmd/two") == "two")
    }

    @Test func `a folder of neither kind has its own name and nothing to build`() async throws {
        let detection = try await withProject(["notes": ""]) { folder in
            try await ProjectDetection.detect(in: folder, history: ProjectHistory(), on: machine())
        }
        #expect(detection == ProjectDetection(name: "hello"))
    }

    @Test func `files that are no files, or not UTF-8, do no harm`() async throws {
        let detection = try await withProject(["README.md/inside": "", "LICENSE/inside": ""]) { folder in
            try Files().createSymbolicLink(folder.appending("COPYING"), to: "COPYING")
            return try? await ProjectDetection.detect(in: folder, history: ProjectHistory(), on: machine())
        }
        #expect(detection?.license == nil)
    }

    @Test(.enabled(if: Machine.current().programs.find("swift") != nil))
    func `SwiftPM is asked without leaving a trace in the project`() async throws {
        let manifest = """
            // swift-tools-version: 6.0
            import PackageDescription
            let package = Package(name: "real", targets: [
                .executableTarget(name: "tool", dependencies: ["Core"]),
                .target(name: "Core", resources: [.copy("words.txt"), .embedInCode("code.txt")]),
                .target(name: "Inner", resources: [.embedInCode("code.txt")]),
            ])
            """
        let files = [
            "Package.swift": manifest, "Sources/tool/main.swift": "print(1)", "Sources/Core/a.swift": "",
            "Sources/Core/words.txt": "a",
            "Sources/Core/code.txt": "b", "Sources/Inner/a.swift": "", "Sources/Inner/code.txt": "b",
        ]
        try await withProject(files) { folder in
            let package = try await SwiftPackage.describe(folder, on: .current())
            let product = try #require(package.executables.first)
            #expect(package.executables.map(\.name) == ["tool"])
            #expect(package.resourceBundles(of: product) == ["real_Core"])
            #expect(package.targets.filter(\.hasResourceBundle).map(\.name) == ["Core"])
            #expect(try Files().list(folder).map(\.string) == ["Package.swift", "Sources"])
        }
    }

    @Test func `the first of several configuration files counts`() async throws {
        let (place, warnings) = try await withProject([".fledge.yaml": "", "fledge.yml": "", ".config/fledge.yaml": ""])
        { folder in
            try ConfigurationFile.find(in: folder, files: Files())
        }
        #expect(place == "fledge.yml")
        #expect(warnings.map { $0.location?.file } == [".fledge.yaml", ".config/fledge.yaml"])
        #expect(warnings.allSatisfy { $0.severity == .warning })
    }

    @Test func `the commit's author maintains it, and no robot`() {
        let (ada, grace) = (
            GitPerson(name: "Ada", email: "ada@example.org"), GitPerson(name: "Grace", email: "grace@example.org")
        )
        let robot = GitPerson(name: "dependabot[bot]", email: "1+dependabot[bot]@users.noreply.github.com")
        #expect(ProjectHistory(user: ada, lastAuthor: grace).maintainer == "Grace <grace@example.org>")
        #expect(ProjectHistory(user: ada, lastAuthor: grace).identity == "Ada <ada@example.org>")
        #expect(ProjectHistory(user: ada, lastAuthor: robot).maintainer == "Ada <ada@example.org>")
        #expect(ProjectHistory(lastAuthor: robot).maintainer == nil)
    }
}

private enum GoModuleText {
    static func path(_ text: String) -> String {
        text.split(separator: "\n").filter { !$0.hasPrefix("//") }.first.map {
            $0.split(separator: " ")[1].filter { $0 != "\"" }
        } ?? ""
    }
}
