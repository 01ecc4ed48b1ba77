// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation

/// A repository's branches and objects (docs.github.com/en/rest/git, …/rest/repos/contents, …/rest/pulls).
///
/// Objects are named by their content, so that making one twice is as good as once.
extension GitHubClient {
    struct Object: Decodable, Sendable { let sha: String }

    private struct Reference: Decodable, Sendable {
        struct Target: Decodable, Sendable {
            let sha: String
            let type: String?
        }
        let object: Target
    }

    /// What the repository is; nil where the token does not see it.
    func facts() async throws -> GitHubRepository? { try await find("") }

    /// The commit that a tag leads to; nil where there is no such tag.
    func commit(ofTag tag: String) async throws -> String? {
        struct Annotated: Decodable { let object: Reference.Target }
        guard var target = try await reference("tags/\(tag)") else { return nil }
        for _ in 0..<8 where target.type == "tag" {
            guard let tag: Annotated = try await find("/git/tags/\(target.sha)") else { return nil }
            target = tag.object
        }
        return target.sha
    }

    /// Whether the repository has a commit.
    func has(commit: String) async throws -> Bool {
        do {
            let found: Object? = try await find("/git/commits/\(commit)")
            return found != nil
        } catch WebError.refused(let refusal) where refusal.status == 409 || refusal.status == 422 {
            return false
        }
    }

    /// The commit at the head of a branch; nil where there is no such branch, or nothing in the repository.
    func head(of branch: String) async throws -> String? { try await reference("heads/\(branch)")?.sha }

    private func reference(_ name: String) async throws -> Reference.Target? {
        do {
            let found: Reference? = try await find("/git/ref/\(Self.pathEncoded(name))")
            return found?.object
        } catch WebError.refused(let refusal) where refusal.status == 409 {
            // "Git Repository is empty."
            return nil
        }
    }

    /// A file's bytes at a commit; nil where there is none.
    func file(_ path: String, at commit: String) async throws -> [UInt8]? {
        var request = try request(.get, "/contents/\(Self.pathEncoded(path))", query: [("ref", commit)])
        request.headers["Accept"] = "application/vnd.github.raw+json"
        do {
            let response = try await send(request)
            return Self.fileBytes(response)
        } catch WebError.refused(let refusal) where refusal.status == 404 {
            return nil
        }
    }

    /// The raw bytes, or those in the JSON of a server that answers with it all the same.
    private static func fileBytes(_ response: WebResponse) -> [UInt8]? {
        struct Contents: Decodable {
            let content: String
            let encoding: String
        }
        guard response.headers["Content-Type"]?.hasPrefix("application/json") == true,
            let contents = try? JSONDecoder().decode(Contents.self, from: Data(response.body)),
            contents.encoding == "base64"
        else { return response.body }
        return Data(base64Encoded: contents.content, options: .ignoreUnknownCharacters).map { [UInt8]($0) }
    }

    func createBlob(_ bytes: [UInt8]) async throws -> String {
        struct Blob: Encodable {
            let content: String
            let encoding = "base64"
        }
        let blob = Blob(content: Data(bytes).base64EncodedString())
        return try await (post("/git/blobs", blob, isIdempotent: true) as Object).sha
    }

    /// One entry of a tree to be: a blob or tree by its name, or what is to be removed.
    struct TreeEntry: Encodable, Sendable, Hashable {
        let path: String
        /// `100644`, `100755`, or `040000` for a folder.
        let mode: String
        let sha: String?
        /// The bytes themselves, where they are text: one request then makes many files.
        var content: String?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(path, forKey: .path)
            try container.encode(mode, forKey: .mode)
            try container.encode(mode == "040000" ? "tree" : "blob", forKey: .type)
            if let content { return try container.encode(content, forKey: .content) }
            // A null removes the entry, which leaving it out does not.
            try container.encode(sha, forKey: .sha)
        }

