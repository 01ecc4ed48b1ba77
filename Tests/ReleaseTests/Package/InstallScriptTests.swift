// SPDX-License-Identifier: Apache-2.0
import Effects
@testable import Release
import Project
import SystemPackage
import TestSupport
import Testing

@Suite("install.sh")
struct InstallScriptTests {
    /// A site with versions 1.2.3, which its script installs, and 1.3.0, and a machine that users have.
    struct Scene {
        let folder: ScratchFolder
        let server: TestServer

        /// Runs the script as `curl … | sh` would, with the programs of `bin/` alone; exit code and what it said.
        func install(
            _ arguments: [String] = [], shell: String = "dash", script: String = "site/install.sh"
        ) async throws -> (status: ProgramResult.Outcome, said: String) {
            let machine = Machine.current()
            let call = ProgramCall(
                .path(FilePath(folder.path("bin/\(shell)"))), ["-s", "--"] + arguments,
                workingDirectory: FilePath(folder.path),
                environment: .exactly([
                    "PATH": folder.path("bin"), "HOME": folder.path("home"), "TMPDIR": folder.path("tmp"),
                ]), input: try folder.bytes(script), timeout: .seconds(60))
            let result = try await machine.programs.run(call)
            return (result.outcome, result.error.text)
        }

        /// Gives the machine a program that prints a line.
        func pretend(_ program: String, _ body: String) throws {
            try folder.shell("rm -f bin/\(program)")
            try folder.write("#!/bin/sh\n\(body)\n", to: "bin/\(program)", mode: 0o755)
        }

        /// What an installed program prints.
        func output(_ program: String = "home/.local/bin/hello") throws -> String {
            try folder.run(folder.path(program), [])
        }
    }

    private static let tools = [
        "dash", "bash", "sh", "uname", "id", "mktemp", "tar", "gzip", "xz", "sha256sum", "cut", "rm", "mkdir", "cp",
        "mv", "chmod", "ln", "dirname", "cat", "unzip",
    ]

    private func archive(
        _ folder: ScratchFolder, _ version: String, _ target: String, name: String? = nil, wrap: String = "",
        resources: Bool = false
    ) throws -> Artifact {
        let name = name ?? "hello_\(version)_\(target).tar.gz"
        let path = "site/download/v\(version)/\(name)"
        try folder.shell("rm -rf tree; mkdir -p tree/\(wrap) site/download/v\(version)")
        let place = wrap.isEmpty ? "tree" : "tree/\(wrap)"
        try folder.write("#!/bin/sh\necho hello \(version) \(target)\n", to: "\(place)/hello", mode: 0o755)
        try folder.write("#!/bin/sh\necho admin\n", to: "\(place)/hello-admin", mode: 0o755)
        if resources { try folder.write("{}", to: "\(place)/hello_Greeting.resources/greetings.json") }
        try folder.shell(
            name.hasSuffix(".zip")
                ? "cd tree && zip -qr ../\(path) ." : "tar -c\(name.hasSuffix(".xz") ? "J" : "z")f \(path) -C tree .")
        let sum = try folder.shell("sha256sum \(path)").prefix(64)
        return Artifact(
            kind: .archive, name: name, path: name, target: Target(parsing: target.replacing("_", with: "/")),
            size: UInt64(try folder.bytes(path).count), sha256: String(sum))
    }

    private func withScene(
        downloader: String = "curl", resources: Bool = false, pattern: String = "'hello_'*'_'\"$os\"'_'\"$arch\"",
        make: (ScratchFolder, String) throws -> [Artifact]? = { _, _ in nil }, _ body: (Scene) async throws -> Void
    ) async throws {
        try await ScratchFolder.with { folder in
            let site = folder.path("site")
            let files = Files()
            try await TestServer.run({ request in
                let file = FilePath(site + request.path)
                guard try files.statusIfPresent(file)?.isFile == true else { return TestResponse(404) }
                return TestResponse(body: try files.read(file, limit: 1 << 20))
            }) { server in
                let machine = Machine.current()
                for name in Self.tools + [downloader] {
                    let place = try #require(machine.programs.find(name), "\(name)")
                    try folder.shell("mkdir -p bin home tmp && ln -s '\(place)' bin/\(name)")
                }
                let targets = ["linux_amd64", "linux_arm64", "macos_universal"]
                let archives =
                    try make(folder, "1.2.3") ?? targets.map { try archive(folder, "1.2.3", $0, resources: resources) }
                let newer = try make(folder, "1.3.0") ?? targets.map { try archive(folder, "1.3.0", $0) }
                let list = newer.map { "\($0.sha256)  \($0.name)\n" }.joined()
                try folder.write(list, to: "site/download/v1.3.0/hello_1.3.0_checksums.txt")
                let script = InstallScript(
                    name: "hello", version: "1.2.3",
                    place: DownloadPlace(home: server.url, prefix: server.url + "/download/v"),
                    programs: ["hello", "hello-admin"],
                    archives: archives, namePattern: pattern)
                try folder.write(script.text, to: "site/install.sh")
                let scene = Scene(folder: folder, server: server)
                try scene.pretend("uname", "case $1 in -s) echo Linux ;; *) echo x86_64 ;; esac")
                try scene.pretend("id", "echo 1000")
                try await body(scene)
            }
        }
    }

