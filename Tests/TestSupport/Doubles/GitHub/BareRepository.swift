// SPDX-License-Identifier: Apache-2.0
import Effects
package import SystemPackage

/// A real bare git repository that a double keeps a project's commits in.
package struct BareRepository: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    let machine: Machine
    package let path: FilePath

    init(machine: Machine, path: FilePath) {
        self.machine = machine
        self.path = path
    }

    func create(branch: String) async throws {
        try machine.files.createDirectory(path)
        try await git(["init", "--quiet", "--bare", "--template=", "--initial-branch=\(branch)"])
        try await git(["config", "http.receivepack", "true"])
        try await git(["update-server-info"])
    }

    /// Runs git and returns what it printed, without the line break at its end.
    @discardableResult
    package func git(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
    ) async throws -> String {
        let result = try await run(arguments, input: input, environment: environment)
        guard result.isSuccess else { throw Failure(description: "git \(arguments): \(result.error.text)") }
        return result.outputText
    }

    func run(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
    ) async throws -> ProgramResult {
        var values = [
            "GIT_LITERAL_PATHSPECS": "1", "GIT_DIR": path.string, "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
        ]
        values.merge(environment) { $1 }
        return try await machine.programs.run(
            ProgramCall(
                .name("git"), arguments, workingDirectory: path, environment: .minimal(adding: values), input: input,
                outputLimit: 64 << 20, timeout: .seconds(60)))
    }

    /// What a ref or an object's name stands for; nil where there is none.
    package func resolve(_ name: String) async throws -> String? {
        let result = try await run(["rev-parse", "--quiet", "--verify", "--end-of-options", name])
        return result.isSuccess ? result.outputText : nil
    }

    /// `blob`, `tree`, `commit` or `tag`; nil where there is no such object.
    func type(of object: String) async throws -> String? {
        guard object.count == 40, object.allSatisfy(\.isHexDigit) else { return nil }
        let result = try await run(["cat-file", "-t", object])
        return result.isSuccess ? result.outputText : nil
    }

    /// Whether all are objects of the repository.
    func holds(_ objects: [String]) async throws -> Bool {
        guard objects.allSatisfy({ $0.count == 40 && $0.allSatisfy(\.isHexDigit) }) else { return false }
        if objects.isEmpty { return true }
        let names = objects.map { $0 + "\n" }.joined()
        let found = try await git(["cat-file", "--batch-check=%(objecttype)"], input: Array(names.utf8))
        return !found.split(separator: "\n").contains { $0.hasSuffix(" missing") }
    }

    /// Stores blobs, by one program for all: the names of each, in order.
    func writeBlobs(_ contents: [[UInt8]]) async throws -> [String] {
        if contents.isEmpty { return [] }
        let folder = path.appending("contents-\(UInt64.random(in: 0 ... .max))")
        try machine.files.createDirectory(folder)
        defer { try? machine.files.remove(folder, recursively: true) }
        var paths = ""
        for (index, bytes) in contents.enumerated() {
            let file = folder.appending("\(index)")
            try machine.files.replace(file, bytes)
            paths += "\(file)\n"
        }
        return try await git(["hash-object", "-w", "--no-filters", "--stdin-paths"], input: Array(paths.utf8))
            .split(separator: "\n").map(String.init)
    }

    package func blob(_ name: String) async throws -> [UInt8]? {
        let result = try await run(["cat-file", "blob", name])
        return result.isSuccess ? result.output.bytes : nil
    }

    /// Refs by their names, such as `refs/heads/main`.
    package func refs() async throws -> [String: String] {
        let text = try await git(["for-each-ref", "--format=%(refname) %(objectname)"])
        return Dictionary(
            text.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ").map(String.init)
                return words.count == 2 ? (words[0], words[1]) : nil
            }
        ) { $1 }
    }

    /// One entry of a tree as `git ls-tree` prints it.
    struct TreeEntry: Sendable, Hashable {
        let mode: String
        let type: String
        let object: String
        /// Bytes; nil for a tree.
        let size: Int?
        let path: String
    }

    func tree(_ name: String, recursively: Bool) async throws -> [TreeEntry] {
        let text = try await git(["ls-tree", "-z", "-l"] + (recursively ? ["-r", "-t"] : []) + [name])
        return text.split(separator: "\0").compactMap { line in
            let halves = line.split(separator: "\t", maxSplits: 1)
            let words = halves.first?.split(separator: " ").map(String.init) ?? []
            guard halves.count == 2, words.count == 4 else { return nil }
            return TreeEntry(
                mode: words[0], type: words[1], object: words[2], size: Int(words[3]), path: String(halves[1]))
        }
    }

    /// Writes a tree: the base's entries with some replaced, or removed where the object is nil.
    func writeTree(base: String?, _ changes: [(path: String, mode: String, object: String?)]) async throws -> String {
        let index = path.appending("index-\(UInt64.random(in: 0 ... .max))")
        defer { try? machine.files.removeIfPresent(index) }
        let environment = ["GIT_INDEX_FILE": index.string]
        if let base { try await git(["read-tree", base], environment: environment) }
        var files = ""
        func addFiles() async throws {
            if files.isEmpty { return }
            try await git(["update-index", "-z", "--index-info"], input: Array(files.utf8), environment: environment)
            files = ""
        }
        for change in changes {
            if let object = change.object, change.mode != "040000" {
                files += "\(change.mode) \(object)\t\(change.path)\0"
                continue
            }
            try await addFiles()
            if let object = change.object {
                let tree = environment.merging(["GIT_WORK_TREE": path.string]) { $1 }
                try await git(
                    ["rm", "-r", "--quiet", "--cached", "--ignore-unmatch", "--", change.path], environment: tree)
                try await git(["read-tree", "--prefix=\(change.path)/", object], environment: tree)
            } else {
                try await git(
                    ["rm", "-r", "--quiet", "--cached", "--", change.path],
                    environment: environment.merging(["GIT_WORK_TREE": path.string]) { $1 })
            }
        }
        try await addFiles()
        return try await git(["write-tree"], environment: environment)
    }

    func writeCommit(tree: String, parents: [String], message: String, author: Identity, committer: Identity)
        async throws -> String
    {
        try await git(
            ["commit-tree", tree] + parents.flatMap { ["-p", $0] }, input: Array(message.utf8),
            environment: [
                "GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email, "GIT_AUTHOR_DATE": author.date,
                "GIT_COMMITTER_NAME": committer.name, "GIT_COMMITTER_EMAIL": committer.email,
                "GIT_COMMITTER_DATE": committer.date,
            ])
    }

    struct Identity: Sendable {
        var name: String
        var email: String
        /// As git reads it, such as ISO 8601.
        var date: String
    }

    func setRef(_ name: String, to object: String) async throws {
        try await git(["update-ref", name, object])
        try await git(["update-server-info"])
    }

    /// Moves a ref that is at `old`, or makes one for nil; false where it is elsewhere.
    func moveRef(_ name: String, to object: String, from old: String?) async throws -> Bool {
        let zero = String(repeating: "0", count: 40)
        guard try await run(["update-ref", name, object, old ?? zero]).isSuccess else { return false }
        try await git(["update-server-info"])
        return true
    }

    func deleteRef(_ name: String) async throws {
        try await git(["update-ref", "-d", name])
        try await git(["update-server-info"])
    }

    func isAncestor(_ older: String, of newer: String) async throws -> Bool {
        try await run(["merge-base", "--is-ancestor", older, newer]).isSuccess
    }

    /// The messages of a branch, the newest first.
    package func subjects(of branch: String) async throws -> [String] {
        guard try await resolve("refs/heads/\(branch)") != nil else { return [] }
        return try await git(["log", "--format=%s", "refs/heads/\(branch)"]).split(separator: "\n").map(String.init)
    }
}
