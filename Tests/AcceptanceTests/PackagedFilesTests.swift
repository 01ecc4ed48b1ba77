// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import TestSupport
import Testing

/// Everything that `packages:` can say, through the program, read back by the tools of others.
@Suite("What packages install", .serialized)
struct PackagedFilesTests {
    private static let configuration = """
        packages:
          release: 2
          dependencies: {deb: ["libc6 (>= 2.30) | libc6.1"], rpm: ["glibc >= 2.30"]}
          recommends: [curl]
          compression: {deb: xz, rpm: zstd:fast}
          contents:
            - {source: config/greet.conf, destination: /etc/greet/greet.conf, type: config|noreplace}
            - {source: config/other.conf, destination: /etc/greet/other.conf, type: config, mode: "0640", group: daemon}
            - {source: "share/**/*.txt", destination: /usr/share/greet, mode: "0600", owner: daemon}
            - {destination: /var/log/greet, type: directory, mode: "2750", owner: daemon, group: adm}
            - {source: greet, destination: /usr/bin/hi, type: symlink}
            - {source: NOTES.md, destination: /usr/share/doc/greet/, type: doc}
            - {source: LICENSE, destination: /usr/share/greet/LICENSE, type: license}
            - {destination: /var/lib/greet/state, type: ghost}
            - {source: config/default, destination: /etc/default/greet, type: config, formats: [deb]}
          scripts: {preinstall: scripts/own.sh, pretrans: scripts/pretrans.lua}
          triggers: triggers
          man-pages: ["man/*.1"]
          completions: {command: completion}
          service: {command: "/usr/bin/greet serve --config /etc/greet/greet.conf", user: greet, group: greeters, restart: always}
          overrides:
            deb: {scripts: {preinstall: scripts/deb.sh}, section: net}
            rpm: {dependencies: ["(glibc >= 2.30 or musl)"], provides: ["greeter = 1.2.3"], recommends: [], section: Applications/Text}
        """

    private static let program = """
        case "${1:-}" in
        completion) echo "#!/bin/$2"; echo "# $2" ;;
        *) echo "greet 1.2.3" ;;
        esac

        """

    private static let files = [
        "README.md": "# Greet\n", "CHANGELOG.md": "# Changes\n", "NOTES.md": "Notes\n",
        "config/greet.conf": "a=1\n", "config/other.conf": "b=1\n", "config/default": "c=1\n",
        "share/one.txt": "one\n", "share/a/b/two.txt": "two\n", "share/none.md": "none\n",
        "man/greet.1": ".TH GREET 1\n.SH NAME\ngreet \\- greets\n", "triggers": "# why\nactivate-noawait ldconfig\n",
        "scripts/own.sh": "echo own\n", "scripts/deb.sh": "echo deb\n",
        "scripts/pretrans.lua": "#!<lua>\nprint(\"pretrans\")\n",
    ]

