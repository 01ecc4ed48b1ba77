// SPDX-License-Identifier: Apache-2.0

import Effects
import Project
import SystemPackage
import Testing

/// A project folder, with a git whose configuration is its own, in a temporary folder.
struct GitFixture {
    let machine: Machine
    /// The temporary folder: `home`, `project` and what a test adds.
    let folder: FilePath
    let project: FilePath

    /// Runs a test with an empty project folder; `git init` is the test's to call.
    static func with(_ environment: [String: String] = [:], _ body: (GitFixture) async throws -> Void) async throws {
        let files = Files()
        try await files.withTemporaryDirectory { folder in
            let folder = try files.resolve(folder)
            let home = folder.appending("home")
            let project = folder.appending("project")
            try files.createDirectory(home)
            try files.createDirectory(project)
            try files.replace(
                home.appending(".gitconfig"),
                text: """
                    [init]
                        defaultBranch = main
                    [user]
                        name = Ada Lovelace
                        email = ada@example.org
                    [commit]
                        gpgSign = false

                    """)
            let path = Environment.current()["PATH"] ?? "/usr/bin:/bin"
            let own = ["PATH": path, "HOME": home.string, "GIT_CONFIG_NOSYSTEM": "1"]
            let values = Environment(own.merging(environment) { $1 })
            let machine = Machine(
                programs: Programs(environment: values), clock: FixedClock(seconds: 4_000_000_000), environment: values)
            try await body(GitFixture(machine: machine, folder: folder, project: project))
        }
    }

    var files: Files { machine.files }

    /// Runs git in the project, at a fixed time, and returns what it printed.
    @discardableResult
    func git(_ arguments: String..., in folder: FilePath? = nil, at seconds: Int = 1_700_000_000) async throws -> String
    {
        let date = "@\(seconds) +0200"
        let call = ProgramCall(
            .name("git"), ["-c", "protocol.file.allow=always"] + arguments, workingDirectory: folder ?? project,
            environment: .minimal(adding: ["GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date]))
        let result = try await machine.programs.run(call)
        try #require(result.isSuccess, "git \(arguments): \(result.error.text)")
        return result.outputText
    }

    func write(_ name: String, _ text: String, in folder: FilePath? = nil) throws {
        let path = (folder ?? project).appending(name)
        try files.createDirectory(path.removingLastComponent())
        try files.replace(path, text: text)
    }

    /// Makes the project a repository with one commit of `a`, and the tags given.
    func begin(tags: String...) async throws {
        try await git("init", "-q")
        try write("a", "one")
        try await commit("first")
        for tag in tags { try await git("tag", tag) }
    }

    @discardableResult
    func commit(_ message: String, in folder: FilePath? = nil, at seconds: Int = 1_700_000_000) async throws -> String {
        try await git("add", "-A", in: folder)
        try await git("commit", "-q", "--allow-empty", "-m", message, in: folder, at: seconds)
        return try await git("rev-parse", "HEAD", in: folder)
    }

    func repository(_ folder: FilePath? = nil) async throws -> GitRepository {
        try #require(try await GitRepository.containing(folder ?? project, on: machine))
    }

    func version(snapshot: Bool = false, prefix: String = "", in folder: FilePath? = nil) async throws -> ReleaseVersion
    {
        try await VersionSource(folder: folder ?? project, machine: machine).resolve(snapshot: snapshot, prefix: prefix)
    }

    /// Every name below a folder, its `.git` included, with kind, mode, time and content.
    func fingerprint(_ folder: FilePath) throws -> [String] {
        try files.walk(folder).map { entry in
            let status = entry.status
            let content = status.isFile ? try files.read(entry.path, limit: 1 << 20).hashValue : 0
            return
                "\(entry.relativePath) \(status.kind) \(status.mode) \(status.modified).\(status.modifiedNanoseconds) \(content)"
        }
    }

    /// The files below a folder, without any `.git`, with their text.
    func contents(_ folder: FilePath) throws -> [String: String] {
        var found: [String: String] = [:]
        for entry in try files.walk(folder, skipping: { $0.path.lastComponent?.string == ".git" }) {
            switch entry.status.kind {
            case .file: found[entry.relativePath.string] = try files.readText(entry.path, limit: 1 << 20)
            case .symbolicLink: found[entry.relativePath.string] = "-> \(try files.readSymbolicLink(entry.path))"
            default: break
            }
        }
        return found
    }
}
