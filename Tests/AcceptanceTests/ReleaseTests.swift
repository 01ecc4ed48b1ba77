// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Release
import SystemPackage
import TestSupport
import Testing

@Suite("A release", .serialized)
struct ReleaseTests {
    @Test func `makes every file of the design and publishes it to the folder`() async throws {
        try await BuiltProgram.withProject { project in
            let result = try await project.fledge("release")
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            let names = try project.machine.files.list(project.folder.appending("dist")).map(\.string)
            #expect(
                names == [
                    "artifacts.json", "build", "greet-1.2.3-1.aarch64.rpm", "greet-1.2.3-1.x86_64.rpm", "greet.rb",
                    "greet_1.2.3_amd64.deb", "greet_1.2.3_arm64.deb", "greet_1.2.3_checksums.txt",
                    "greet_1.2.3_linux_amd64.tar.gz", "greet_1.2.3_linux_arm64.tar.gz", "install.sh", "journal.jsonl",
                    "manifest.json", "metadata.json", "site",
                ])
            try await project.must(
                "sh", ["-c", "cd dist/site/download/v1.2.3 && sha256sum --check --quiet *_checksums.txt"])
            try await project.must("git", ["clone", "--quiet", "dist/site/homebrew.git", "tap"])
            #expect(try project.machine.files.exists(project.folder.appending("tap/Formula/greet.rb")))

            let page = try project.machine.files.readText(
                project.folder.appending("dist/site/index.html"), limit: 1 << 20)
            let links = page.split(separator: "href=\"").dropFirst().compactMap { $0.split(separator: "\"").first }
                .filter { !$0.contains(":") }
            for name in names where name.hasPrefix("greet_") || name.hasPrefix("greet-") {
                #expect(links.contains { $0.hasSuffix("/\(name)") }, "the page links \(name)")
            }
            for link in links {
                let place = project.folder.appending("dist/site").pushing(FilePath("\(link)"))
                #expect(try project.machine.files.exists(place), "the page links \(link)")
            }
        }
    }

    @Test func `takes nothing for up to date that another Fledge made`() async throws {
        try await BuiltProgram.withProject { project in
            func stages(_ maker: String) async throws -> [StageName] {
                let log = StageLog()
                let loaded = try await ProjectLoading(machine: project.machine).load(project.folder, config: nil)
                _ = try await ReleasePipeline(
                    machine: project.machine, project: loaded, options: ReleaseOptions(), reporter: log, maker: maker
                ).run(through: .sign)
                return await log.started
            }
            let (first, again, other) = try await (
                stages("fledge 1.0.0"), stages("fledge 1.0.0"), stages("fledge 1.0.1")
            )
            #expect(first == [.build, .package, .sign])
            #expect(again.isEmpty)
            #expect(other.starts(with: [.build, .package]))
        }
    }

    /// The stages that were not found done already.
    private actor StageLog: Reporter {
        private(set) var started: [StageName] = []

        func report(_ event: ReleaseEvent) {
            if case .stageStarted(let name) = event { started.append(name) }
        }
    }

    @Test func `changes nothing the second time, and gives the same bytes from another folder`() async throws {
        try await BuiltProgram.withProject { project in
            #expect(try await project.fledge("release").outcome == .exited(0))
            let first = try await project.digests("dist")
            let times = try await project.must("find", ["dist/site", "-printf", "%p %T@\\n"])
            #expect(try await project.fledge("release").outcome == .exited(0))
            #expect(try await project.digests("dist") == first)
            #expect(try await project.must("find", ["dist/site", "-printf", "%p %T@\\n"]) == times)

            try await project.must("git", ["clone", "--quiet", ".", "../again"])
            let again = BuiltProgram(folder: project.folder.removingLastComponent().appending("again"))
            #expect(try await again.fledge("release").outcome == .exited(0))
            #expect(try await again.timelessDigests("dist") == project.timelessDigests("dist"))
        }
    }

    @Test func `refuses a dirty tree, an untagged commit and other bytes under a published version`() async throws {
        try await BuiltProgram.withProject { project in
            #expect(try await project.fledge("release").outcome == .exited(0))
            try project.machine.files.replace(project.folder.appending("new.txt"), text: "new")
            let dirty = try await project.fledge("release")
            #expect(dirty.outcome == .exited(2))
            #expect(dirty.error.text.contains("`new.txt` is not as committed"))
            try await project.must("git", ["add", "-A"])
            try await project.must(
                "git", ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "More"])
            #expect(try await project.fledge("release").outcome == .exited(2))
            try await project.must("git", ["tag", "--force", "v1.2.3"])
            let divergent = try await project.fledge("release")
            #expect(divergent.outcome == .exited(2))
            #expect(divergent.error.text.contains("is published already, with other bytes"))
        }
    }

    @Test func `fails when the program prints another version`() async throws {
        try await BuiltProgram.withProject { project in
            try await project.must("git", ["tag", "--delete", "v1.2.3"])
            try await project.must("git", ["tag", "v2.0.0"])
            let result = try await project.fledge("release")
            #expect(result.outcome == .exited(2))
            // Whichever of the targets is built first.
            #expect(
                ["amd64", "arm64"].contains {
                    result.error.text.contains(
                        "`greet --version` prints 1.2.3 for linux/\($0), and the release is 2.0.0")
                })
            #expect(try !project.machine.files.exists(project.folder.appending("dist/site")))
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dpkg-deb", "rpm")))
    func `makes packages that dpkg and rpm install`() async throws {
        try await BuiltProgram.withProject { project in
            #expect(try await project.fledge("package").outcome == .exited(0))
            try await project.must("dpkg-deb", ["-x", "dist/greet_1.2.3_amd64.deb", "deb"])
            #expect(try await project.must("sh", ["deb/usr/bin/greet"]) == "greet 1.2.3")
            #expect(try await project.must("dpkg-deb", ["-f", "dist/greet_1.2.3_amd64.deb", "Version"]) == "1.2.3")
            let root = project.folder.appending("rpm").string
            try await project.must(
                "rpm",
                [
                    "--root", root, "--install", "--nodeps", "--noscripts", "--nosignature",
                    "dist/greet-1.2.3-1.x86_64.rpm",
                ])
            #expect(try await project.must("rpm", ["--root", root, "--verify", "--nodeps", "greet"]).isEmpty)
        }
    }

    @Test func `joins what several machines built, the bytes as from one`() async throws {
        try await BuiltProgram.withProject { project in
            #expect(try await project.fledge("sign").outcome == .exited(0))
            let whole = try await project.digests("dist")
            for target in ["linux/amd64", "linux/arm64"] {
                let part = try await project.fledge("build", "--split", "--clean", "--target", target)
                #expect(part.outcome == .exited(0))
                #expect(part.error.text.contains("`fledge release --merge DIR…` joins the parts"))
                try await project.must("mv", ["dist", "../part-\(target.suffix(5))"])
            }
            let missing = try await project.fledge("release", "--merge", "../part-amd64")
            #expect(missing.outcome == .exited(2))
            #expect(missing.error.text.contains("no folder has `greet` for linux/arm64"))
            let merged = try await project.fledge("release", "--merge", "../part-amd64", "../part-arm64")
            #expect(merged.outcome == .exited(0), "\(merged.error.text)")
            #expect(try await project.digests("dist").filter { !$0.contains("dist/site/") } == whole)
        }
    }

    @Test func `cleans up, leaves the site, and leaves out what it is told to`() async throws {
        try await BuiltProgram.withProject { project in
            #expect(try await project.fledge("release").outcome == .exited(0))
            let site = try project.tree("dist/site")
            let cleaned = try await project.fledge("clean")
            #expect(cleaned.error.text == "removed dist/ but for its site, the build cache\n")
            #expect(try project.machine.files.list(project.folder.appending("dist")).map(\.string) == ["site"])
            #expect(try project.tree("dist/site") == site)
            let all = try await project.fledge("clean", "--all", "--json")
            #expect(all.output.text.split(separator: "\n").map { $0.drop { $0 == " " } }.contains("\"dist/\""))
            #expect(try !project.machine.files.exists(project.folder.appending("dist")))
            let skipped = try await project.fledge("release", "--skip", "publish")
            #expect(skipped.outcome == .exited(0))
            #expect(skipped.error.text.contains("made greet 1.2.3 in "))
            #expect(skipped.error.text.contains(" in dist/; nothing was published, as `--skip` asks"))
        }
    }

    @Test func `answers a wrong command line with 64 and a wrong configuration with 78`() async throws {
        try await BuiltProgram.withProject { project in
            #expect(try await project.fledge("release", "--nonsense").outcome == .exited(64))
            let misspelt = try await project.fledge("relase")
            #expect(misspelt.outcome == .exited(64))
            #expect(misspelt.error.text.hasSuffix("hint: did you mean `fledge release`?\n"))
            let unknown = try await project.fledge("release", "--target", "linux/foo")
            #expect(unknown.outcome == .exited(64))
            #expect(unknown.error.text.hasPrefix("error: '--target' does not know 'linux/foo'; it takes linux/amd64,"))
            try project.machine.files.replace(project.folder.appending("fledge.yaml"), text: "nmae: greet\n")
            let result = try await project.fledge("check")
            #expect(result.outcome == .exited(78))
            #expect(result.error.text.contains("fledge.yaml:1"))
            #expect(result.error.text.contains("`name`"))
        }
    }
}
