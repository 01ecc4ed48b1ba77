// SPDX-License-Identifier: Apache-2.0
import Effects
import Project

/// A branch on GitHub, written by its git database: objects are made first, which no one sees, and the branch is moved
/// on by one request.
struct GitHubBranch: CommitBranch {
    let client: GitHubClient
    /// Nil is the default branch.
    let named: String?
    private let defaultBranch = DefaultBranch()
    private let trees = FolderTrees()

    init(client: GitHubClient, named: String?) {
        self.client = client
        self.named = named
    }

    var place: String { client.repository }

    var branch: String {
        get async throws {
            if let named { return named }
            return try await defaultBranch.name { try await client.facts()?.defaultBranch ?? "main" }
        }
    }

    func head() async throws -> String? { try await client.head(of: try await branch) }

    func file(_ path: String, at commit: String) async throws -> [UInt8]? {
        try await client.file(path, at: commit)
    }

    func names(in folder: String, at commit: String) async throws -> [String] {
        var tree = commit
        for part in folder.split(separator: "/") {
            guard let next = try await client.entries(of: tree).first(where: { $0.path == part }) else { return [] }
            tree = next.sha
        }
        return try await client.entries(of: tree).map(\.path)
    }

    func tree(of folder: String, at commit: String) async throws -> String? {
        var tree = commit
        for part in folder.split(separator: "/") {
            guard let next = try await client.entries(of: tree).first(where: { $0.path == part }) else { return nil }
            tree = next.sha
        }
        return tree
    }

    func write(_ changes: [TreeChange], on parent: String?, _ note: CommitNote) async throws -> String {
        do {
            var entries: [GitHubClient.TreeEntry] = []
            for change in changes { entries += try await self.entries(change, on: parent) }
            let base = if let parent { try await client.tree(of: parent) } else { String?.none }
            let tree = try await client.createTree(entries, base: base)
            let author = GitHubClient.Signature(
                name: note.author.name, email: note.author.email, date: note.dateText)
            return try await client.createCommit(
                tree: tree, parents: parent.map { [$0] } ?? [], message: note.message, author: author)
        } catch WebError.refused(let refusal) where refusal.status == 409 {
            throw EmptyRepository()
        }
    }

    func advance(to commit: String, from parent: String?) async throws -> Bool {
        if parent == nil { return try await client.createBranch(try await branch, at: commit) }
        return try await client.advance(try await branch, to: commit)
    }

    func finish() async throws {}

    private func entries(_ change: TreeChange, on parent: String?) async throws -> [GitHubClient.TreeEntry] {
        switch change {
        case .file(let path, let bytes):
            return [.init(path: path, mode: "100644", sha: try await client.createBlob(bytes))]
        case .remove(let path): return [.init(path: path, mode: "100644", sha: nil)]
        case .tree(let path, let id): return [.init(path: path, mode: "040000", sha: id)]
        case .folder(let path, let files):
            return [.init(path: path, mode: "040000", sha: try await trees.tree(of: files, client))]
        }
    }
}

/// The trees of folders that are published, each made once.
private actor FolderTrees {
    private var known: [[TreeChange.FolderFile]: String] = [:]

    /// GitHub lets no one make more than some eighty things a minute: texts go many at once, and only other files one by
    /// one.
    func tree(of files: [TreeChange.FolderFile], _ client: GitHubClient) async throws -> String {
        if let tree = known[files] { return tree }
        var batch: [GitHubClient.TreeEntry] = []
        var size = 0
        var tree: String?
        for file in files {
            let bytes = try Files().read(file.file, limit: 100 << 20)
            let mode = file.isExecutable ? "100755" : "100644"
            if bytes.count <= Self.batchSize, let text = String(validating: bytes, as: UTF8.self) {
                batch.append(.init(path: file.path, mode: mode, sha: nil, content: text))
                size += bytes.count
            } else {
                batch.append(.init(path: file.path, mode: mode, sha: try await client.createBlob(bytes)))
            }
            guard size >= Self.batchSize || batch.count >= 1000 else { continue }
            tree = try await client.createTree(batch, base: tree)
            (batch, size) = ([], 0)
        }
        if !batch.isEmpty || tree == nil { tree = try await client.createTree(batch, base: tree) }
        let made = tree ?? ""
        known[files] = made
        return made
    }

    /// Bytes of text in one request.
    private static let batchSize = 2 << 20
}

/// The name of a repository's default branch, asked for once.
private actor DefaultBranch {
    private var known: String?

    func name(_ ask: @Sendable () async throws -> String) async throws -> String {
        if let known { return known }
        let name = try await ask()
        known = name
        return name
    }
}