        enum CodingKeys: String, CodingKey { case path, mode, type, sha, content }
    }

    /// - Parameter base: The tree or commit whose other entries stay; nil makes a tree of these alone.
    func createTree(_ entries: [TreeEntry], base: String?) async throws -> String {
        struct Tree: Encodable {
            let base: String?
            let tree: [TreeEntry]
            enum CodingKeys: String, CodingKey {
                case tree
                case base = "base_tree"
            }
        }
        return try await (post("/git/trees", Tree(base: base, tree: entries), isIdempotent: true) as Object).sha
    }

    struct Signature: Encodable, Sendable, Hashable {
        let name: String
        let email: String
        /// ISO 8601, in UTC.
        let date: String
    }

    func createCommit(
        tree: String, parents: [String], message: String, author: Signature
    ) async throws -> String {
        struct Commit: Encodable {
            let message: String
            let tree: String
            let parents: [String]
            let author: Signature
            let committer: Signature
        }
        let commit = Commit(message: message, tree: tree, parents: parents, author: author, committer: author)
        return try await (post("/git/commits", commit, isIdempotent: true) as Object).sha
    }

    /// The tree of a commit.
    func tree(of commit: String) async throws -> String {
        struct Commit: Decodable { let tree: Object }
        return try await (get("/git/commits/\(commit)") as Commit).tree.sha
    }

    /// The names at the top of a tree or below a folder of it, with their modes and objects.
    func entries(of tree: String) async throws -> [(path: String, mode: String, sha: String)] {
        struct Entry: Decodable {
            let path: String
            let mode: String
            let sha: String
        }
        struct Tree: Decodable { let tree: [Entry] }
        guard let found: Tree = try await find("/git/trees/\(tree)") else { return [] }
        return found.tree.map { ($0.path, $0.mode, $0.sha) }
    }

    /// Moves a branch on to a commit that descends from its head. False where the branch has moved meanwhile.
    func advance(_ branch: String, to commit: String) async throws -> Bool {
        struct Move: Encodable {
            let sha: String
            let force = false
        }
        do {
            let _: Reference = try await patch("/git/refs/heads/\(Self.pathEncoded(branch))", Move(sha: commit))
            return true
        } catch WebError.refused(let refusal) where refusal.status == 422 || refusal.status == 409 {
            return false
        }
    }

    /// Makes a branch. False where it is there already.
    func createBranch(_ branch: String, at commit: String) async throws -> Bool {
        struct New: Encodable {
            let ref: String
            let sha: String
        }
        do {
            let _: Reference = try await post(
                "/git/refs", New(ref: "refs/heads/\(branch)", sha: commit), isIdempotent: true)
            return true
        } catch WebError.refused(let refusal) where refusal.status == 422 {
            return false
        }
    }

    func deleteBranch(_ branch: String) async throws {
        do {
            try await delete("/git/refs/heads/\(Self.pathEncoded(branch))")
        } catch WebError.refused(let refusal) where refusal.status == 422 {}
    }

    /// Makes the first commit of an empty repository, which has no objects that a tree could be made of.
    func createFirstFile(
        _ path: String, _ bytes: [UInt8], branch: String, message: String, author: Signature
    ) async throws {
        struct File: Encodable {
            let message: String
            let content: String
            let branch: String
            let author: Signature
            let committer: Signature
        }
        let file = File(
            message: message, content: Data(bytes).base64EncodedString(), branch: branch, author: author,
            committer: author)
        _ = try await send(
            try request(.put, "/contents/\(Self.pathEncoded(path))", json: file, isIdempotent: false))
    }

    struct PullRequest: Decodable, Sendable {
        let number: Int
        let page: String?
        enum CodingKeys: String, CodingKey {
            case number
            case page = "html_url"
        }
    }

    /// The open pull request from a branch of the repository itself; nil where there is none.
    func pullRequest(from branch: String, to base: String) async throws -> PullRequest? {
        let owner = repository.split(separator: "/").first.map(String.init) ?? ""
        let query = [("state", "open"), ("head", "\(owner):\(branch)"), ("base", base)]
        return try await (get("/pulls", query: query) as [PullRequest]).first
    }

    func createPullRequest(
        title: String, from branch: String, to base: String, body: String
    ) async throws -> PullRequest {
        struct New: Encodable {
            let title: String
            let head: String
            let base: String
            let body: String
        }
        let new = New(title: title, head: branch, base: base, body: body)
        do {
            return try await post("/pulls", new, isIdempotent: true)
        } catch WebError.refused(let refusal) where refusal.status == 422 {
            // Made by a request whose answer was lost.
            if let present = try await pullRequest(from: branch, to: base) { return present }
            throw WebError.refused(refusal)
        }
    }

    func closePullRequest(_ number: Int) async throws {
        struct Change: Encodable { let state = "closed" }
        let _: PullRequest = try await patch("/pulls/\(number)", Change())
    }
}
