// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage
import TestSupport
import Testing

/// One package for all that is particular to Swift: a product that is named unlike its target and is stamped by its linker,
/// a resource bundle of a dependency, and an implicit product that is stamped in its source and linked to nothing.
@Suite(
    "A release of a Swift package", .serialized, .enabled(if: Target.host.os == .linux && ForeignTool.areThere("swift"))
)
struct SwiftReleaseTests {
    private static let contents = [
        "Package.swift": """
        // swift-tools-version: 6.0
        import PackageDescription
        let package = Package(
            name: "greeter",
            products: [.executable(name: "greet", targets: ["Tool"])],
            dependencies: [.package(path: "Words")],
            targets: [
                .target(name: "CVersion"),
                .executableTarget(name: "Tool", dependencies: ["CVersion", .product(name: "Words", package: "Words")]),
                .executableTarget(name: "plain"),
            ])
        """,
        "Sources/CVersion/include/version.h": "const char *greetVersion(void);\n",
        "Sources/CVersion/version.c": """
        __attribute__((weak)) const char greet_version[] = "0.0.0-dev";
        const char *greetVersion(void) { return greet_version; }

        """,
        "Sources/Tool/main.swift": """
        import CVersion
        import Words
        let isAsked = CommandLine.arguments.contains("--version")
        print(isAsked ? "greet " + String(cString: greetVersion()) : word())

        """,
        "Sources/plain/main.swift": "let version = \"0.0.0-dev\"\nprint(\"plain\", version)\n",
        "Words/Package.swift": """
        // swift-tools-version: 6.0
        import PackageDescription
        let package = Package(
            name: "Words", products: [.library(name: "Words", targets: ["Words"])],
            targets: [.target(name: "Words", resources: [.copy("word.txt")])])
        """,
        "Words/Sources/Words/word.txt": "moin",
        "Words/Sources/Words/Word.swift": """
        import Foundation
        public func word() -> String {
            guard let file = Bundle.module.url(forResource: "word", withExtension: "txt") else { return "lost" }
            return (try? String(contentsOf: file, encoding: .utf8)) ?? "unreadable"
        }

        """,
        ".gitignore": ".build\ndist\n",
        "fledge.yaml": """
        description: Greets the world
        license: MIT
        maintainer: Ada Lovelace <ada@example.org>
        builds:
          - {product: greet, version: {symbol: greet_version}}
          - {product: plain, static: full, debug-symbols: true}
        packages: {formats: [deb]}

        """,
        "sdk.yaml": """
        builds:
          - product: plain
            targets: [linux/amd64]
            swift-sdk: {linux/amd64: fixture}
            flags: [--swift-sdks-path, "{{env.FIXTURE_SDKS}}"]

        """,
    ]

    @Test func `stamps programs, packs their resources, and makes the same bytes in any folder`() async throws {
        try await BuiltProgram.withProject(named: "greeter", Self.contents, tag: "v1.4.0") { project in
            let before = try project.tree(".")
            let result = try await project.fledge("package")
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            #expect(result.error.text.contains("greet: the version goes into the symbol `greet_version`"))
            #expect(result.error.text.contains("plain: the version goes into `version` of Sources/plain/main.swift"))
            try await project.must("mv", ["dist", "../first"])
            #expect(try project.tree(".") == before, "the user's files are as they were")

            let build = "../first/build/linux_\(Target.host.arch)"
            #expect(try await project.must("\(build)/plain", ["--version"]) == "plain 1.4.0")
            #expect(try await !project.must("readelf", ["--program-headers", "\(build)/plain"]).contains("INTERP"))
            let symbols = "../first/plain_1.4.0_linux_\(Target.host.arch).debug"
            #expect(try await project.must("readelf", ["--sections", symbols]).contains(".debug_info"))
            let identity = try await project.must("readelf", ["--notes", "\(build)/plain"]).buildID
            #expect(try await project.must("readelf", ["--notes", symbols]).buildID == identity)
            #expect(identity.count == 40 && identity != String(repeating: "0", count: 40))
            try await checkPackage(project)

            let again = try await project.clone("another-folder")
            let rebuilt = try await again.fledge("build")
            #expect(rebuilt.outcome == .exited(0), "\(rebuilt.error.text)")
            try await again.must("diff", ["--recursive", "../first/build", "dist/build"])
            try await buildWithSDK(project)
        }
    }

    /// The packaged program finds its bundle with neither source nor build folder left.
    private func checkPackage(_ project: BuiltProgram) async throws {
        guard ForeignTool.areThere("dpkg-deb") else { return }
        try await project.must("sh", ["-c", "dpkg-deb -x ../first/*.deb ../root"])
        try await project.must("mv", ["../cache", "../cache.away"])
        #expect(try await project.must("../root/usr/bin/greet", []) == "moin")
        #expect(try await project.must("../root/usr/bin/greet", ["--version"]) == "greet 1.4.0")
        try await project.must("mv", ["../cache.away", "../cache"])
    }

    /// A Swift SDK of a few kilobytes: the host's own toolchain and system, under other names.
    private func buildWithSDK(_ project: BuiltProgram) async throws {
        guard Target.host == .linuxAmd64 else { return }
        let missing = try await project.fledge(
            "build", "--config", "sdk.yaml", environment: ["FIXTURE_SDKS": "\(project.folder)/../sdks"])
        #expect(missing.outcome == .exited(2))
        #expect(missing.error.text.contains("the Swift SDK `fixture` is not installed"))

        try await project.must("sh", ["-c", Self.fixtureSDK])
        let built = try await project.fledge(
            "build", "--config", "sdk.yaml", environment: ["FIXTURE_SDKS": "\(project.folder)/../sdks"])
        #expect(built.outcome == .exited(0), "\(built.error.text)")
        #expect(try await project.must("dist/build/linux_amd64/plain", []) == "plain 1.4.0")
    }

    private static let fixtureSDK = """
        set -e
        toolchain=$(dirname "$(swift -print-target-info | sed -n 's/.*"runtimeResourcePath": "\\(.*\\)".*/\\1/p')")
        sdk=../fixture.artifactbundle/fixture
        mkdir -p "$sdk/root/usr/lib"
        for name in swift swift_static; do ln -s "$toolchain/$name" "$sdk/root/usr/lib/$name"; done
        for path in /usr/include /usr/lib/x86_64-linux-gnu /usr/lib/gcc /usr/lib64 /lib64; do
            if [ -e "$path" ]; then ln -s "$path" "$sdk/root$path"; fi
        done
        ln -s usr/lib "$sdk/root/lib"
        echo '{"schemaVersion":"1.0","artifacts":{"fixture":{"type":"swiftSDK","version":"0.0.1",
          "variants":[{"path":"fixture"}]}}}' > ../fixture.artifactbundle/info.json
        echo '{"schemaVersion":"4.0","targetTriples":{"x86_64-unknown-linux-gnu":{"sdkRootPath":"root",
          "swiftResourcesPath":"root/usr/lib/swift","swiftStaticResourcesPath":"root/usr/lib/swift_static",
          "toolsetPaths":["toolset.json"]}}}' > "$sdk/swift-sdk.json"
        echo '{"schemaVersion":"1.0","rootPath":"."}' > "$sdk/toolset.json"
        swift sdk install --swift-sdks-path ../sdks ../fixture.artifactbundle
        """
}

extension String {
    /// The build ID that `readelf --notes` prints.
    fileprivate var buildID: String {
        split(separator: "\n").first { $0.contains("Build ID:") }?.split(separator: " ").last.map(String.init) ?? ""
    }
}
