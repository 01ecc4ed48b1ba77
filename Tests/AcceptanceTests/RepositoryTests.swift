// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// `fledge repo` without a project, on packages of dpkg-deb's making.
@Suite("A repository", .enabled(if: ForeignTool.areThere("dpkg-deb", "xz", "sha256sum")))
struct RepositoryTests {
    /// Runs `body` with a folder that has `hello_1.0_amd64.deb` and `hello_2.0_amd64.deb`, and with a key.
    private func withPackages(_ body: (BuiltProgram, [String: String]) async throws -> Void) async throws {
        let machine = Machine.current()
        try await machine.files.withTemporaryDirectory { root in
            let program = BuiltProgram(folder: root.appending("work"))
            try machine.files.createDirectory(program.folder)
            for version in ["1.0", "2.0"] {
                let tree = program.folder.appending("tree-\(version)")
                try machine.files.createDirectory(tree.appending("DEBIAN"))
                try machine.files.createDirectory(tree.appending("usr/share/hello"))
                try machine.files.replace(tree.appending("usr/share/hello/version"), text: version)
                try machine.files.replace(
                    tree.appending("DEBIAN/control"),
                    text: """
                        Package: hello
                        Version: \(version)
                        Architecture: amd64
                        Maintainer: Ada Lovelace <ada@example.org>
                        Description: greets

                        """)
                try await program.must(
                    "dpkg-deb",
                    ["-Zgzip", "--root-owner-group", "-b", tree.string, "hello_\(version)_amd64.deb"])
            }
            let key = try await program.fledge(
                "key", "generate", "--algorithm", "ed25519", "--name", "Ada", "--email", "ada@example.org")
            try #require(key.isSuccess, "\(key.error.text)")
            try await body(program, ["FLEDGE_OPENPGP_KEY": key.outputText])
        }
    }

