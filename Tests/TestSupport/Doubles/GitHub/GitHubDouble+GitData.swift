// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation

/// "REST API endpoints for Git database" (docs.github.com/en/rest/git): blobs, trees, commits and references of a real
/// bare repository. A repository without commits answers 409 "Git Repository is empty.".
extension GitHubDouble {
    func gitData(_ request: DoubleRequest, _ name: String, _ rest: [String]) async throws -> DoubleResponse {
        let repository = request.method == "GET" ? try readable(request, name) : try writable(request, name)
        let git = repository.git
        if try await git.refs().isEmpty { throw Self.refusal(409, "Git Repository is empty.") }
        switch (request.method, rest.first, rest.count) {
        case ("GET", "ref", 2...):
            let ref = "refs/" + rest.dropFirst().joined(separator: "/")
            guard let object = try await git.refs()[ref] else { throw Self.refusal(404, "Not Found") }
            return DoubleResponse(200, json: try await json(ofRef: ref, object, git))
        case ("GET", "matching-refs", 2...):
            let start = "refs/" + rest.dropFirst().joined(separator: "/")
            let found = try await git.refs().filter { $0.key.hasPrefix(start) }.sorted { $0.key < $1.key }
            var items: [JSONValue] = []
            for (ref, object) in found { items.append(try await json(ofRef: ref, object, git)) }
            return page(items, request)
        case ("GET", "tags", 2):
            guard try await git.type(of: rest[1]) == "tag" else { throw Self.refusal(404, "Not Found") }
            let commit = try await git.git(["rev-parse", "\(rest[1])^{}"])
            return DoubleResponse(
                200,
                json: ["sha": .text(rest[1]), "object": ["sha": .text(commit), "type": "commit"]])
        case ("POST", "refs", 1): return try await createRef(request, git)
        case ("PATCH", "refs", 2...):
            if let interruption = interruptions.removeValue(forKey: name.lowercased()) { try await interruption(self) }
            return try await updateRef(request, git, "refs/" + rest.dropFirst().joined(separator: "/"))
        case ("DELETE", "refs", 2...):
            let ref = "refs/" + rest.dropFirst().joined(separator: "/")
            guard try await git.refs()[ref] != nil else { throw Self.refusal(422, "Reference does not exist") }
            try await git.deleteRef(ref)
            return DoubleResponse(204)
        case ("POST", "blobs", 1): return try await createBlob(request, git)
        case ("GET", "blobs", 2):
            guard try await git.type(of: rest[1]) == "blob", let bytes = try await git.blob(rest[1]) else {
                throw Self.refusal(404, "Not Found")
            }
            return DoubleResponse(
                200,
                json: [
                    "sha": .text(rest[1]), "size": .integer(bytes.count), "encoding": "base64",
                    "content": .text(
                        Data(bytes).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])),
                ])
        case ("POST", "trees", 1): return try await createTree(request, git)
        case ("GET", "trees", 2):
            let isKnown = try await git.resolve("\(rest[1])^{tree}")
            guard let tree = isKnown else { throw Self.refusal(404, "Not Found") }
            return DoubleResponse(
                200, json: try await json(ofTree: tree, git, recursively: request.query["recursive"] != nil))
        case ("POST", "commits", 1): return try await createCommit(request, git)
        case ("GET", "commits", 2):
            guard try await git.type(of: rest[1]) == "commit" else { throw Self.refusal(404, "Not Found") }
            return DoubleResponse(200, json: try await json(ofCommit: rest[1], git))
        default: throw Self.refusal(404, "Not Found")
        }
    }

    private func createRef(_ request: DoubleRequest, _ git: BareRepository) async throws -> DoubleResponse {
        let body = try json(request)
        guard let ref = body["ref"].text, ref.hasPrefix("refs/"), ref.split(separator: "/").count >= 3 else {
            throw Self.refusal(422, "Reference name must start with 'refs/'.")
        }
        guard let sha = body["sha"].text, try await git.type(of: sha) != nil else {
            throw Self.refusal(422, "Object does not exist")
        }
        guard try await git.refs()[ref] == nil else { throw Self.refusal(422, "Reference already exists") }
        guard try await git.moveRef(ref, to: sha, from: nil) else {
            throw Self.refusal(422, "Reference already exists")
        }
        return DoubleResponse(201, json: try await json(ofRef: ref, sha, git))
    }

    private func updateRef(
        _ request: DoubleRequest, _ git: BareRepository, _ ref: String
    ) async throws -> DoubleResponse {
        let body = try json(request)
        guard let present = try await git.refs()[ref] else { throw Self.refusal(422, "Reference does not exist") }
        guard let sha = body["sha"].text, try await git.type(of: sha) == "commit" else {
            throw Self.refusal(422, "Object does not exist")
        }
        let isForced = body["force"].bool ?? false
        let isForward = try await git.isAncestor(present, of: sha)
        guard isForced || isForward else { throw Self.refusal(422, "Update is not a fast forward") }
        guard try await git.moveRef(ref, to: sha, from: present) else {
            throw Self.refusal(422, "Update is not a fast forward")
        }
        return DoubleResponse(200, json: try await json(ofRef: ref, sha, git))
    }

    private func createBlob(_ request: DoubleRequest, _ git: BareRepository) async throws -> DoubleResponse {
        let body = try json(request)
        guard let content = body["content"].text else { throw Self.invalid("Blob", "content", "missing_field") }
        let bytes: [UInt8]
        switch body["encoding"].text ?? "utf-8" {
        case "utf-8": bytes = Array(content.utf8)
        case "base64":
            guard let data = Data(base64Encoded: content, options: .ignoreUnknownCharacters) else {
                throw Self.refusal(422, "content is not valid Base64")
            }
            bytes = [UInt8](data)
        default: throw Self.invalid("Blob", "encoding", "invalid")
        }
        let sha = try await git.git(["hash-object", "-w", "--stdin"], input: bytes)
        return DoubleResponse(201, json: ["sha": .text(sha)])
    }

    private func createTree(_ request: DoubleRequest, _ git: BareRepository) async throws -> DoubleResponse {
        let body = try json(request)
        guard let entries = body["tree"].list, !entries.isEmpty else {
            throw Self.refusal(422, "Invalid tree info")
        }
        let base = body["base_tree"].text
        if let base, try await git.resolve("\(base)^{tree}") == nil {
            throw Self.refusal(404, "Not Found")
        }
        var changes: [(path: String, mode: String, object: String?)] = []
        // A program for each entry would take longer than a client waits, on a busy machine.
        let texts = entries.compactMap { $0["content"].text }.map { Array($0.utf8) }
        var blobs = try await git.writeBlobs(texts)[...]
        let named = entries.filter { $0["content"].text == nil }.compactMap { $0["sha"].text }
        guard try await git.holds(named) else { throw Self.refusal(422, "tree.sha is not a valid object") }
        for entry in entries {
            let modes = ["100644", "100755", "040000", "160000", "120000"]
            guard let path = entry["path"].text, !path.isEmpty, !path.hasPrefix("/"), let mode = entry["mode"].text,
                modes.contains(mode)
            else { throw Self.refusal(422, "Must supply a valid tree.mode") }
            if entry["content"].text != nil {
                changes.append((path, mode, blobs.popFirst()))
            } else if let sha = entry["sha"].text {
                changes.append((path, mode, sha))
            } else {
                guard base != nil else { throw Self.refusal(422, "Must supply tree.sha or tree.content") }
                changes.append((path, mode, nil))
            }
        }
        let tree = try await git.writeTree(base: base, changes)
        return DoubleResponse(201, json: try await json(ofTree: tree, git, recursively: false))
    }

    private func createCommit(_ request: DoubleRequest, _ git: BareRepository) async throws -> DoubleResponse {
        let body = try json(request)
        guard let message = body["message"].text else { throw Self.invalid("Commit", "message", "missing_field") }
        guard let tree = body["tree"].text, try await git.type(of: tree) == "tree" else {
            throw Self.refusal(422, "Tree SHA does not exist")
        }
        let parents = (body["parents"].list ?? []).compactMap(\.text)
        for parent in parents where try await git.type(of: parent) != "commit" {
            throw Self.refusal(422, "Parent SHA does not exist or is not a commit object")
        }
        let author = identity(body["author"].isNull ? nil : body["author"])
        let committer = body["committer"].isNull ? author : identity(body["committer"])
        let sha = try await git.writeCommit(
            tree: tree, parents: parents, message: message, author: author, committer: committer)
        return DoubleResponse(201, json: try await json(ofCommit: sha, git))
    }

    private func json(ofRef ref: String, _ object: String, _ git: BareRepository) async throws -> JSONValue {
        [
            "ref": .text(ref),
            "object": ["sha": .text(object), "type": .text(try await git.type(of: object) ?? "commit")],
        ]
    }

    private func json(ofTree tree: String, _ git: BareRepository, recursively: Bool) async throws -> JSONValue {
        let entries = try await git.tree(tree, recursively: recursively)
        return [
            "sha": .text(tree), "truncated": false,
            "tree": .list(
                entries.map { entry in
                    var item: [String: JSONValue] = [
                        "path": .text(entry.path), "mode": .text(entry.mode), "type": .text(entry.type),
                        "sha": .text(entry.object),
                    ]
                    if let size = entry.size { item["size"] = .integer(size) }
                    return .object(item)
                }),
        ]
    }

    private func json(ofCommit commit: String, _ git: BareRepository) async throws -> JSONValue {
        let lines = try await git.git(["show", "--no-patch", "--format=%T%n%P%n%cI%n%B", commit])
            .split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        return [
            "sha": .text(commit), "tree": ["sha": .text(lines[0])],
            "parents": .list(lines[1].split(separator: " ").map { ["sha": .text(String($0))] }),
            "committer": ["date": .text(lines[2])], "message": .text(lines.count > 3 ? lines[3] : ""),
        ]
    }

    // MARK: Contents and pull requests

    /// "REST API endpoints for repository contents" (…/rest/repos/contents).
    func contents(_ request: DoubleRequest, _ name: String, _ path: String) async throws -> DoubleResponse {
        let repository = request.method == "GET" ? try readable(request, name) : try writable(request, name)
        let git = repository.git
        if request.method == "GET" {
            let ref = request.query["ref"] ?? repository.defaultBranch
            var start = try await git.resolve("refs/heads/\(ref)")
            if start == nil { start = try await git.resolve("refs/tags/\(ref)") }
            if start == nil { start = try await git.resolve(ref) }
            guard let start, let blob = try await git.resolve("\(start):\(path)") else {
                throw Self.refusal(404, "Not Found")
            }
            if try await git.type(of: blob) == "tree" {
                let entries = try await git.tree(blob, recursively: false)
                return DoubleResponse(
                    200,
                    json: .list(
                        entries.map {
                            [
                                "name": .text($0.path), "path": .text("\(path)/\($0.path)"), "sha": .text($0.object),
                                "type": .text($0.type == "tree" ? "dir" : "file"),
                            ]
                        }))
            }
            let bytes = try await git.blob(blob) ?? []
            return DoubleResponse(
                200,
                json: [
                    "name": .text(path.split(separator: "/").last.map(String.init) ?? path), "path": .text(path),
                    "sha": .text(blob), "type": "file", "size": .integer(bytes.count), "encoding": "base64",
                    "content": .text(
                        Data(bytes).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])),
                ])
        }
        guard request.method == "PUT" else { throw Self.refusal(404, "Not Found") }
        let body = try json(request)
        guard let message = body["message"].text else { throw Self.invalid("Content", "message", "missing_field") }
        guard let content = body["content"].text,
            let data = Data(base64Encoded: content, options: .ignoreUnknownCharacters)
        else { throw Self.refusal(422, "content is not valid Base64") }
        let branch = body["branch"].text ?? repository.defaultBranch
        let parent = try await git.resolve("refs/heads/\(branch)")
        let isEmpty = try await git.refs().isEmpty
        guard parent != nil || isEmpty else { throw Self.refusal(404, "Branch \(branch) not found") }
        let present = if let parent { try await git.resolve("\(parent):\(path)") } else { String?.none }
        if let present, body["sha"].text == nil {
            _ = present
            throw Self.refusal(422, "Invalid request.\n\n\"sha\" wasn't supplied.")
        }
        if let sha = body["sha"].text, sha != present {
            throw Self.refusal(409, "\(path) does not match \(sha)")
        }
        let blob = try await git.git(["hash-object", "-w", "--stdin"], input: [UInt8](data))
        let tree = try await git.writeTree(base: parent, [(path: path, mode: "100644", object: blob)])
        let author = identity(body["author"].isNull ? nil : body["author"])
        let committer = body["committer"].isNull ? author : identity(body["committer"])
        let commit = try await git.writeCommit(
            tree: tree, parents: parent.map { [$0] } ?? [], message: message, author: author, committer: committer)
        try await git.setRef("refs/heads/\(branch)", to: commit)
        return DoubleResponse(
            present == nil ? 201 : 200,
            json: ["content": ["path": .text(path), "sha": .text(blob)], "commit": ["sha": .text(commit)]])
    }

    /// "REST API endpoints for pull requests" (…/rest/pulls/pulls).
    func pulls(_ request: DoubleRequest, _ name: String, _ rest: [String]) async throws -> DoubleResponse {
        let repository = try readable(request, name)
        let owner = name.split(separator: "/").first.map(String.init) ?? name
        switch (request.method, rest.count) {
        case ("GET", 0):
            let state = request.query["state"] ?? "open"
            let found = repository.pulls.filter { pull in
                (state == "all" || pull.isOpen == (state == "open"))
                    && (request.query["head"].map { $0 == "\(owner):\(pull.head)" } ?? true)
                    && (request.query["base"].map { $0 == pull.base } ?? true)
            }
            return page(found.map { json(of: $0, name, request) }, request)
        case ("POST", 0):
            _ = try writable(request, name)
            let body = try json(request)
            guard let title = body["title"].text, let head = body["head"].text, let base = body["base"].text else {
                throw Self.invalid("PullRequest", "head", "missing_field")
            }
            let branch = head.split(separator: ":").last.map(String.init) ?? head
            guard let headCommit = try await repository.git.resolve("refs/heads/\(branch)") else {
                throw Self.invalid("PullRequest", "head", "invalid")
            }
            guard let baseCommit = try await repository.git.resolve("refs/heads/\(base)") else {
                throw Self.invalid("PullRequest", "base", "invalid")
            }
            if headCommit == baseCommit {
                throw Self.invalid("PullRequest", "base", "custom", "No commits between \(base) and \(branch)")
            }
            if repository.pulls.contains(where: { $0.isOpen && $0.head == branch && $0.base == base }) {
                throw Self.invalid(
                    "PullRequest", "head", "custom", "A pull request already exists for \(owner):\(branch).")
            }
            let pull = Pull(
                number: repository.pulls.count + 1, title: title, body: body["body"].text ?? "", head: branch,
                base: base)
            change(name) { $0.pulls.append(pull) }
            return DoubleResponse(201, json: json(of: pull, name, request))
        case ("PATCH", 1):
            _ = try writable(request, name)
            guard let pull = repository.pulls.first(where: { "\($0.number)" == rest[0] }) else {
                throw Self.refusal(404, "Not Found")
            }
            let isOpen = try json(request)["state"].text.map { $0 == "open" } ?? pull.isOpen
            change(name) { $0.pulls[pull.number - 1].isOpen = isOpen }
            return DoubleResponse(200, json: json(of: pull, name, request))
        default: throw Self.refusal(404, "Not Found")
        }
    }

    private func json(of pull: Pull, _ name: String, _ request: DoubleRequest) -> JSONValue {
        [
            "number": .integer(pull.number), "title": .text(pull.title),
            "state": .text(pull.isOpen ? "open" : "closed"),
            "html_url": .text("\(request.origin)/\(name)/pull/\(pull.number)"), "head": ["ref": .text(pull.head)],
            "base": ["ref": .text(pull.base)],
        ]
    }
}
