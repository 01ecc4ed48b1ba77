// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// A branch of any git repository, written with the user's `git`: commits are made in a repository of our own, and one
/// push, which is never forced, moves the branch on.
struct PushedBranch: CommitBranch {
    let machine: Machine
    /// The remote's address, as git takes it.
    let url: String
    /// Nil is the remote's default branch.
    let named: String?
    /// For https; git gets it through its environment, where no other user sees it.
    let token: Secret?
    /// The repository of our own, until `finish`.
    private let folder: FilePath

    init(machine: Machine, url: String, named: String?, token: Secret?) {
        self.machine = machine
        self.url = url
        self.named = named
        self.token = token
        let name = "fledge-branch-" + String(UInt64.random(in: 0 ... .max), radix: 36)
        folder = machine.files.temporaryFolder.appending(name)
    }

    var place: String { machine.secrets.redact(GitRemote(parsing: url)?.url ?? url) }

    var branch: String {
        get async throws {
            if let named { return named }
            let text = try await must(["ls-remote", "--symref", url, "HEAD"])
            let line = text.split(separator: "\n").first { $0.hasPrefix("ref: refs/heads/") }
            return line?.dropFirst("ref: refs/heads/".count).prefix { $0 != "\t" }.description ?? "main"
        }
    }

    func head() async throws -> String? {
        try await prepare()
        let branch = try await branch
        let listed = try await must(["ls-remote", url, "refs/heads/\(branch)"])
        guard let id = listed.split(separator: "\t").first.map(String.init), !id.isEmpty else { return nil }
        _ = try await must([
            "fetch", "--quiet", "--depth=1", "--no-tags", url, "+refs/heads/\(branch):refs/fledge/head",
        ])
        return try await must(["rev-parse", "refs/fledge/head"])
    }

    func file(_ path: String, at commit: String) async throws -> [UInt8]? {
        let result = try await run(["cat-file", "blob", "\(commit):\(path)"])
        return result.isSuccess ? result.output.bytes : nil
    }

    func names(in folder: String, at commit: String) async throws -> [String] {
        let result = try await run(["ls-tree", "-z", "--name-only", folder.isEmpty ? commit : "\(commit):\(folder)"])
        return result.isSuccess ? result.output.text.split(separator: "\0").map(String.init) : []
    }

    func tree(of folder: String, at commit: String) async throws -> String? {
        let result = try await run(["rev-parse", "--quiet", "--verify", "\(commit):\(folder)"])
        return result.isSuccess ? result.outputText : nil
    }

    func write(_ changes: [TreeChange], on parent: String?, _ note: CommitNote) async throws -> String {
        try await prepare()
        let index = folder.appending("fledge-index")
        try machine.files.removeIfPresent(index)
        let environment = ["GIT_INDEX_FILE": index.string]
        if let parent { _ = try await must(["read-tree", parent], environment: environment) }
        for change in changes {
            switch change {
            case .file(let path, let bytes):
                let blob = try await must(["hash-object", "-w", "--stdin"], input: bytes)
                try await add([("100644", blob, path)], environment)
            case .remove(let path): try await add([("0", String(repeating: "0", count: 40), path)], environment)
            case .tree(let path, let id):
                try await clear(path, environment)
                guard let id else { continue }
                _ = try await must(
                    ["read-tree", "--prefix=\(path)/", id],
                    environment: environment.merging(["GIT_WORK_TREE": folder.string]) { $1 })
            case .folder(let path, let files):
                try await clear(path, environment)
                var entries: [(String, String, String)] = []
                for file in files {
                    let blob = try await must(["hash-object", "-w", "--no-filters", "--", file.file.string])
                    entries.append((file.isExecutable ? "100755" : "100644", blob, path + "/" + file.path))
                }
                try await add(entries, environment)
            }
        }
        let tree = try await must(["write-tree"], environment: environment)
        let stamp = "\(note.date) +0000"
        let person = [
            "GIT_AUTHOR_NAME": note.author.name, "GIT_AUTHOR_EMAIL": note.author.email, "GIT_AUTHOR_DATE": stamp,
            "GIT_COMMITTER_NAME": note.author.name, "GIT_COMMITTER_EMAIL": note.author.email,
            "GIT_COMMITTER_DATE": stamp,
        ]
        let parents = parent.map { ["-p", $0] } ?? []
        return try await must(["commit-tree", tree] + parents + ["-m", note.message], environment: person)
    }