    @Test(
        .enabled(if: ForeignTool.areThere("dash", "bash", "curl", "wget")),
        arguments: ["dash", "bash"], ["curl", "wget"])
    func `installs the program for the machine`(_ shell: String, _ downloader: String) async throws {
        try await withScene(downloader: downloader) { scene in
            let (status, said) = try await scene.install(shell: shell)
            #expect(status == .exited(0))
            let place = scene.folder.path("home/.local/bin")
            #expect(
                said == "downloading hello_1.2.3_linux_amd64.tar.gz\ninstalled hello 1.2.3 in \(place)\n"
                    + "hint: add \(place) to your PATH\n")
            #expect(try scene.output() == "hello 1.2.3 linux_amd64\n")
            #expect(try scene.output("home/.local/bin/hello-admin") == "admin\n")
            #expect(
                try scene.folder.shell("ls -A tmp home/.local/bin") == "home/.local/bin:\nhello\nhello-admin\n\ntmp:\n")
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dash", "bash", "curl")))
    func `installs another version, and where it is told to`() async throws {
        try await withScene { scene in
            #expect(try await scene.install(["--version", "v1.3.0", "--bin-dir", "a folder"]).status == .exited(0))
            #expect(try scene.output("a folder/hello") == "hello 1.3.0 linux_amd64\n")
            #expect(try await scene.install(["--version=1.3.0", "--bin-dir=b"]).status == .exited(0))
            #expect(try scene.output("b/hello") == "hello 1.3.0 linux_amd64\n")
            let (status, said) = try await scene.install(["--version", "9.9.9"])
            #expect(status == .exited(1))
            #expect(said.contains("error: cannot get the checksums of hello 9.9.9\nhint: is there such a version at"))
            #expect(try await scene.install(["--version", "../x"]).said == "error: ../x is no version\n")
            #expect(try await scene.install(["--version"]).said == "error: --version needs a version\n")
            #expect(try await scene.install(["--nonsense"]).said.hasSuffix("error: unknown option --nonsense\n"))
            try scene.folder.write("", to: "file")
            let refused = try await scene.install(["--bin-dir", "file/x"])
            #expect(refused.status == .exited(1))
            #expect(
                refused.said.hasSuffix(
                    "error: cannot make the folder \(scene.folder.path("file/x"))\nhint: name another one with --bin-dir\n"
                ))
            for empty in [["--bin-dir", ""], ["--bin-dir="], ["--bin-dir"]] {
                let (status, said) = try await scene.install(empty)
                #expect(status == .exited(1))
                #expect(said == "error: --bin-dir needs a folder\n")
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dash", "bash", "curl")))
    func `installs nothing that is not what was published`() async throws {
        try await withScene { scene in
            try scene.folder.shell("echo >>site/download/v1.2.3/hello_1.2.3_linux_amd64.tar.gz")
            let (status, said) = try await scene.install()
            #expect(status == .exited(1))
            #expect(said.contains("error: hello_1.2.3_linux_amd64.tar.gz is not what was published: its SHA-256 is "))
            #expect(!scene.folder.exists("home/.local"))
            // Cut short, the script does nothing.
            let text = try scene.folder.text("site/install.sh")
            for part in [0.3, 0.6, 0.9] {
                try scene.folder.write(String(text.prefix(Int(Double(text.count) * part))), to: "cut.sh")
                _ = try await scene.install(["--version", "1.3.0"], script: "cut.sh")
                #expect(!scene.folder.exists("home/.local"))
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dash", "bash", "curl")))
    func `knows the machine that it is on`() async throws {
        try await withScene { scene in
            try scene.pretend("uname", "case $1 in -s) echo Linux ;; *) echo aarch64 ;; esac")
            #expect(try await scene.install().status == .exited(0))
            #expect(try scene.output() == "hello 1.2.3 linux_arm64\n")
            // Under Rosetta, and with nothing but a universal archive.
            try scene.pretend("uname", "case $1 in -s) echo Darwin ;; *) echo x86_64 ;; esac")
            try scene.pretend("sysctl", "echo 1")
            #expect(try await scene.install().status == .exited(0))
            #expect(try scene.output() == "hello 1.2.3 macos_universal\n")
            try scene.pretend("uname", "case $1 in -s) echo Linux ;; *) echo riscv64 ;; esac")
            #expect(try await scene.install().said == "error: there is no hello for riscv64\n")
            try scene.pretend("uname", "case $1 in -s) echo Linux ;; *) echo armv7l ;; esac")
            let (_, said) = try await scene.install()
            #expect(
                said
                    == "error: there is no hello 1.2.3 for linux/armv7\nhint: look at \(scene.server.url) for what there is\n"
            )
            try scene.pretend("uname", "echo FreeBSD")
            #expect(try await scene.install().said == "error: there is no hello for FreeBSD\n")
            try scene.pretend("uname", "echo MINGW64_NT-10.0")
            #expect(try await scene.install().said.hasPrefix("error: this script is for macOS, Linux and WSL\nhint: "))
            try scene.pretend("uname", "case $1 in -s) echo Linux ;; *) echo x86_64 ;; esac")
            try scene.folder.shell("rm bin/curl")
            #expect(try await scene.install().said.contains("error: neither curl nor wget is there\n"))
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dash", "bash", "curl")))
    func `keeps resources beside the program, and replaces them`() async throws {
        try await withScene(resources: true) { (scene: Scene) async throws in
            try await expectResources(in: scene)
            // Not its own, whatever the name.
            try scene.folder.write("", to: "home/.local/lib/hello.old/precious")
            try await expectResources(in: scene, beside: "hello.old\n")
        }
    }

    @Test(
        .enabled(if: ForeignTool.areThere("dash", "bash", "curl")),
        arguments: ["home/.local/bin", "a/new/.."], [true, false])
    func `replaces no folder of others that is called like it`(_ place: String, _ hasFolder: Bool) async throws {
        try await withScene(resources: true) { (scene: Scene) async throws in
            let library = place.hasPrefix("a/") ? "lib/hello" : "home/.local/lib/hello"
            try scene.folder.write("mine\n", to: "\(library)/precious")
            if hasFolder { try scene.folder.shell("mkdir -p \(place)") }
            let before = try scene.folder.shell("find home lib a tmp 2>/dev/null | sort")
            let (status, said) = try await scene.install(["--bin-dir", place])
            #expect(status == .exited(1))
            #expect(
                said.hasSuffix(
                    "error: \(scene.folder.path(library)) is there already, and not from this script\n"
                        + "hint: move it away, or name another folder with --bin-dir\n"), "\(said)")
            let after = try scene.folder.shell("find home lib a tmp 2>/dev/null | sort")
            // What `..` leads to is known only where the folder is there.
            #expect(after == before || place == "a/new/.." && !hasFolder)
            #expect(try scene.folder.text("\(library)/precious") == "mine\n")
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dash", "bash", "curl")))
    func `replaces its own folder, even a damaged one, and nothing that only has its name`() async throws {
        try await withScene(resources: true) { (scene: Scene) async throws in
            try await expectResources(in: scene)
            // The links lead into it, though there is nothing at their ends.
            try scene.folder.shell("rm home/.local/lib/hello/hello home/.local/lib/hello/hello-admin")
            let readlink = try #require(Machine.current().programs.find("readlink"))
            try scene.folder.shell("ln -s '\(readlink)' bin/readlink")
            try await expectResources(in: scene)
            // It has the programs, though no link leads there.
            try scene.folder.shell("rm home/.local/bin/*")
            try await expectResources(in: scene)
            // An earlier version's program had another name.
            try scene.folder.shell(
                "cd home/.local && rm bin/* lib/hello/hello lib/hello/hello-admin && ln -s $PWD/lib/hello/earlier bin/earlier"
            )
            try await expectResources(in: scene)
            try scene.folder.shell("rm -r home/.local/bin/* home/.local/lib/hello/*")
            try await expectResources(in: scene)
            for odd in ["echo >home/.local/lib/hello", "ln -s nowhere home/.local/lib/hello"] {
                try scene.folder.shell("rm -rf home/.local/lib/hello home/.local/bin; \(odd)")
                let (status, said) = try await scene.install()
                #expect(status == .exited(1))
                #expect(said.contains("is there already, and not from this script\n"), "\(said)")
                #expect(!scene.folder.exists("home/.local/bin"))
            }
        }
    }

    @Test(
        .enabled(if: ForeignTool.areThere("dash", "bash", "curl")),
        arguments: ["dash", "bash"], [("HUP", 129), ("INT", 130), ("TERM", 143)])
    func `puts back what it moved away when it is told to end`(
        _ shell: String, _ signal: (name: String, code: Int32)
    ) async throws {
        try await withScene(resources: true) { (scene: Scene) async throws in
            try await expectResources(in: scene)
            // Between the two steps by which one folder takes the other's place, and once more while it cleans up.
            try scene.pretend("mv", "case $1 in */new) kill -\(signal.name) $PPID ;; *) exec /bin/mv \"$@\" ;; esac")
            try scene.pretend("rm", "kill -\(signal.name) $PPID; exec /bin/rm \"$@\"")
            let (status, said) = try await scene.install(shell: shell)
            #expect(status == .exited(signal.code), "\(said)")
            #expect(try scene.output() == "hello 1.2.3 linux_amd64\n")
            #expect(
                try scene.folder.shell("ls -A home/.local/lib home/.local/bin tmp")
                    == "home/.local/bin:\nhello\nhello-admin\n\nhome/.local/lib:\nhello\n\ntmp:\n")
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dash", "bash", "curl")))
    func `asks for gzip where tar needs it`() async throws {
        try await withScene { (scene: Scene) async throws in
            try scene.pretend("tar", "[ \"$1\" = --version ] && echo 'tar (GNU tar) 1.34'")
            try scene.folder.shell("rm bin/gzip")
            let (status, said) = try await scene.install()
            #expect(status == .exited(1))
            #expect(
                said
                    == "error: gzip is not there, which hello_1.2.3_linux_amd64.tar.gz is packed with\nhint: install it\n"
            )
            // BusyBox's knows no --version, and unpacks by itself.
            try scene.pretend(
                "tar", "[ \"$1\" != --version ] || { echo usage >&2; exit 1; }\nPATH=/usr/bin:/bin exec tar \"$@\"")
            #expect(try await scene.install().status == .exited(0))
            #expect(try scene.output() == "hello 1.2.3 linux_amd64\n")
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dash", "bash", "curl")))
    func `links to resources from a folder that is named from here`() async throws {
        try await withScene(resources: true) { (scene: Scene) async throws in
            let (status, said) = try await scene.install(["--bin-dir", "rel/./bin/"])
            #expect(status == .exited(0))
            #expect(said.contains("\ninstalled hello 1.2.3 in \(scene.folder.path("rel/bin"))\n"))
            #expect(try scene.output("rel/bin/hello") == "hello 1.2.3 linux_amd64\n")
            #expect(scene.folder.exists("rel/lib/hello/hello_Greeting.resources"))
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dash", "bash", "curl")), arguments: [false, true])
    func `refuses a folder in the program's place, and leaves nothing half done`(_ resources: Bool) async throws {
        try await withScene(resources: resources) { (scene: Scene) async throws in
            let place = "home/.local/bin/hello-admin"
            try scene.folder.shell("mkdir -p \(place)")
            let (status, said) = try await scene.install()
            #expect(status == .exited(1))
            #expect(
                said
                    == "error: \(scene.folder.path(place)) is a folder\nhint: move it away, or name another folder with --bin-dir\n"
            )
            #expect(
                try scene.folder.shell("find home tmp | sort")
                    == "home\nhome/.local\nhome/.local/bin\n\(place)\ntmp\n")
            // A run that breaks off puts back what it moved away.
            try scene.folder.shell("rmdir \(place)")
            guard resources else { return }
            try await expectResources(in: scene)
            try scene.pretend("mv", "case $1 in */new) exit 1 ;; *) exec /bin/mv \"$@\" ;; esac")
            let broken = try await scene.install()
            #expect(broken.status == .exited(1))
            #expect(broken.said.contains("error: cannot write to \(scene.folder.path("home/.local/lib"))\nhint: "))
            #expect(try scene.output() == "hello 1.2.3 linux_amd64\n")
            #expect(
                try scene.folder.shell("ls -A home/.local/lib home/.local/bin")
                    == "home/.local/bin:\nhello\nhello-admin\n\nhome/.local/lib:\nhello\n")
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dash", "bash", "curl", "zip", "unzip")))
    func `unpacks zip, and says which program is missing`() async throws {
        try await withScene(resources: true) { folder, version in
            let name = { (target: String) in
                "hello_\(version)_\(target).\(target.hasPrefix("macos") ? "zip" : "tar.gz")"
            }
            return try ["linux_amd64", "macos_universal"].map {
                try archive(folder, version, $0, name: name($0), resources: true)
            }
        } _: { (scene: Scene) async throws in
            try scene.folder.shell("rm bin/tar")
            let linux = try await scene.install()
            #expect(linux.status == .exited(1))
            #expect(
                linux.said
                    == "error: tar is not there, which hello_1.2.3_linux_amd64.tar.gz is packed with\nhint: install it\n"
            )
            try scene.pretend("uname", "case $1 in -s) echo Darwin ;; *) echo arm64 ;; esac")
            #expect(try await scene.install().status == .exited(0))
            #expect(try scene.output() == "hello 1.2.3 macos_universal\n")
            #expect(try await scene.install(["--version", "1.3.0"]).status == .exited(0))
            #expect(try scene.output() == "hello 1.3.0 macos_universal\n")
            try scene.folder.shell("rm bin/unzip")
            let mac = try await scene.install()
            #expect(mac.status == .exited(1))
            #expect(
                mac.said
                    == "error: unzip is not there, which hello_1.2.3_macos_universal.zip is packed with\nhint: install it\n"
            )
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dash", "bash", "wget")), .timeLimit(.minutes(1)))
    func `gives up on a server that breaks off`() async throws {
        try await withScene(downloader: "wget") { scene in
            scene.server.inject { _ in .truncate }
            let (status, said) = try await scene.install()
            #expect(status == .exited(1))
            #expect(said.contains("error: cannot download \(scene.server.url)/download/v1.2.3/"))
            #expect(scene.server.requests.count == 3)
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dash", "bash", "curl", "wget")))
    func `gives wget no option that it does not have`() async throws {
        try await withScene { scene in
            // As BusyBox's when it is built without timeouts.
            try scene.pretend(
                "wget",
                """
                case " $* " in
                *" --help "*) echo 'Usage: wget [-cqS] [-O FILE] [-Y on/off] URL...'; exit 1 ;;
                *" -T "*) kill -SEGV $$ ;;
                esac
                while getopts qt:O: option; do [ "$option" != O ] || file=$OPTARG; done
                shift $((OPTIND - 1))
                exec "$CURL" -fsS -o "$file" "$1"
                """.replacing(
                    "\"$CURL\"", with: "'\(try scene.folder.shell("readlink bin/curl").filter { $0 != "\n" })'"))
            try scene.folder.shell("rm bin/curl")
            let (status, said) = try await scene.install()
            #expect(status == .exited(0), "\(said)")
            #expect(try scene.output() == "hello 1.2.3 linux_amd64\n")
        }
    }

    private func expectResources(in scene: Scene, beside others: String = "") async throws {
        #expect(try await scene.install().status == .exited(0))
        #expect(try scene.output() == "hello 1.2.3 linux_amd64\n")
        #expect(
            try scene.folder.shell("readlink home/.local/bin/hello; ls -A home/.local/lib home/.local/lib/hello")
                == scene.folder.path("home/.local/lib/hello/hello")
                + "\nhome/.local/lib:\nhello\n\(others)\nhome/.local/lib/hello:\nhello\nhello-admin\nhello_Greeting.resources\n"
        )
    }

    @Test(.enabled(if: ForeignTool.areThere("dash", "bash", "curl", "xz")))
    func `takes archives with another name, form and a folder of their own`() async throws {
        try await withScene(pattern: "*'-hello-'\"$arch\"'.'\"$os\"") { folder, version in
            [
                try archive(
                    folder, version, "linux_amd64", name: "\(version)-hello-amd64.linux.tar.xz",
                    wrap: "hello-\(version)")
            ]
        } _: { (scene: Scene) async throws in
            #expect(try await scene.install().status == .exited(0))
            #expect(try scene.output() == "hello 1.2.3 linux_amd64\n")
            #expect(try await scene.install(["--version", "1.3.0"]).status == .exited(0))
            #expect(try scene.output() == "hello 1.3.0 linux_amd64\n")
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dash", "bash", "curl", "zip", "unzip")))
    func `takes no bundle for an archive`() async throws {
        try await withScene(pattern: "'hello_'*") { folder, version in
            try [("linux_arm64", ".artifactbundle"), ("linux_amd64", "")].map { target, kind in
                try archive(folder, version, target, name: "hello_\(version)\(kind).zip")
            }
        } _: { (scene: Scene) async throws in
            for version in ["1.2.3", "1.3.0"] {
                #expect(try await scene.install(["--version", version]).status == .exited(0))
                #expect(try scene.output() == "hello \(version) linux_amd64\n")
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dash", "bash", "curl", "shellcheck")))
    func `satisfies shellcheck`() async throws {
        try await withScene { scene in
            let said = try scene.folder.run("shellcheck", ["--shell=sh", "site/install.sh"])
            #expect(said.isEmpty)
        }
    }
}
