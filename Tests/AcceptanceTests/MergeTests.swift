// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import Testing

/// Releases that are joined from what several machines built.
@Suite("A release of parts")
struct MergeTests {
    @Test func `takes what is built in dist already, and again where that was joined`() async throws {
        try await BuiltProgram.withParts { project in
            let whole = try await project.clone("whole")
            #expect(try await whole.fledge("sign").outcome == .exited(0))
            let digests = try await whole.digests("dist")
            for parts in [["dist", "../other"], ["./dist/", "../other"], ["../other", "dist"]] {
                let result = try await project.fledge(["release", "--merge"] + parts)
                #expect(result.outcome == .exited(0), "\(result.error.text)")
                #expect(try await project.digests("dist").filter { !$0.contains("dist/site/") } == digests)
            }
            let again = try await project.fledge("release", "--merge", "dist", "../other")
            #expect(again.error.text.contains("build: skipped, dist/ has it already"), "\(again.error.text)")
        }
    }

    @Test func `leaves out a target as its hint says, and what else lies in dist`() async throws {
        try await BuiltProgram.withParts { project in
            try project.write("dist/build/linux_arm64/stray/greet", "old")
            let missing = try await project.fledge("release", "--merge", "dist")
            #expect(missing.outcome == .exited(2))
            #expect(missing.error.text.contains("no folder has `greet` for linux/arm64"))
            #expect(missing.error.text.contains("or leave it out with `--skip linux/arm64`"))
            let result = try await project.fledge("release", "--merge", "dist", "--skip", "linux/arm64")
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            let left = try project.machine.files.walk(project.folder.appending("dist/build"))
            #expect(left.map(\.relativePath.string) == ["linux_amd64", "linux_amd64/greet"])
        }
    }

    @Test func `refuses what is no part, before anything is changed`() async throws {
        try await BuiltProgram.withParts { project in
            try project.write("../bad/manifest.json", "{\"project\": 7}")
            try project.write("../text/manifest.json", "not json")
            try project.write("../empty/file", "")
            try project.write("dist/part/manifest.json", "{}")
            let before = try project.tree("dist")
            for (folder, code, text) in [
                ("nope", 2 as Int32, "there is no folder `nope` to merge\n"),
                ("LICENSE", 2, "cannot merge `LICENSE`, which is no folder\n"),
                (
                    "../bad", 2,
                    "`../bad/manifest.json` is not the manifest of a partial dist/ folder\n  caused by: it has no `"
                ),
                (
                    "../text", 2,
                    "`../text/manifest.json` is not the manifest of a partial dist/ folder\n  caused by: it is not JSON\n"
                ),
                (
                    "../empty", 2,
                    "`../empty/manifest.json` is not the manifest of a partial dist/ folder\n  caused by: cannot read"
                ),
                ("dist/part", 2, "cannot merge `dist/part`: it lies in dist/, whose content the release replaces\n"),
            ] {
                let result = try await project.fledge("release", "--merge", "dist", folder)
                #expect(result.outcome == .exited(code), "\(folder)")
                #expect(result.error.text.contains("error: \(text)"), "\(result.error.text)")
                #expect(result.error.text.contains("\n\nhint: "), "\(result.error.text)")
                #expect(!result.error.text.contains("no folder has"), "\(result.error.text)")
                #expect(!result.error.text.contains("DecodingError"), "\(result.error.text)")
            }
            let cleaned = try await project.fledge("release", "--clean", "--merge", "dist", "../other")
            #expect(cleaned.outcome == .exited(64))
            #expect(cleaned.error.text.contains("error: `--clean` empties `dist`, which `--merge` names"))
            #expect(try project.tree("dist") == before)
        }
    }
}

extension BuiltProgram {
    /// A project whose program for linux/amd64 is built in `dist/`, and the one for linux/arm64 in `../other`.
    fileprivate static func withParts(_ body: (BuiltProgram) async throws -> Void) async throws {
        try await withProject { project in
            for target in ["linux/arm64", "linux/amd64"] {
                let part = try await project.fledge("build", "--split", "--target", target)
                try #require(part.outcome == .exited(0), "\(part.error.text)")
                if target == "linux/arm64" { try await project.must("mv", ["dist", "../other"]) }
            }
            try await body(project)
        }
    }
}
