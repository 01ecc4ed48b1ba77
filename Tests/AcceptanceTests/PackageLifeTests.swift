// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import TestSupport
import Testing
#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// Packages from their installation to their end, in roots of their own, by the real package managers.
@Suite("Packages over their life", .serialized)
struct PackageLifeTests {
    private static let configuration = """
        packages:
          contents:
            - {source: config/greet.conf, destination: /etc/greet/greet.conf, type: config|noreplace}
            - {source: config/words, destination: /usr/share/greet/words}
          scripts: {postinstall: scripts/postinstall.sh}
          service: {command: /usr/bin/greet serve, user: greet}
        """

    private static let files = [
        "config/greet.conf": "a=1\n", "config/words": "hello\n",
        "scripts/postinstall.sh": "#!/bin/sh\necho \"own $1\" >>\"${DPKG_ROOT:-}/calls\"\n",
    ]

    /// Packages 1.2.3 and 1.2.4 of the same program, in the folder beside the project.
    private func withTwoVersions(_ body: (BuiltProgram, _ folder: FilePath) async throws -> Void) async throws {
        try await BuiltProgram.withProject(adding: Self.configuration, files: Self.files) { project in
            let folder = project.folder.removingLastComponent()
            #expect(try await project.fledge("package").outcome == .exited(0))
            try await project.must("sh", ["-c", "cp dist/*_amd64.deb dist/*.x86_64.rpm .."])
            try await project.must("sh", ["-c", "sed -i s/1.2.3/1.2.4/ bin/greet && echo new >>config/words"])
            for words in [["commit", "--quiet", "-am", "More"], ["tag", "v1.2.4"]] {
                try await project.must("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"] + words)
            }
            let result = try await project.fledge("package", "--clean")
            #expect(result.outcome == .exited(0), "\(result.error.text)")
            try await project.must("sh", ["-c", "cp dist/*_amd64.deb dist/*.x86_64.rpm .."])
            try await body(project, folder)
        }
    }

    private static var canInstallDebs: Bool {
        getuid() == 0 && ForeignTool.areThere("dpkg", "deb-systemd-helper", "systemd-sysusers", "systemd-tmpfiles")
    }

    @Test(.enabled(if: canInstallDebs)) func `a deb is installed, upgraded, removed and purged`() async throws {
        try await withTwoVersions { project, folder in
            try await project.must(
                "sh",
                [
                    "-ec",
                    """
                    mkdir -p ../root/var/lib/dpkg/info ../root/var/lib/dpkg/updates ../root/var/lib/dpkg/triggers ../root/etc
                    touch ../root/var/lib/dpkg/status ../root/var/lib/dpkg/available
                    echo root:x:0:0:root:/root:/bin/sh >../root/etc/passwd
                    echo root:x:0: >../root/etc/group
                    """,
                ])
            let root = folder.appending("root")
            let files = project.machine.files
            func dpkg(_ arguments: String...) async throws -> String {
                try await project.must(
                    "dpkg",
                    ["--root=\(root)", "--log=/dev/null", "--force-depends", "--force-script-chrootless"] + arguments)
            }
            func has(_ path: String) throws -> Bool { try files.exists(root.appending(path)) }
            func text(_ path: String) throws -> String { try files.readText(root.appending(path), limit: 1 << 20) }
            let wanted = "etc/systemd/system/multi-user.target.wants/greet.service"
            let state = "var/lib/systemd/deb-systemd-helper-enabled/greet.service.dsh-also"

            _ = try await dpkg("-i", "\(folder)/greet_1.2.3_amd64.deb")
            #expect(try files.readSymbolicLink(root.appending(wanted)) == "/lib/systemd/system/greet.service")
            #expect(try text("etc/passwd").contains("\ngreet:x:"))
            #expect(try files.status(root.appending("var/lib/greet")).mode & 0o7777 == 0o750)
            #expect(try text("calls") == "own configure\n")
            #expect(try await dpkg("--verify", "greet").isEmpty)

            // The administrator changes the configuration and disables the service; the upgrade leaves both alone.
            try files.replace(root.appending("etc/greet/greet.conf"), text: "a=2\n")
            try files.remove(root.appending(wanted))
            #expect(try await dpkg("--verify", "greet").contains("c /etc/greet/greet.conf"))
            _ = try await dpkg("-i", "\(folder)/greet_1.2.4_amd64.deb")
            #expect(try text("etc/greet/greet.conf") == "a=2\n")
            #expect(try text("usr/share/greet/words") == "hello\nnew\n")
            #expect(try !has(wanted))

            _ = try await dpkg("--remove", "greet")
            #expect(try !has("usr/bin/greet"))
            #expect(try text("etc/greet/greet.conf") == "a=2\n")
            #expect(try has(state))
            _ = try await dpkg("--purge", "greet")
            #expect(try !has("etc/greet") && !has(state))
            // What is installed anew is enabled anew.
            _ = try await dpkg("-i", "\(folder)/greet_1.2.4_amd64.deb")
            #expect(try has(wanted))
        }
    }

    private static var canInstallRPMs: Bool { getuid() == 0 && ForeignTool.areThere("rpm", "ldd") }

    @Test(.enabled(if: canInstallRPMs)) func `an rpm is installed, upgraded and erased`() async throws {
        try await withTwoVersions { project, folder in
            // A shell, and programs that only write down how they were called.
            try await project.must(
                "bash",
                [
                    "-ec",
                    """
                    mkdir -p ../root/{bin,usr/bin,etc,dev,var/lib/rpm,lib64} && touch ../root/dev/null
                    cp -L /bin/sh ../root/bin/sh
                    ldd /bin/sh | grep -o '/[^ ]*' | while read -r file; do
                        mkdir -p "../root$(dirname "$file")"; cp -L "$file" "../root$file"
                    done
                    for name in systemctl systemd-sysusers systemd-tmpfiles; do
                        printf '#!/bin/sh\\necho "%s $*" >>/calls\\n' "$name" >"../root/usr/bin/$name"
                    done
                    chmod 755 ../root/usr/bin/*
                    """,
                ])
            let root = folder.appending("root")
            let files = project.machine.files
            func rpm(_ arguments: String...) async throws -> String {
                try await project.must(
                    "rpm", ["--root", root.string, "--dbpath", "/var/lib/rpm"] + arguments)
            }
            func calls() throws -> [Substring] {
                let text = try files.readText(root.appending("calls"), limit: 1 << 20)
                try files.remove(root.appending("calls"))
                return text.split(separator: "\n")
            }
            func has(_ path: String) throws -> Bool { try files.exists(root.appending(path)) }

            _ = try await rpm("-i", "--nodeps", "--nosignature", "\(folder)/greet-1.2.3-1.x86_64.rpm")
            #expect(
                try calls() == [
                    "systemd-sysusers --replace=/usr/lib/sysusers.d/greet.conf -",
                    "systemd-tmpfiles --create greet.conf",
                    "own 1", "systemctl --no-reload preset greet.service",
                ])
            #expect(try await rpm("-V", "--nodeps", "greet").isEmpty)

            try files.replace(root.appending("etc/greet/greet.conf"), text: "a=2, changed\n")
            let verdict = try await project.machine.programs.run(
                ProgramCall(
                    .name("rpm"), ["--root", root.string, "--dbpath", "/var/lib/rpm", "-V", "--nodeps", "greet"]))
            #expect(verdict.outcome == .exited(1))
            #expect(verdict.outputText.hasPrefix("S.5....T.  c /etc/greet/greet.conf"))

            _ = try await rpm("-U", "--nodeps", "--nosignature", "\(folder)/greet-1.2.4-1.x86_64.rpm")
            #expect(
                try calls() == [
                    "systemd-sysusers --replace=/usr/lib/sysusers.d/greet.conf -",
                    "systemd-tmpfiles --create greet.conf",
                    "own 2", "systemctl try-restart greet.service",
                ])
            #expect(try await rpm("-q", "greet") == "greet-1.2.4-1.x86_64")
            let conf = root.appending("etc/greet/greet.conf")
            #expect(try files.readText(conf, limit: 1 << 10) == "a=2, changed\n")

            _ = try await rpm("-e", "--nodeps", "greet")
            #expect(try calls() == ["systemctl --no-reload disable --now greet.service"])
            #expect(try !has("usr/share/greet") && !has("usr/share/licenses/greet") && !has("usr/bin/greet"))
            #expect(try has("etc/greet/greet.conf.rpmsave"))
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("lintian"))) func `lintian has no fault to find`() async throws {
        try await BuiltProgram.withProject(adding: Self.configuration, files: Self.files) { project in
            #expect(try await project.fledge("package").outcome == .exited(0))
            let result = try await project.machine.programs.run(
                ProgramCall(
                    .name("lintian"), ["--allow-root", "--fail-on", "error", "dist/greet_1.2.3_amd64.deb"],
                    workingDirectory: project.folder, timeout: .seconds(120)))
            #expect(result.outcome == .exited(0), "\(result.outputText)")
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("rpmlint"))) func `rpmlint finds no error`() async throws {
        try await BuiltProgram.withProject(adding: Self.configuration, files: Self.files) { project in
            #expect(try await project.fledge("package").outcome == .exited(0))
            // Without a key there is no signature; and the program of this project is a script.
            try project.machine.files.replace(
                project.folder.appending("rpmlintrc"),
                text: "addFilter(\"no-signature\")\naddFilter(\"no-binary\")\n")
            let result = try await project.machine.programs.run(
                ProgramCall(
                    .name("rpmlint"), ["--rpmlintrc", "rpmlintrc", "dist/greet-1.2.3-1.x86_64.rpm"],
                    workingDirectory: project.folder, timeout: .seconds(120)))
            #expect(result.outcome == .exited(0), "\(result.outputText)")
            #expect(result.outputText.contains(" 0 errors"), "\(result.outputText)")
        }
    }
}