    func advance(to commit: String, from parent: String?) async throws -> Bool {
        let branch = try await branch
        let result = try await run(["push", "--quiet", "--porcelain", url, "\(commit):refs/heads/\(branch)"])
        if result.isSuccess { return true }
        // Someone else's push came first, or ours did and its answer was lost.
        let present = try await must(["ls-remote", url, "refs/heads/\(branch)"]).split(separator: "\t").first
        guard present.map(String.init) != parent else { throw failure(result, "push") }
        return present.map(String.init) == commit
    }

    func finish() async throws {
        try machine.files.removeIfPresent(folder)
    }

    private func prepare() async throws {
        guard try !machine.files.exists(folder.appending("HEAD")) else { return }
        try machine.files.createDirectory(folder)
        _ = try await must(["init", "--quiet", "--bare", "--template="])
    }

    /// Takes all files of a folder out of the index.
    private func clear(_ path: String, _ environment: [String: String]) async throws {
        let present = try await must(["ls-files", "-z", "--", path + "/"], environment: environment)
        try await add(
            present.split(separator: "\0").map { ("0", String(repeating: "0", count: 40), String($0)) }, environment)
    }

    /// Adds entries of the form mode, object, path to the index; mode 0 removes one.
    private func add(_ entries: [(String, String, String)], _ environment: [String: String]) async throws {
        guard !entries.isEmpty else { return }
        let lines = entries.map { "\($0.0) \($0.1)\t\($0.2)\0" }.joined()
        _ = try await must(["update-index", "-z", "--index-info"], input: Array(lines.utf8), environment: environment)
    }

    private func must(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
    ) async throws -> String {
        let result = try await run(arguments, input: input, environment: environment)
        guard result.isSuccess else { throw failure(result, arguments.first ?? "") }
        return result.outputText
    }

    private func failure(_ result: ProgramResult, _ verb: String) -> Diagnostic {
        let said = machine.secrets.redact(result.error.text).split(separator: "\n").map(String.init)
        let isRefused = said.contains { line in
            ["denied", "not found", "Authentication failed", "could not read Username", "protected branch"].contains {
                line.contains($0)
            }
        }
        return Diagnostic(
            message: "cannot \(verb == "push" ? "push to" : "read") `\(place)`",
            causes: ["`git \(verb)` \(result.outcome)"] + said.prefix(5), exit: isRefused ? .needsChange : .workFailed)
    }

    private func run(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
    ) async throws -> ProgramResult {
        var values = [
            "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_DIR": folder.string, "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "core.hooksPath", "GIT_CONFIG_VALUE_0": "/dev/null",
        ]
        if let token, url.hasPrefix("https://") || url.hasPrefix("http://127.0.0.1") {
            values["GIT_CONFIG_COUNT"] = "2"
            values["GIT_CONFIG_KEY_1"] = "http.extraHeader"
            values["GIT_CONFIG_VALUE_1"] = "Authorization: Basic " + Self.credentials(token)
        }
        values.merge(environment) { $1 }
        let exists = try machine.files.exists(folder)
        return try await machine.programs.run(
            ProgramCall(
                .name("git"), arguments, workingDirectory: exists ? folder : nil,
                environment: .minimal(adding: values), input: input, outputLimit: 64 << 20, timeout: .seconds(600)))
    }

    private static func credentials(_ token: Secret) -> String {
        Base64.text(Array("x-access-token:\(token.value)".utf8))
    }
}
