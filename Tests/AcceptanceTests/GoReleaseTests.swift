// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage
import TestSupport
import Testing

@Suite("A release of a Go program", .serialized, .enabled(if: ForeignTool.areThere("go")))
struct GoReleaseTests {
    private func contents(_ program: String, targets: String, more: String = "") -> [String: String] {
        [
            "go.mod": "module example.org/tally\n\ngo 1.21\n", "main.go": program, ".gitignore": "dist\n",
            "fledge.yaml": """
            description: Counts lines
            license: MIT
            maintainer: Ada Lovelace <ada@example.org>
            builds:
              - {builder: go, targets: [\(targets)]\(more)}

            """,
        ]
    }

    @Test func `replaces a constant, is the same from any folder, and is as committed by its own stamp`() async throws {
        let source = "package main\n\nconst version = \"2.0.0\"\n\nfunc main() { println(\"tally\", version) }\n"
        let host = Target.host
        try await BuiltProgram.withProject(
            named: "tally", contents(source, targets: "\(host)", more: ", debug-symbols: true"), tag: "v2.0.0"
        ) { project in
            try project.machine.files.replace(project.folder.appending("README.md"), text: "Counts.\n")
            try await project.commit("Second")
            try await project.must("git", ["tag", "v2.1.0"])
            let result = try await project.fledge("sign")
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            #expect(result.error.text.contains("tally: the version goes into the constant `main.version`"))
            let binary = "dist/build/\(host.fileName)/tally"
            #expect(try await project.must("sh", ["-c", "\(binary) 2>&1"]) == "tally 2.1.0")
            let stamp = try await project.must("go", ["version", "-m", binary])
            #expect(stamp.contains("vcs.modified=false") && stamp.contains("-trimpath=true"))
            #expect(stamp.contains("vcs.revision=\(try await project.must("git", ["rev-parse", "HEAD"]))"))
            if host.os == .linux {
                let symbols = "tally_2.1.0_\(host.fileName).debug"
                #expect(try await project.must("readelf", ["--sections", "dist/\(symbols)"]).contains(".debug_info"))
                let checked = try await project.must("sh", ["-c", "cd dist && sha256sum --check *_checksums.txt"])
                #expect(checked.contains("\(symbols): OK"), "\(checked)")
                #expect(try await !project.must("readelf", ["--sections", binary]).contains(".debug_info"))
            }

            let again = try await project.clone("another-folder")
            #expect(try await again.fledge("build").outcome == .exited(0))
            try await again.must("diff", ["--recursive", "../tally/dist/build", "dist/build"])
        }
    }

    @Test func `takes other targets, and a universal one from two`() async throws {
        let source = "package main\n\nvar version = \"dev\"\n\nfunc main() { println(version) }\n"
        let targets = "linux/armv7, windows/arm64, macos/universal"
        try await BuiltProgram.withProject(named: "tally", contents(source, targets: targets), tag: "v2.0.0") {
            project in
            let result = try await project.fledge("build")
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            let starts = try ["linux_armv7/tally", "windows_arm64/tally.exe", "macos_universal/tally"].map { name in
                Array(
                    try project.machine.files.read(
                        project.folder.pushing(FilePath("dist/build/\(name)")), limit: 1 << 26
                    ).prefix(8))
            }
            #expect(starts[0].prefix(4) == [0x7F, 0x45, 0x4C, 0x46])
            #expect(starts[1].prefix(2) == [0x4D, 0x5A])
            #expect(starts[2] == [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 2])
        }
    }
}