    @Test func `is made, listed, checked and cleaned from the command line`() async throws {
        try await withPackages { program, environment in
            func repo(_ arguments: String...) async throws -> ProgramResult {
                try await program.fledge(["repo"] + arguments + ["--storage", "www"], environment: environment)
            }
            let added = try await repo("add", "hello_1.0_amd64.deb", "--name", "demo", "--url", "http://127.0.0.1:1")
            #expect(added.outcome == .exited(0))
            #expect(added.output.text == "")
            #expect(added.error.text.contains("added 1 package: generation 1 in www, signed"))
            #expect(try await repo("add", "hello_1.0_amd64.deb").error.text.contains("1 package there already"))
            #expect(try await repo("add", ".", "--track", "beta").isSuccess)
            let table = try await repo("list").outputText
            #expect(
                table == """
                    apt  beta    hello  1.0  amd64
                    apt  beta    hello  2.0  amd64
                    apt  stable  hello  1.0  amd64
                    """)
            let json = try await repo("list", "--json", "--track", "stable").outputText
            let listing = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
            #expect((listing["packages"] as? [[String: Any]])?.first?["version"] as? String == "1.0")
            #expect(try await repo("check").error.text.contains("nothing is wrong"))
            #expect(try await repo("remove", "hello=2.0").isSuccess)
            #expect(try await repo("gc", "--keep-days", "0").outputText.contains("hello_2.0_amd64.deb"))

            let plain = try await program.fledge(["repo", "add", "hello_2.0_amd64.deb", "--storage", "www"])
            #expect(plain.outcome == .exited(2))
            #expect(plain.error.text.contains("hint: set `FLEDGE_OPENPGP_KEY`, or pass `--unsigned`"))
            let unsigned = try await program.fledge(["repo", "add", "hello_2.0_amd64.deb", "--storage", "other"])
            #expect(unsigned.outcome == .exited(0))
            #expect(unsigned.error.text.contains("warning: the repository is not signed"))

            try await program.must("sh", ["-c", "mkdir changed && cp hello_2.0_amd64.deb changed/hello_1.0_amd64.deb"])
            let taken = try await repo("add", "changed/hello_1.0_amd64.deb", "--track", "edge")
            #expect(taken.outcome == .exited(2))
            try await program.must("sh", ["-c", "echo >> www/apt/dists/stable/main/binary-amd64/Packages.gz"])
            let broken = try await repo("check")
            #expect(broken.outcome == .exited(2))
            #expect(broken.error.text.contains("Packages.gz"))
            #expect(try await repo("list", "--nonsense").outcome == .exited(64))
            let missing = try await program.fledge(["repo", "list", "--storage", "nowhere"])
            #expect(missing.outcome == .exited(2))
            #expect(missing.error.text.contains("there is no repository in `nowhere`"))
        }
    }

    @Test func `has patches for apt where they are asked for, and none on GitHub`() async throws {
        try await withPackages { program, environment in
            func add(_ arguments: String..., to storage: String = "www") async throws -> ProgramResult {
                try await program.fledge(["repo", "add", "--storage", storage] + arguments, environment: environment)
            }
            func hasPatches() async throws -> Bool {
                try await program.must("cat", ["www/apt/dists/stable/InRelease"]).contains("Packages.diff/Index")
            }
            // An index that is large beside what is added to it.
            let script = """
                for number in $(seq 20); do
                    mkdir -p many noise/DEBIAN
                    {
                        printf 'Package: noise%s\\nVersion: 1.0\\nArchitecture: amd64\\n' "$number"
                        printf 'Maintainer: Ada <ada@example.org>\\nDescription: noise\\n'
                        for line in $(seq 30); do printf ' %s\\n' "$(echo "$number $line" | sha256sum)"; done
                    } > noise/DEBIAN/control
                    dpkg-deb -Zgzip --root-owner-group -b noise "many/noise$number.deb"
                done
                """
            try await program.must("sh", ["-ec", script])
            #expect(try await add("many", "--apt-pdiffs", "3").isSuccess)
            #expect(try await add("hello_1.0_amd64.deb").isSuccess)
            #expect(try await hasPatches())
            let check = try await program.fledge(["repo", "check", "--storage", "www"], environment: environment)
            #expect(check.isSuccess, "\(check.error.text)")
            #expect(try await add("hello_2.0_amd64.deb", "--apt-pdiffs", "0").isSuccess)
            #expect(try await !hasPatches())

            let tooMany = try await add("many", "--apt-pdiffs", "101")
            #expect(tooMany.outcome == .exited(64))
            #expect(tooMany.error.text.contains("'--apt-pdiffs' is a number from 0 to 100"))
            let onGitHub = try await add("many", "--apt-pdiffs", "3", to: "github:owner/packages")
            #expect(onGitHub.outcome == .exited(2))
            #expect(onGitHub.error.text.contains("APT repositories on GitHub have no pdiffs"))
        }
    }

    /// A debug build ends itself at the n-th change of the file system as `kill -9` would.
    @Test func `is whole wherever its publisher was killed, and the next run ends what was begun`() async throws {
        try await withPackages { program, environment in
            let url = ["--url", "http://127.0.0.1:1"]
            func add(_ version: String, killedAt position: Int? = nil) async throws -> ProgramResult {
                var environment = environment
                environment["FLEDGE_KILL_AT"] = position.map { "\($0)" }
                return try await program.fledge(
                    ["repo", "add", "hello_\(version)_amd64.deb", "--storage", "www"] + url, environment: environment)
            }
            #expect(try await add("1.0").isSuccess)
            try await program.must("cp", ["-a", "www", "before"])
            // Every position takes a minute, which CI has.
            let pitch = program.machine.environment["CI"] == nil ? 7 : 1
            var position = pitch
            var seen: Set<[String]> = []
            while true {
                try await program.must("rm", ["-rf", "www"])
                try await program.must("cp", ["-a", "before", "www"])
                let killed = try await add("2.0", killedAt: position)
                seen.insert(try await versions(program))
                if killed.outcome == .exited(0) { break }
                #expect(killed.outcome == .signalled(9), "position \(position): \(killed.error.text)")
                let again = try await add("2.0")
                #expect(again.outcome == .exited(0), "position \(position): \(again.error.text)")
                #expect(try await versions(program) == ["1.0", "2.0"], "position \(position)")
                let check = try await program.fledge(["repo", "check", "--storage", "www"], environment: environment)
                #expect(check.outcome == .exited(0), "position \(position): \(check.error.text)")
                position += pitch
                try #require(position < 2000)
            }
            #expect(position > 60)
            #expect(seen == [["1.0"], ["1.0", "2.0"]])
        }
    }

    /// The versions that a reader finds: `InRelease`, the index that it names, and the packages that this names, all with
    /// their digests.
    private func versions(_ program: BuiltProgram) async throws -> [String] {
        let script = """
            cd www/apt
            index=$(awk '$3 == "main/binary-amd64/Packages.xz" {print $1}' dists/stable/InRelease)
            file=dists/stable/main/binary-amd64/by-hash/SHA256/$index
            echo "$index  $file" | sha256sum --check --quiet
            xz -dc "$file" | awk '$1 == "Filename:" {f = $2} $1 == "SHA256:" {print $2 "  " f}' | sha256sum --check --quiet
            xz -dc "$file" | awk '$1 == "Version:" {print $2}' | sort
            """
        return try await program.must("sh", ["-ec", script]).split(separator: "\n").map(String.init)
    }
}
