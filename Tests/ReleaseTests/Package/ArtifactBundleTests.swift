// SPDX-License-Identifier: Apache-2.0
import Effects
@testable import Project
@testable import Release
import SystemPackage
import TestSupport
import Testing

@Suite("An artifact bundle")
struct ArtifactBundleTests {
    /// Makes the bundle of a program that is a script, with a resource, for Linux and macOS.
    private func withBundle(_ body: (ScratchFolder, Artifact) async throws -> Void) async throws {
        try await ScratchFolder.with { folder in
            var built: [Artifact] = []
            let targets: [Target] = [.linuxAmd64, .linuxArm64, .macosUniversal, .windowsAmd64]
            for target in targets {
                let base = "build/\(target.fileName)"
                let name = "hello" + target.executableSuffix
                let program =
                    "#!/bin/sh\necho hello for \(target) with $(cat \"${0%/*}/hello_Greeting.resources/name\")\n"
                try folder.write(program, to: "dist/\(base)/\(name)", mode: 0o755)
                try folder.write("Ada\n", to: "dist/\(base)/hello_Greeting.resources/name")
                for (kind, path) in [
                    (ArtifactKind.binary, "\(base)/\(name)"), (.resource, "\(base)/hello_Greeting.resources/name"),
                ] {
                    built.append(
                        Artifact(
                            kind: kind, name: name, path: path, target: target, program: "hello",
                            size: UInt64(try folder.bytes("dist/\(path)").count), sha256: ""))
                }
            }
            let build = ResolvedBuild(
                id: "hello", binary: "hello",
                recipe: .swift(product: "hello", linking: .stdlib, sdks: [:], version: VersionStamp()),
                targets: targets,
                environment: [], flags: [], timeout: .seconds(1), keepsDebugSymbols: false, location: nil)
            let project = ResolvedProject(
                folder: FilePath(folder.path), configuration: Configuration(), configurationFile: nil, name: "hello",
                description: nil, homepage: nil, license: nil, maintainer: nil, vendor: nil, builds: [build],
                tagPrefix: "")
            let version = ReleaseVersion(
                version: try SemanticVersion(parsing: "1.2.3"), tag: "v1.2.3", commit: nil, date: 1_700_000_000,
                isSnapshot: false, previousTag: nil)
            let dist = DistFolder(path: FilePath(folder.path("dist")), files: Files(), modified: version.date)
            let bundle = ArtifactBundle(project: project, version: version, built: built, dist: dist)
            try await body(folder, try #require(try await bundle.make()))
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("unzip"))) func `has every variant, with its resources`() async throws {
        try await withBundle { folder, bundle in
            #expect(bundle.name == "hello_1.2.3.artifactbundle.zip")
            let names = try folder.run("unzip", ["-Z1", "dist/\(bundle.name)"]).split(separator: "\n")
            let root = "hello.artifactbundle"
            #expect(
                names
                    == [
                        "\(root)/hello-1.2.3-linux_amd64/bin/hello",
                        "\(root)/hello-1.2.3-linux_amd64/bin/hello_Greeting.resources/name",
                        "\(root)/hello-1.2.3-linux_arm64/bin/hello",
                        "\(root)/hello-1.2.3-linux_arm64/bin/hello_Greeting.resources/name",
                        "\(root)/hello-1.2.3-macos_universal/bin/hello",
                        "\(root)/hello-1.2.3-macos_universal/bin/hello_Greeting.resources/name",
                        "\(root)/info.json",
                    ].map { Substring($0) })
            let info = try folder.run("unzip", ["-p", "dist/\(bundle.name)", "\(root)/info.json"])
            #expect(Golden.difference(of: info, from: "info.json") == nil)
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("unzip", "swift"))) func `is what a plugin of SwiftPM runs`() async throws {
        try await withBundle { folder, bundle in
            try folder.run("unzip", ["-q", "dist/\(bundle.name)", "-d", "user"])
            try folder.write(
                """
                // swift-tools-version: 6.0
                import PackageDescription
                let package = Package(
                    name: "user",
                    targets: [
                        .binaryTarget(name: "hello", path: "hello.artifactbundle"),
                        .plugin(
                            name: "Greet", capability: .command(intent: .custom(verb: "greet", description: "Greets")),
                            dependencies: ["hello"]),
                    ])

                """, to: "user/Package.swift")
            try folder.write(
                """
                import Foundation
                import PackagePlugin

                @main struct Greet: CommandPlugin {
                    func performCommand(context: PluginContext, arguments: [String]) throws {
                        let process = Process()
                        process.executableURL = try context.tool(named: "hello").url
                        try process.run()
                        process.waitUntilExit()
                    }
                }

                """, to: "user/Plugins/Greet/Greet.swift")
            let machine = Machine.current()
            let result = try await machine.programs.run(
                ProgramCall(
                    .name("swift"), ["package", "--disable-sandbox", "greet"],
                    workingDirectory: FilePath(folder.path("user")), timeout: .seconds(300)))
            #expect(result.outputText.contains("hello for \(Target.host) with Ada"), "\(result.error.text)")
        }
    }
}
