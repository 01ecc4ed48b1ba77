// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// What the program makes of wrong input: an error that says what, where and what next, the right exit code, and nothing
/// half done.
@Suite("Bad input")
struct BadInputTests {
    @Test func `reports all mistakes of a configuration at once`() async throws {
        try await BuiltProgram.withProject { project in
            try project.machine.files.replace(project.folder.appending("fledge.yaml"), text: Self.mistakes)
            let result = try await project.fledge("check", "--json")
            #expect(result.outcome == .exited(78))
            #expect(result.error.text.isEmpty)
            let findings = try JSONDecoder().decode([Finding].self, from: Data(result.output.bytes))
            #expect(findings.count == 41)
            for finding in findings {
                #expect(finding.location?.file == "fledge.yaml")
                #expect(finding.location?.column != nil, "\(finding.message)")
                #expect(finding.keyPath != nil, "\(finding.message)")
            }
            #expect(findings.first?.hints == ["did you mean `name`?"])
            let text = try await project.fledge("release")
            #expect(text.outcome == .exited(78))
            #expect(text.output.bytes.isEmpty)
            #expect(
                text.error.text.contains(
                    """
                    error: unknown key `buidler`
                      at fledge.yaml:7:6, `builds[0].buidler`

                    hint: did you mean `builder`?

                    """))
            #expect(text.error.text.hasSuffix("found 41 errors\n"))
            #expect(try !project.machine.files.exists(project.folder.appending("dist")))
        }
    }

    @Test func `packs names with spaces, quotes and bytes beyond ASCII, and refuses line breaks where packages do`()
        async throws
    {
        try await BuiltProgram.withProject { project in
            let names = ["it's \"here\".txt", "back\\slash", "ü.txt", "a b"]
            for name in names { try project.write("odd names/\(name)", "x") }
            try await project.configure(
                """
                archives: {files: ["odd names"]}
                packages: {contents: [{source: "odd names/*", destination: "/usr/share/greet/odd names/"}]}
                """)
            #expect(try await project.release().outcome == .exited(0))
            let listed = try await project.must(
                "tar", ["-tzf", "dist/greet_1.2.3_linux_amd64.tar.gz", "--quoting-style=literal"])
            for name in names { #expect(listed.split(separator: "\n").contains("odd names/\(name)")) }
            try await project.must("dpkg-deb", ["-x", "dist/greet_1.2.3_amd64.deb", "../deb"])
            let installed = project.folder.removingLastComponent().appending("deb/usr/share/greet/odd names")
            #expect(try Set(project.machine.files.list(installed).map(\.string)) == Set(names))

            try project.write("odd names/new\nline", "x")
            try await project.release("New line", fails: 2, saying: "nothing can be installed at `/usr/share/greet/odd")
        }
    }

    @Test func `refuses a name that is not UTF-8 where a package would have it, and no other`() async throws {
        try await BuiltProgram.withProject { project in
            // "bad" and the bytes FF FE
            try await project.must("sh", ["-c", "mkdir x && printf y > \"$(printf 'x/bad\\377\\376')\""])
            try await project.configure("archives: {files: [bin]}")
            #expect(try await project.release().outcome == .exited(0))
            try await project.configure("archives: {files: [x]}")
            try await project.release(fails: 2, saying: "has a name that is not UTF-8\n  at fledge.yaml:9:20")
            try await project.configure("packages: {contents: [{source: x, destination: /usr/share/x}]}")
            try await project.release(fails: 2, saying: "has a name that is not UTF-8")
        }
    }

    @Test func `refuses links that lead in a circle, out of the project, to a folder or nowhere`() async throws {
        try await BuiltProgram.withProject { project in
            for (target, message) in [
                ("two", "`links/one` is a symbolic link that leads in a circle; it points to `two`"),
                ("/etc/hostname", "`links/one` leads out of the project, to `/etc/hostname`"),
                ("../bin", "`links/one` is a symbolic link to a folder"),
                ("missing", "`links/one` is a symbolic link that leads nowhere; it points to `missing`"),
            ] {
                let files = project.machine.files
                try files.removeIfPresent(project.folder.appending("links"))
                try files.createDirectory(project.folder.appending("links"))
                try files.createSymbolicLink(project.folder.appending("links/one"), to: FilePath(target))
                if target == "two" { try files.createSymbolicLink(project.folder.appending("links/two"), to: "one") }
                try await project.configure("archives: {files: [links]}")
                try await project.release(fails: 2, saying: message)
            }
        }
    }

    @Test func `refuses a source that is not there, and paths that leave the project`() async throws {
        try await BuiltProgram.withProject { project in
            try await project.configure("packages: {contents: [{source: nothing, destination: /etc/a}]}")
            try await project.release(fails: 2, saying: "no file of the project matches `nothing`\n  at fledge.yaml:9:")
            try await project.configure(
                """
                archives: {files: ["../secret", /etc/passwd]}
                packages: {contents: [{source: /etc/passwd, destination: etc/x}, {source: a, destination: "/a/../b"}]}
                """)
            let result = try await project.fledge("release")
            #expect(result.outcome == .exited(78))
            #expect(result.error.text.hasSuffix("found 5 errors\n"))
        }
    }

    @Test func `keeps what is whole on a full disk, and says so`() async throws {
        try await BuiltProgram.withProject { project in
            let whole = try await project.clone("whole")
            #expect(try await whole.fledge("release", "--target", "linux/amd64").outcome == .exited(0))
            let tree = try whole.tree("dist")
            try project.machine.files.createDirectory(project.folder.appending("dist"))
            for kilobytes in [4, 16, 32, 64, 80, 112, 128] {
                let result = try await project.fledgeOnSmallDisk(kilobytes, "release", "--target", "linux/amd64")
                guard let result else { return }
                #expect(result.outcome == .exited(1), "\(kilobytes) kB: \(result.error.text)")
                #expect(result.error.text.contains("No space left on device") || result.error.text.contains("disk"))
                #expect(
                    result.error.text.contains("hint: free space on that disk; the same command goes on from there"))
                for line in result.outputText.split(separator: "\n") {
                    // `<size> <path>` of what was left there
                    let fields = line.split(separator: " ", maxSplits: 1)
                    let path = String(try #require(fields.last))
                    let known = tree.first { $0.key.hasPrefix("\(path) ") }
                    #expect(known.map { "\($0.value.count)" } == fields.first.map(String.init), "\(line)")
                }
            }
        }
    }

    @Test func `says that dist cannot be written`() async throws {
        try await BuiltProgram.withProject { project in
            try project.machine.files.replace(project.folder.appending("dist"), text: "a file")
            try await project.release(fails: 2, saying: "hint: move away what has that name and is no folder")
        }
    }

    @Test func `says why dist cannot be made where a link is in its place`() async throws {
        try await BuiltProgram.withProject { project in
            let dist = project.folder.appending("dist")
            try project.machine.files.createSymbolicLink(dist, to: "nowhere")
            try await project.release(fails: 2, saying: "hint: move away what has that name and is no folder")
            #expect(try await project.fledge("clean").outcome == .exited(0))
            try project.machine.files.remove(dist)
            try project.machine.files.createSymbolicLink(dist, to: "dist")
            try await project.release(fails: 2, saying: "hint: remove the symbolic links that lead in a circle")
        }
    }

    @Test func `refuses what has the configuration's name and is no file`() async throws {
        try await BuiltProgram.withProject { project in
            for (command, text) in [
                ("ln -s nowhere", "`fledge.yaml` is a symbolic link that leads nowhere; it points to `nowhere`"),
                ("mkdir", "`fledge.yaml` is a folder"), ("mkfifo", "`fledge.yaml` is no regular file"),
                ("ln -s fledge.yaml", "Too many levels of symbolic links"),
            ] {
                try await project.must("sh", ["-c", "rm -rf fledge.yaml && \(command) fledge.yaml"])
                for arguments in [["check"], ["release", "--snapshot"], ["init", "--force"], ["changelog"]] {
                    let result = try await project.fledge(arguments)
                    #expect(result.outcome == .exited(78), "\(command) \(arguments): \(result.error.text)")
                    #expect(result.error.text.contains("error: cannot read the configuration\n"))
                    #expect(result.error.text.contains(text), "\(result.error.text)")
                }
            }
        }
    }

    @Test func `refuses a project that is no folder`() async throws {
        try await BuiltProgram.withProject { project in
            for (name, text) in [
                ("LICENSE", "the project `LICENSE` is no folder"), ("nope", "there is no project folder `nope`"),
                ("LICENSE/x", "there is no project folder `LICENSE/x`"),
            ] {
                let result = try await project.fledge("check", "--project", name)
                #expect(result.outcome == .exited(64))
                #expect(result.error.text.hasPrefix("error: \(text)"), "\(result.error.text)")
            }
        }
    }

    @Test func `is annotated in GitHub Actions by its path in the repository`() async throws {
        try await BuiltProgram.withProject { project in
            try project.write("tool/fledge.yaml", "nmae: tool\n")
            let top = project.folder.string
            for (environment, folder) in [
                ([:], "tool/"), (["GITHUB_WORKSPACE": top], "tool/"),
                (["GITHUB_WORKSPACE": project.folder.removingLastComponent().string], "greet/tool/"),
                (["GITHUB_WORKSPACE": "/usr"], "tool/"),
            ] {
                var environment = environment
                environment["GITHUB_ACTIONS"] = "true"
                for more in [[], ["--config", "tool/fledge.yaml"], ["--config", "./tool/../tool/fledge.yaml"]] {
                    let result = try await project.fledge(
                        ["check", "--project", "tool"] + more, environment: environment)
                    #expect(result.outcome == .exited(78))
                    #expect(
                        result.error.text.contains("::error file=\(folder)fledge.yaml,line=1,col=1::"),
                        "\(result.error.text)")
                }
            }
        }
    }

    /// Of the kind that every one names, with another number.
    private struct Finding: Decodable {
        struct Location: Decodable {
            let file: String
            let line: Int
            let column: Int?
        }
        let message: String
        let hints: [String]
        let keyPath: String?
        let location: Location?
    }

    private static let mistakes = """
        nmae: greet
        description: [a, list]
        homepage: not a url
        license: 7
        maintainer: nobody
        builds:
          - {buidler: prebuilt, binary: "a/b", path: ../bin/greet, targets: [linux/amd65, 7], timeout: soon, static: maybe}
          - {builder: rust}
          - {builder: go, product: x, environment: {"A B": c}, version: {constant: x}}
          - 9
        gates: {version: loud, startup: eror, audit: {library: x}}
        hooks: {befor: x}
        archives: {files: "x", format: zp}
        packages:
          formats: [deb, rmp]
          compression: brotli
          dependencies: {deb: "bad dep (("}
          contents:
            - {source: a, destination: relative, type: confg}
            - {source: ../a, destination: /a/../b, mode: 999}
          service: {comand: x, restart: sometimes}
          scripts: {postinst: x}
        signing: {openpgp: {key: literal}}
        channels: {gihub: {}, folder: {url: ftp://x}}
        retention: {versions: -1}
        rollback: {budget: 1 parsec}
        test: {minimum-coverage: 180}
        run: {ignore: 5}
        """
}
