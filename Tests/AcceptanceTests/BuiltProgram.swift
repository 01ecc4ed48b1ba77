// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import Testing

/// The `fledge` that was built along with these tests, and a throw-away project to run it on.
struct BuiltProgram {
    let machine = Machine.current()
    let folder: FilePath

    /// Runs `body` with a git repository whose only commit is tagged v1.2.3, of a prebuilt program that prints its version.
    ///
    /// - Parameters:
    ///   - more: What the configuration says besides.
    ///   - script: What the program does, after `#!/bin/sh`.
    ///   - files: Further files, by their paths in the project.
    static func withProject(
        adding more: String = "", script: String = "echo \"greet 1.2.3\"\n", files: [String: String] = [:],
        _ body: (BuiltProgram) async throws -> Void
    ) async throws {
        let machine = Machine.current()
        try await machine.files.withTemporaryDirectory { root in
            let program = BuiltProgram(folder: root.appending("greet"))
            try machine.files.createDirectory(program.folder.appending("bin"))
            try machine.files.replace(
                program.folder.appending("bin/greet"), text: "#!/bin/sh\n\(script)", mode: 0o755)
            try machine.files.replace(program.folder.appending("LICENSE"), text: "MIT License\n\nCopyright Ada\n")
            try machine.files.replace(program.folder.appending("fledge.yaml"), text: Self.configuration + "\n" + more)
            for (name, text) in files {
                let file = program.folder.appending(name)
                try machine.files.createDirectory(file.removingLastComponent())
                try machine.files.replace(file, text: text)
            }
            for words in [
                ["init", "--quiet", "-b", "main"], ["add", "-A"], ["commit", "--quiet", "-m", "Greet"],
                ["tag", "v1.2.3"],
            ] {
                try await program.must("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"] + words)
            }
            try await body(program)
        }
    }

    /// Runs `body` with a git repository whose only commit has these files and is tagged.
    static func withProject(
        named name: String, _ contents: [String: String], tag: String, _ body: (BuiltProgram) async throws -> Void
    ) async throws {
        let machine = Machine.current()
        try await machine.files.withTemporaryDirectory { root in
            let program = BuiltProgram(folder: root.appending(name))
            for (path, text) in contents {
                let file = program.folder.pushing(FilePath(path))
                try machine.files.createDirectory(file.removingLastComponent())
                try machine.files.replace(file, text: text)
            }
            try await program.must("git", ["init", "--quiet", "-b", "main"])
            try await program.commit("First")
            try await program.must("git", ["tag", tag])
            try await body(program)
        }
    }

    private static let configuration = """
        name: greet
        description: Greets the world
        homepage: https://example.org/greet
        license: MIT
        maintainer: Ada Lovelace <ada@example.org>
        builds:
          - {builder: prebuilt, binary: greet, path: bin/greet, targets: [linux/amd64, linux/arm64]}
        gates: {audit: off}
        """

    /// Runs `fledge` in the project.
    func fledge(_ arguments: String..., environment: [String: String] = [:]) async throws -> ProgramResult {
        try await fledge(arguments, environment: environment)
    }

    /// Runs `fledge` in the project.
    func fledge(_ arguments: [String], environment: [String: String] = [:]) async throws -> ProgramResult {
        var values = environment
        values["TMPDIR"] = folder.removingLastComponent().string
        values["FLEDGE_CACHE"] = folder.removingLastComponent().appending("cache").string
        return try await machine.programs.run(
            ProgramCall(
                .path(try Self.path()), arguments, workingDirectory: folder, environment: .minimal(adding: values),
                timeout: .seconds(600)))
    }

    /// Runs a shell script in the project, in which `$FLEDGE` is the program; what a redirection needs.
    func shell(_ script: String) async throws -> ProgramResult {
        let parent = folder.removingLastComponent()
        let values = [
            "FLEDGE": try Self.path().string, "TMPDIR": parent.string, "FLEDGE_CACHE": parent.appending("cache").string,
        ]
        return try await machine.programs.run(
            ProgramCall(
                .name("sh"), ["-c", script], workingDirectory: folder, environment: .minimal(adding: values),
                timeout: .seconds(120)))
    }

    /// Runs another program in the project and returns what it printed.
    @discardableResult
    func must(_ program: String, _ arguments: [String]) async throws -> String {
        let place: ProgramCall.Program =
            program.contains("/") ? .path(folder.pushing(FilePath(program))) : .name(program)
        let result = try await machine.programs.run(
            ProgramCall(place, arguments, workingDirectory: folder, timeout: .seconds(60)))
        try #require(result.isSuccess, "\(program) \(arguments): \(result.error.text)")
        return result.outputText
    }

    /// All that is below a folder: the contents of its files, by path and mode. The journal, which tells times, is left out.
    func tree(_ name: String) throws -> [String: [UInt8]] {
        let files = machine.files
        var found: [String: [UInt8]] = [:]
        for entry in try files.walk(folder.appending(name)) where entry.relativePath != "journal.jsonl" {
            guard !Self.tellsTheTime(entry.relativePath.string) else { continue }
            let path = "\(entry.relativePath) \(String(entry.status.mode, radix: 8))"
            found[path] = entry.status.isFile ? try files.read(entry.path, limit: 16 << 20) : []
        }
        return found
    }

    /// Whether a file of a repository says when it was published, or is named after one that does.
    static func tellsTheTime(_ path: String) -> Bool {
        guard path.contains(".fledge/") || path.contains("apt/") || path.contains("yum/") else { return false }
        let name = path.split(separator: "/").last ?? ""
        return path.contains(".fledge/") || path.contains("/generations/")
            || ["Release", "InRelease", "Release.gpg", "repomd.xml", "repomd.xml.asc", "metalink"].contains(name)
    }

    /// Commits a program that prints another version, and tags it.
    func tagNext(_ version: String) async throws {
        try machine.files.replace(
            folder.appending("bin/greet"), text: "#!/bin/sh\necho \"greet \(version)\"\n", mode: 0o755)
        try await commit("Greet as \(version)")
        try await must("git", ["tag", "v\(version)"])
    }

    /// Writes a file of the project.
    func write(_ path: String, _ text: String) throws {
        let file = folder.appending(path)
        try machine.files.createDirectory(file.removingLastComponent())
        try machine.files.replace(file, text: text)
    }

    /// Adds to the configuration that every test begins with, and tags the result.
    func configure(_ more: String) async throws {
        try write("fledge.yaml", Self.configuration + "\n" + more + "\n")
        try await commit("Configure")
        try await must("git", ["tag", "--force", "v1.2.3"])
    }

    /// Releases for one target, from an empty `dist/`.
    func release() async throws -> ProgramResult {
        try await fledge("release", "--clean", "--target", "linux/amd64")
    }

    /// Releases what is in the working tree and expects a failure that leaves nothing half done.
    func release(
        _ message: String? = nil, fails code: Int32, saying text: String,
        at location: Testing.SourceLocation = #_sourceLocation
    ) async throws {
        if let message {
            try await commit(message)
            try await must("git", ["tag", "--force", "v1.2.3"])
        }
        let result = try await release()
        #expect(result.outcome == .exited(code), "\(result.error.text)", sourceLocation: location)
        #expect(result.error.text.contains(text), "\(result.error.text)", sourceLocation: location)
        let dist = folder.appending("dist")
        guard try machine.files.statusIfPresent(dist)?.isDirectory == true else { return }
        let left = try machine.files.walk(dist).map(\.relativePath.description).filter { $0.contains(".fledge-") }
        #expect(left == [], sourceLocation: location)
    }

    /// Runs `fledge` with a file system of this size for `dist/`; lists what was left there, `<size> <path>` a line.
    ///
    /// - Returns: Nil where this user may mount none.
    func fledgeOnSmallDisk(_ kilobytes: Int, _ arguments: String...) async throws -> ProgramResult? {
        let probe = try await machine.programs.run(
            ProgramCall(.name("unshare"), ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"]))
        guard probe.isSuccess else { return nil }
        let script = """
            mount -t tmpfs -o size=\(kilobytes)k none dist
            "$@"; code=$?
            find dist -type f ! -name journal.jsonl -printf '%s %P\\n'
            exit $code
            """
        return try await machine.programs.run(
            ProgramCall(
                .name("unshare"), ["--mount", "sh", "-c", script, "sh", try Self.path().string] + arguments,
                workingDirectory: folder,
                environment: .minimal(
                    adding: ["FLEDGE_CACHE": folder.removingLastComponent().appending("cache").string]),
                timeout: .seconds(120)))
    }

    /// Commits all that is in the working tree.
    func commit(_ message: String) async throws {
        try await must("git", ["add", "-A"])
        try await must("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-qm", message])
    }

    /// The same project in another folder beside this one, with nothing released yet.
    func clone(_ name: String) async throws -> BuiltProgram {
        try await must("git", ["clone", "--quiet", ".", "../\(name)"])
        return BuiltProgram(folder: folder.removingLastComponent().appending(name))
    }

    /// The digests of all files below a folder, by their paths.
    func digests(_ name: String) async throws -> [String] {
        try await must("sh", ["-c", "find \(name) -type f ! -name journal.jsonl | LC_ALL=C sort | xargs sha256sum"])
            .split(separator: "\n").map(String.init)
    }

    /// The same without what says when a repository was published.
    func timelessDigests(_ name: String) async throws -> [String] {
        try await digests(name).filter { !Self.tellsTheTime($0) && !$0.contains("homebrew.git/config") }
    }

    static func path() throws -> FilePath {
        let own = FilePath(try #require(CommandLine.arguments.first))
        var folder = own.removingLastComponent()
        let files = Files()
        while !folder.isEmpty, folder.string != "/" {
            let candidate = folder.appending("fledge")
            if try files.statusIfPresent(candidate)?.isFile == true { return candidate }
            folder = folder.removingLastComponent()
        }
        return FilePath(".build/debug/fledge")
    }
}