    private func withPackages(_ body: (BuiltProgram) async throws -> Void) async throws {
        try await BuiltProgram.withProject(adding: Self.configuration, script: Self.program, files: Self.files) {
            project in
            let result = try await project.fledge("package")
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            try await body(project)
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dpkg-deb"))) func `are in the deb as configured`() async throws {
        try await withPackages { project in
            let deb = "dist/greet_1.2.3_amd64.deb"
            let rows = try await project.must("sh", ["-c", "dpkg-deb -c \(deb) | awk '{print $1, $2, $6, $7, $8}'"])
                .split(separator: "\n").map { $0.trimmingSuffix(while: { $0 == " " }) }
            for row in [
                "-rw-r--r-- root/root ./etc/greet/greet.conf", "-rw-r----- root/daemon ./etc/greet/other.conf",
                "-rw------- daemon/root ./usr/share/greet/a/b/two.txt",
                "-rw------- daemon/root ./usr/share/greet/one.txt",
                "drwxr-s--- daemon/adm ./var/log/greet/", "lrwxrwxrwx root/root ./usr/bin/hi -> greet",
                "-rwxr-xr-x root/root ./usr/bin/greet", "-rw-r--r-- root/root ./etc/default/greet",
                "-rw-r--r-- root/root ./lib/systemd/system/greet.service",
                "-rw-r--r-- root/root ./usr/share/bash-completion/completions/greet",
                "-rw-r--r-- root/root ./usr/share/zsh/vendor-completions/_greet",
                "-rw-r--r-- root/root ./usr/share/fish/vendor_completions.d/greet.fish",
                "-rw-r--r-- root/root ./usr/share/man/man1/greet.1.gz",
                "-rw-r--r-- root/root ./usr/share/doc/greet/NOTES.md",
                "-rw-r--r-- root/root ./usr/share/doc/greet/CHANGELOG.md.gz",
            ] {
                #expect(rows.contains(Substring(row)), "\(row)")
            }
            #expect(!rows.contains { $0.contains("none.md") || $0.contains("/state") })
            let fields = try await project.must("dpkg-deb", ["-f", deb])
            #expect(
                fields.contains(
                    "\nDepends: libc6 (>= 2.30) | libc6.1, passwd | systemd | systemd-standalone-sysusers\n"))
            #expect(fields.contains("\nRecommends: curl\nSection: net\n"))
            try await project.must("dpkg-deb", ["-e", deb, "control"])
            try await project.must("dpkg-deb", ["-x", deb, "root"])
            #expect(
                try await project.must("cat", ["control/conffiles", "control/triggers"])
                    == "/etc/default/greet\n/etc/greet/greet.conf\n/etc/greet/other.conf\n"
                    + "activate-noawait ldconfig")
            #expect(
                try await project.must("cat", ["control/preinst"])
                    .hasPrefix("#!/bin/sh\nset -e\n(\nset +e\necho deb\n)\n"))
            #expect(try await project.must("cat", ["root/usr/share/bash-completion/completions/greet"]) == "# bash")
            try await project.must("ar", ["t", deb])
            #expect(try await project.must("ar", ["t", deb]) == "debian-binary\ncontrol.tar.xz\ndata.tar.xz")
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("rpm"))) func `are in the rpm as configured`() async throws {
        try await withPackages { project in
            func query(_ arguments: String...) async throws -> [Substring] {
                try await project.must(
                    "rpm", ["-qp", "--nosignature"] + arguments + ["dist/greet-1.2.3-2.x86_64.rpm"]
                ).split(separator: "\n")
            }
            let rows = try await query(
                "--qf", "[%{FILENAMES} %{FILEFLAGS:fflags} %{FILEMODES:perms} %{FILEUSERNAME}:%{FILEGROUPNAME}\\n]")
            for row in [
                "/etc/greet  drwxr-xr-x root:root", "/etc/greet/greet.conf cn -rw-r--r-- root:root",
                "/etc/greet/other.conf c -rw-r----- root:daemon", "/usr/bin/hi  lrwxrwxrwx root:root",
                "/usr/share/greet/LICENSE l -rw-r--r-- root:root",
                "/usr/share/greet/a/b  drwxr-xr-x root:root",
                "/usr/share/greet/a/b/two.txt  -rw------- daemon:root",
                "/usr/share/doc/greet/NOTES.md d -rw-r--r-- root:root",
                "/usr/share/doc/greet/README.md d -rw-r--r-- root:root",
                "/usr/share/licenses/greet/LICENSE l -rw-r--r-- root:root",
                "/usr/share/man/man1/greet.1.gz d -rw-r--r-- root:root",
                "/usr/share/zsh/site-functions/_greet  -rw-r--r-- root:root",
                "/usr/lib/systemd/system/greet.service  -rw-r--r-- root:root",
                "/var/lib/greet/state g -rw-r--r-- root:root", "/var/log/greet  drwxr-s--- daemon:adm",
            ] {
                #expect(rows.contains(Substring(row)), "\(row)")
            }
            #expect(!rows.contains { $0.contains("/etc/default") || $0.hasPrefix("/usr/share ") })
            #expect(try await query("--requires").contains("(glibc >= 2.30 or musl)"))
            #expect(
                try await query("--qf", "[%{REQUIRENAME} %{REQUIREFLAGS:deptype}\\n]")
                    .contains("(systemd or shadow-utils or shadow) pre"))
            #expect(try await query("--provides").contains("greeter = 1.2.3"))
            #expect(try await query("--recommends").isEmpty)
            #expect(try await query("--qf", "%{GROUP} %{PAYLOADCOMPRESSOR}") == ["Applications/Text zstd"])
            let scripts = try await query("--scripts")
            #expect(scripts.contains("pretrans scriptlet (using <lua>):"))
            #expect(scripts.contains("echo own"))
        }
    }

    @Test func `are in the archives, from where the formula installs them`() async throws {
        try await withPackages { project in
            #expect(
                try await project.must("tar", ["tf", "dist/greet_1.2.3_linux_amd64.tar.gz"]).split(separator: "\n") == [
                    "CHANGELOG.md", "LICENSE", "README.md", "completions/_greet", "completions/greet.bash",
                    "completions/greet.fish", "config/greet.conf", "greet", "man/greet.1",
                ])
            let formula = try project.machine.files.readText(project.folder.appending("dist/greet.rb"), limit: 1 << 20)
            for line in [
                "    bash_completion.install \"completions/greet.bash\" => \"greet\"\n",
                "    man1.install \"man/greet.1\"\n", "    (etc/\"greet\").install \"config/greet.conf\"\n",
                "    run [opt_bin/\"greet\", \"serve\", \"--config\", etc/\"greet/greet.conf\"]\n    keep_alive true\n",
            ] {
                #expect(formula.contains(line), "\(line)")
            }
        }
    }

    @Test func `have scripts and pages under the same names in packages and in the formula`() async throws {
        let files = [
            "comp/greet.bash": "# bash\n", "comp/g.bash": "# alias\n", "comp/zsh/completion.zsh": "# zsh\n",
            "man/greet.1": ".TH GREET 1\n", "man/zh/greet.1": ".TH GREET 1\n", "man/cli/greet-cli.1": ".TH CLI 1\n",
        ]
        try await BuiltProgram.withProject(
            adding:
                "packages: {completions: {bash: comp/*.bash, zsh: comp/zsh/completion.zsh}, man-pages: [man/**]}",
            files: files
        ) { project in
            try await project.must("sh", ["-c", "gzip -nc man/greet.1 >man/zipped.1.gz"])
            try await project.commit("Zip")
            try await project.must("git", ["tag", "-f", "v1.2.3"])
            let result = try await project.fledge("package")
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            let formula = try project.machine.files.readText(project.folder.appending("dist/greet.rb"), limit: 1 << 20)
            let lines = formula.split(separator: "\n").map { $0.drop { $0 == " " } }
            #expect(
                lines.filter { $0.contains("completion.install") || $0.contains("man") && $0.contains(".install") } == [
                    "bash_completion.install \"comp/g.bash\" => \"g\"",
                    "bash_completion.install \"comp/greet.bash\" => \"greet\"",
                    "zsh_completion.install \"comp/zsh/completion.zsh\" => \"_greet\"",
                    "man1.install \"man/cli/greet-cli.1\"", "man1.install \"man/greet.1\"",
                    "(man/\"zh/man1\").install \"man/zh/greet.1\"", "man1.install \"man/zipped.1.gz\"",
                ])
            let packed = try await project.must(
                "sh",
                ["-c", "dpkg-deb -c dist/greet_1.2.3_amd64.deb | awk '{print $6}' | grep -E 'man./.|/(g|_?greet)$'"])
            #expect(
                packed.split(separator: "\n") == [
                    "./usr/bin/greet", "./usr/share/bash-completion/completions/g",
                    "./usr/share/bash-completion/completions/greet", "./usr/share/man/man1/greet-cli.1.gz",
                    "./usr/share/man/man1/greet.1.gz", "./usr/share/man/man1/zipped.1.gz",
                    "./usr/share/man/zh/man1/greet.1.gz", "./usr/share/zsh/vendor-completions/_greet",
                ])
        }
    }

    @Test func `lets install.sh find archives by the names that they were given`() async throws {
        try await BuiltProgram.withProject(
            adding: "archives: {name: \"{{version}}-{{name}}-{{arch}}.{{os}}\", format: tar.xz}"
        ) { project in
            #expect(try await project.fledge("package").outcome == .exited(0))
            let script = try project.machine.files.readText(
                project.folder.appending("dist/install.sh"), limit: 1 << 20)
            #expect(script.contains("  1.2.3-greet-arm64.linux.tar.xz'\n"))
            let name = "*'-greet-'\"$arch\"'.'\"$os\""
            #expect(script.contains("        \(name).tar.* | \(name).zip)\n"))
        }
    }

    @Test func `refuses completions that differ from run to run, and says which could not be had`() async throws {
        let settings = "packages: {completions: {command: completion}}"
        try await BuiltProgram.withProject(
            adding: settings, script: "echo greet 1.2.3 \"$0\" $$\n"
        ) { project in
            let result = try await project.fledge("package")
            #expect(result.outcome == .exited(2))
            #expect(result.error.text.contains("`greet completion bash` prints no completion script"))
            #expect(result.error.text.contains("it prints another one each time"))
        }
        try await BuiltProgram.withProject(
            adding: settings, script: "[ \"$2\" != fish ] || exit 3\necho greet 1.2.3\n"
        ) { project in
            let result = try await project.fledge("package")
            #expect(result.outcome == .exited(0))
            #expect(result.error.text.contains("warning: `greet completion fish` prints no completion script"))
            #expect(result.error.text.contains("it exited with 3"))
            let names = try await project.must("tar", ["tf", "dist/greet_1.2.3_linux_arm64.tar.gz"])
            #expect(names == "LICENSE\ncompletions/_greet\ncompletions/greet.bash\ngreet")
            #expect(try await project.fledge("package", "--strict", "--clean").outcome == .exited(2))
        }
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
        var text = self
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return text
    }
}
