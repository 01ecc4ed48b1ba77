// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import TestSupport
import Testing

/// Settings of packages and archives that can't be had, and stages that are left out: found early, and told where.
@Suite("Mistakes in what is packaged")
struct PackageMistakeTests {
    @Test func `check tells relations and files that can't be had, all in one pass`() async throws {
        try await BuiltProgram.withProject { project in
            try project.write("scripts/dos.sh", "#!/bin/sh\r\necho\r\n")
            try await project.configure(
                """
                archives: {files: [NOPE.md]}
                packages:
                  dependencies: {deb: ["git>=2"], rpm: ["git (>> 2.0)"]}
                  conflicts: {deb: ["bar [amd64]"]}
                  scripts: {postinstall: scripts/nope.sh}
                  man-pages: [man/nope.1]
                  contents: [{source: nope, destination: /nope}]
                """)
            let found = try await project.fledge("check")
            #expect(found.outcome == .exited(78))
            let text = found.error.text + found.output.text
            for line in [
                "can't have `git>=2` among its dependencies", "can't have `git (>> 2.0)` among its dependencies",
                "can't have `bar [amd64]` among its conflicts", "matches `NOPE.md`", "matches `scripts/nope.sh`",
                "matches `man/nope.1`", "matches `nope`", "at fledge.yaml:15:23, `packages.contents[0].source`",
            ] {
                #expect(text.contains(line), "\(line): \(text)")
            }
            let packed = try await project.fledge("package")
            #expect(packed.outcome == .exited(78))
            #expect(
                packed.error.text.contains("at fledge.yaml:11:24, `packages.dependencies.deb[0]`"),
                "\(packed.error.text)")
            #expect(try !project.machine.files.exists(project.folder.appending("dist/manifest.json")))

            try await project.configure("packages: {scripts: {postinstall: scripts/dos.sh}}")
            let known = try await project.fledge("check")
            #expect(known.outcome == .exited(2))
            #expect((known.error.text + known.output.text).contains("text eol=lf` in .gitattributes"))
            let script = try await project.fledge("package")
            #expect(script.outcome == .exited(2))
            #expect(script.error.text.contains("Windows line ends"), "\(script.error.text)")
            #expect(script.error.text.contains("at fledge.yaml:9:35, `packages.scripts.postinstall`"))
        }
    }

    @Test func `a file that hooks may make is a warning`() async throws {
        try await BuiltProgram.withProject { project in
            try await project.configure(
                """
                hooks: {after: ["echo 1 >made"]}
                packages: {contents: [{source: made, destination: /usr/share/greet/made}]}
                """)
            let found = try await project.fledge("check")
            #expect(found.outcome == .exited(0))
            #expect((found.error.text + found.output.text).contains("warning: no file of the project matches `made`"))
            #expect(try await project.release().outcome == .exited(0))
        }
    }

    @Test func `two things of an archive at one place are an error`() async throws {
        try await BuiltProgram.withProject { project in
            try project.write("greet/conf", "a=1\n")
            try await project.configure("archives: {files: [\"greet/*\"]}\npackages: {formats: []}")
            let below = try await project.release()
            #expect(below.outcome == .exited(2))
            #expect(below.error.text.contains("two things of `greet_1.2.3_linux_amd64.tar.gz` go to `greet`"))
            try await project.must("git", ["rm", "-r", "--quiet", "greet"])
            try project.write("greet", "mine\n")
            try await project.configure("archives: {files: [greet, LICENSE, \"LICEN*\", \"none*\"]}")
            let same = try await project.release()
            #expect(same.outcome == .exited(2))
            #expect(same.error.text.contains("go to `greet`\n  at fledge.yaml:9:20"), "\(same.error.text)")
        }
    }

    @Test func `a dot in front of a path and a slash behind it change nothing`() async throws {
        try await BuiltProgram.withProject { project in
            try project.write("share/one", "1\n")
            try project.write("man/de/greet.1", ".TH GREET 1\n")
            try project.write("man/greet.1", ".TH GREET 1\n")
            try project.write("completions/greet-completion.bash", "# bash\n")
            try await project.configure(
                """
                archives: {files: [./share/, ./LICENSE]}
                packages:
                  man-pages: ["./man/**"]
                  completions: {bash: ./completions/greet-completion.bash}
                  contents: [{source: ./share/, destination: /usr/share/greet/}]
                """)
            let result = try await project.release()
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            let listed = try await project.must("tar", ["-tzf", "dist/greet_1.2.3_linux_amd64.tar.gz"])
            #expect(listed.split(separator: "\n").contains("share/one"))
            let packed = try await project.must(
                "sh", ["-c", "dpkg-deb -c dist/greet_1.2.3_amd64.deb | awk '{print $6}'"])
            for place in [
                "./usr/share/greet/one", "./usr/share/man/man1/greet.1.gz", "./usr/share/man/de/man1/greet.1.gz",
                "./usr/share/bash-completion/completions/greet",
            ] {
                #expect(packed.split(separator: "\n").contains(Substring(place)), "\(place)")
            }
        }
    }

    @Test func `links among what is packaged stay links`() async throws {
        try await BuiltProgram.withProject { project in
            try project.write("lib/libgreet.so.1.2", "library\n")
            try project.write("lib/plugins/one", "1\n")
            for (target, name) in [
                ("libgreet.so.1.2", "lib/libgreet.so.1"), ("libgreet.so.1", "lib/libgreet.so"),
                ("plugins", "lib/extensions"),
            ] {
                try await project.must("ln", ["-s", target, name])
            }
            try await project.must("ln", ["-s", "../LICENSE", "lib/LICENSE"])
            try project.write("etc/greet.conf", "a=1\n")
            try await project.must("ln", ["-s", "greet.conf", "etc/alias.conf"])
            // Only the link is matched by the pattern, not what it leads to.
            try project.write("odd/a/one", "1\n")
            try await project.must("ln", ["-s", "a/one", "odd/one.link"])
            try await project.configure(
                """
                packages:
                  contents:
                    - {source: lib, destination: /usr/lib/greet}
                    - {source: etc, destination: /etc/greet, type: config}
                    - {source: "odd/*.link", destination: /usr/share/greet}
                """)
            let result = try await project.release()
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            let packed = try await project.must(
                "sh", ["-c", "dpkg-deb -c dist/greet_1.2.3_amd64.deb | awk '{print $1, $6, $7, $8}'"])
            let rows = packed.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
            #expect(rows.contains("lrwxrwxrwx ./usr/lib/greet/libgreet.so.1 -> libgreet.so.1.2"))
            #expect(rows.contains("lrwxrwxrwx ./usr/lib/greet/libgreet.so -> libgreet.so.1"))
            #expect(rows.contains("lrwxrwxrwx ./usr/lib/greet/extensions -> plugins"))
            #expect(rows.contains("lrwxrwxrwx ./etc/greet/alias.conf -> greet.conf"))
            #expect(
                try await project.must("dpkg-deb", ["-I", "dist/greet_1.2.3_amd64.deb", "conffiles"])
                    == "/etc/greet/greet.conf")
            #expect(rows.contains("-rw-r--r-- ./usr/share/greet/one.link"))
            // What is not packaged beside it is needed itself.
            #expect(rows.contains("-rw-r--r-- ./usr/lib/greet/LICENSE"))
        }
    }

    @Test func `a stage that is left out is taken from dist, or refused before anything is made`() async throws {
        try await BuiltProgram.withProject { project in
            for stage in ["build", "package"] {
                let refused = try await project.fledge("release", "--skip", stage)
                #expect(refused.outcome == .exited(2))
                #expect(refused.error.text.contains("its stage `\(stage)` has not run"), "\(refused.error.text)")
                #expect(try !project.machine.files.exists(project.folder.appending("dist/build")))
                #expect(try !project.machine.files.exists(project.folder.appending("dist/site")))
            }
            let rehearsed = try await project.fledge("release", "--dry-run", "--skip", "build,package")
            #expect(!rehearsed.error.text.contains("would build"), "\(rehearsed.error.text)")
            #expect(try await project.fledge("package").outcome == .exited(0))
            let packed = try project.tree("dist")
            let released = try await project.fledge("release", "--skip", "build,package")
            #expect(released.outcome == .exited(0), "\(released.error.text)")
            let files = packed.filter { $0.key.contains(".deb ") || $0.key.contains(".tar.gz ") }
            #expect(files.count == 4)
            for (path, bytes) in files {
                #expect(try project.tree("dist")[path] == bytes)
            }
            #expect(try project.machine.files.exists(project.folder.appending("dist/site/download/v1.2.3")))
        }
    }

    @Test func `a script for each processor is found, and one in another language told of`() async throws {
        try await BuiltProgram.withProject { project in
            for arch in ["amd64", "arm64"] { try project.write("scripts/\(arch).sh", "#!/bin/sh\necho \(arch)\n") }
            try project.write("scripts/remove.py", "#!/usr/bin/env python3\nprint(1)\n")
            try await project.configure("packages: {scripts: {postinstall: \"scripts/{{arch}}.sh\"}}")
            #expect(try await project.fledge("check").outcome == .exited(0))
            try await project.configure(
                """
                packages:
                  scripts: {preremove: scripts/remove.py, preinstall: scripts/remove.py}
                  service: {command: /usr/bin/greet serve}
                """)
            let found = try await project.fledge("check")
            #expect(found.outcome == .exited(2))
            let text = found.error.text + found.output.text
            #expect(text.contains("`/usr/bin/env python3` is no plain POSIX shell"), "\(text)")
            #expect(text.contains("`packages.scripts.preremove`") && !text.contains("`packages.scripts.preinstall`"))
        }
    }

    @Test func `the same commit makes the same packages for another user of git`() async throws {
        try await BuiltProgram.withProject(
            named: "hello",
            [
                "fledge.yaml":
                    "name: hello\ndescription: x\nbuilds: [{builder: prebuilt, path: hello, targets: [linux/amd64]}]\n",
                "hello": "#!/bin/sh\necho 1.2.3\n", "LICENSE": "MIT License\n\nCopyright (c) 2024 Grace Hopper\n",
            ], tag: "v1.2.3"
        ) { project in
            let first = try await project.fledge("package")
            #expect(first.outcome == .exited(0), "\(first.error.text)")
            let packed = try project.machine.files.read(
                project.folder.appending("dist/hello_1.2.3_amd64.deb"), limit: 1 << 20)
            try await project.must("git", ["config", "user.name", "Someone Else"])
            try await project.must("git", ["config", "user.email", "else@example.org"])
            #expect(try await project.fledge("package", "--clean").outcome == .exited(0))
            #expect(
                try project.machine.files.read(project.folder.appending("dist/hello_1.2.3_amd64.deb"), limit: 1 << 20)
                    == packed)
            try await project.must("dpkg-deb", ["-x", "dist/hello_1.2.3_amd64.deb", "../root"])
            let copyright = try await project.must("cat", ["../root/usr/share/doc/hello/copyright"])
            #expect(copyright.contains("\nCopyright: 2024 Grace Hopper\n"))
        }
    }

    @Test(arguments: ["\u{7F}ELF no program", "#!/no/such/interpreter\n", ""])
    func `a file that the system can't start fails the gates, and not the tool`(_ program: String) async throws {
        try await BuiltProgram.withProject { project in
            try project.machine.files.replace(project.folder.appending("bin/greet"), text: program, mode: 0o755)
            try await project.configure("")
            let result = try await project.release()
            #expect(result.outcome == .exited(2))
            #expect(
                result.error.text.contains("`greet` does not start on linux/amd64: it is no program"),
                "\(result.error.text)")
            #expect(result.error.text.contains("at fledge.yaml:"))
        }
    }
}
