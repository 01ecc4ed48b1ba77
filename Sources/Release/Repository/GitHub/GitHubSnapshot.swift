// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import Repositories

/// A branch at one commit.
struct GitHubSnapshot: Sendable {
    struct File: Sendable, Hashable {
        /// The blob's name.
        let id: String
        /// Bytes.
        let size: Int
    }

    /// Nil for a branch that is not there yet.
    var commit: String?
    var tree: String?
    /// The commit's time, in seconds since 1970.
    var time: Int64?
    var files: [String: File] = [:]

    func applying(
        _ changes: [String: GitHubFileChange], commit: String, tree: String, time: Int64
    ) -> GitHubSnapshot {
        var next = GitHubSnapshot(commit: commit, tree: tree, time: time, files: files)
        for (key, change) in changes {
            next.files[key] = change.id.flatMap { id in change.size.map { File(id: id, size: $0) } }
        }
        return next
    }
}

extension GitHubClient {
    /// All files of a commit.
    func snapshot(of commit: String) async throws -> GitHubSnapshot {
        struct Commit: Decodable {
            struct Person: Decodable { let date: String? }
            let tree: Object
            let committer: Person?
        }
        struct Entry: Decodable {
            let path: String
            let type: String
            let sha: String
            let size: Int?
        }
        struct Tree: Decodable {
            let tree: [Entry]
            let truncated: Bool?
        }
        let found: Commit = try await get("/git/commits/\(commit)")
        let tree: Tree = try await get("/git/trees/\(found.tree.sha)", query: [("recursive", "1")])
        guard tree.truncated != true else {
            throw StorageError.unexpected("the branch `\(GitHubStorage.branch)` has more files than GitHub lists")
        }
        var snapshot = GitHubSnapshot(commit: commit, tree: found.tree.sha)
        if let text = found.committer?.date, let date = try? Date(text, strategy: .iso8601) {
            snapshot.time = Int64(date.timeIntervalSince1970)
        }
        for entry in tree.tree where entry.type == "blob" {
            snapshot.files[entry.path] = GitHubSnapshot.File(id: entry.sha, size: entry.size ?? 0)
        }
        return snapshot
    }

    /// A blob's bytes.
    func blob(_ id: String) async throws -> [UInt8] {
        struct Blob: Decodable { let content: String }
        var request = try request(.get, "/git/blobs/\(id)")
        request.destination = .memory(limit: 2 * GitHubFileChange.sizeLimit)
        let blob: Blob = try decode(try await send(request))
        guard let data = Data(base64Encoded: blob.content, options: .ignoreUnknownCharacters) else {
            throw UnreadableAnswer(url: "blob \(id)", reason: "its content is no base64")
        }
        let bytes = [UInt8](data)
        guard GitHubFileChange.id(bytes) == id else {
            throw UnreadableAnswer(url: "blob \(id)", reason: "its content is another one's")
        }
        return bytes
    }
}
