// SPDX-License-Identifier: Apache-2.0
import Crypto
package import Effects
package import SystemPackage

/// GitHub, as far as releases, taps and documentation need it, with the addresses of an Enterprise Server: the REST API
/// under `/api/v3`, uploads under `/api/uploads`, pages, downloads and git repositories at the root.
///
/// Behaviour is that of GitHub's public documentation; each part names its pages. What holds for all of it:
/// - 401 "Bad credentials" for a token that is none, 404 for what a token may not see, 403 for what it may not do
///   ("Troubleshooting the REST API", docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api).
/// - Every answer has `x-ratelimit-…`; a spent limit is 403 with `x-ratelimit-remaining: 0`, the secondary limit 403 or
///   429 with `retry-after` ("Rate limits for the REST API", …/using-the-rest-api/rate-limits-for-the-rest-api).
/// - 422 has `errors` with `resource`, `field` and `code`; what is no JSON is 400 "Problems parsing JSON".
/// - Classic tokens' scopes stand in `x-oauth-scopes` ("Scopes for OAuth apps", …/apps/oauth-apps/…/scopes-for-oauth-apps).
/// - Lists come in pages of 30, at most 100, with a `link` header ("Using pagination in the REST API").
package actor GitHubDouble: ServiceDouble {
    /// What a token may do in a repository.
    package enum Access: String, Sendable, Hashable { case pull, push }

    /// One token.
    package struct Token: Sendable, Hashable {
        package var login: String
        /// By `owner/name` in lower case.
        package var access: [String: Access]
        /// The classic scopes; nil for a fine-grained or installation token, which has no such header.
        package var scopes: [String]?

        package init(login: String, access: [String: Access], scopes: [String]? = nil) {
            self.login = login
            self.access = access
            self.scopes = scopes
        }
    }

    /// One asset of a release.
    package struct Asset: Sendable {
        package let id: Int
        package var name: String
        package var label: String?
        package var contentType: String
        /// `starter` until all of its bytes are there.
        package var state: String
        package var size: Int
        package var sha256: String?
        var file: FilePath?
        let created: Int
    }

    /// One release.
    package struct Release: Sendable {
        package let id: Int
        package var tag: String
        package var target: String
        package var name: String
        package var notes: String
        package var isDraft: Bool
        package var isPrerelease: Bool
        package var isImmutable = false
        package var assets: [Asset] = []
        let created: Int
        var published: Int?
    }

    /// One pull request.
    package struct Pull: Sendable, Hashable {
        package let number: Int
        package let title: String
        package let body: String
        package let head: String
        package let base: String
        package var isOpen = true
    }

    package struct Repository: Sendable {
        package let fullName: String
        package let defaultBranch: String
        package let isPrivate: Bool
        package let git: BareRepository
        package var releases: [Release] = []
        package var pulls: [Pull] = []
        /// The release that someone made the latest by hand or by `make_latest`; nil is by date.
        package var latest: Int?
        /// Whether releases that are published can't be changed any more.
        package var hasImmutableReleases = false
        /// The tags of immutable releases that were deleted, which can't be used again.
        var burntTags: Set<String> = []
    }

    let machine: Machine
    let folder: FilePath
    var tokens: [String: Token] = [:]
    /// By `owner/name` in lower case.
    var repositories: [String: Repository] = [:]
    private var lastID = 1000
    private var ticks = 0
    /// How often a list is answered as if what was made last were not there yet.
    var listLag = 0
    var lagging: [Int: Int] = [:]
    var remaining = 5000
    /// When requests may be sent again after they are used up, in seconds since 1970.
    var reset: Int64 = 0
    var interruptions: [String: @Sendable (GitHubDouble) async throws -> Void] = [:]

    package init(machine: Machine, folder: FilePath) {
        self.machine = machine
        self.folder = folder
    }

    // MARK: What tests set and see

    package func add(token: String, _ value: Token) {
        tokens[token] = value
    }

    /// Makes a repository, with one commit unless it is to be empty.
    package func addRepository(
        _ name: String, branch: String = "main", isPrivate: Bool = false, isEmpty: Bool = false,
        hasImmutableReleases: Bool = false
    ) async throws {
        let path = folder.appending("git").appending(name.split(separator: "/").joined(separator: "__") + ".git")
        let git = BareRepository(machine: machine, path: path)
        try await git.create(branch: branch)
        if !isEmpty {
            let blob = try await git.git(["hash-object", "-w", "--stdin"], input: Array("# \(name)\n".utf8))
            let tree = try await git.writeTree(base: nil, [(path: "README.md", mode: "100644", object: blob)])
            let person = identity(nil)
            let commit = try await git.writeCommit(
                tree: tree, parents: [], message: "Initial commit", author: person, committer: person)
            try await git.setRef("refs/heads/\(branch)", to: commit)
        }
        var repository = Repository(
            fullName: name, defaultBranch: branch, isPrivate: isPrivate, git: git)
        repository.hasImmutableReleases = hasImmutableReleases
        repositories[name.lowercased()] = repository
    }

    package func repository(_ name: String) -> Repository? { repositories[name.lowercased()] }

    /// Commits a file to a branch, as someone else would.
    package func commit(_ text: String, to path: String, of name: String, branch: String, message: String) async throws
    {
        guard let git = repositories[name.lowercased()]?.git else { return }
        let parent = try await git.resolve("refs/heads/\(branch)")
        let blob = try await git.git(["hash-object", "-w", "--stdin"], input: Array(text.utf8))
        let tree = try await git.writeTree(base: parent, [(path: path, mode: "100644", object: blob)])
        let person = identity(nil)
        let commit = try await git.writeCommit(
            tree: tree, parents: parent.map { [$0] } ?? [], message: message, author: person, committer: person)
        try await git.setRef("refs/heads/\(branch)", to: commit)
    }

    /// Changes a repository as a person would in the browser.
    package func change(_ name: String, _ body: @Sendable (inout Repository) -> Void) {
        if var repository = repositories[name.lowercased()] {
            body(&repository)
            repositories[name.lowercased()] = repository
        }
    }

    /// The bytes of an asset of the newest release.
    package func asset(_ name: String, of repository: String) throws -> [UInt8]? {
        let asset = repositories[repository.lowercased()]?.releases.last?.assets.first { $0.name == name }
        return try asset?.file.map { try machine.files.read($0, limit: 64 << 20) }
    }

    /// Gives an asset of the newest release other bytes, as one may who has taken over an account; nil takes it away.
    package func replaceAsset(_ name: String, of repository: String, with bytes: [UInt8]?) throws {
        let file = folder.appending("asset-\(nextID())")
        if let bytes { try machine.files.replace(file, bytes) }
        change(repository) { repository in
            let last = repository.releases.count - 1
            guard last >= 0, let index = repository.releases[last].assets.firstIndex(where: { $0.name == name }) else {
                return
            }
            guard let bytes else {
                repository.releases[last].assets.remove(at: index)
                return
            }
            repository.releases[last].assets[index].file = file
            repository.releases[last].assets[index].size = bytes.count
            repository.releases[last].assets[index].sha256 = LoopbackServer.hexadecimal(SHA256.hash(data: bytes))
        }
    }

    /// Lets each release that is made from now on be missing from as many lists ("eventual consistency": GitHub's lists
    /// may be served by replicas that lag).
    package func setListLag(_ count: Int) { listLag = count }

    package func setRemainingRequests(_ count: Int, until reset: Int64 = 0) {
        remaining = count
        self.reset = reset
    }

    /// Lets something happen once, just before a branch of a repository is moved on.
    package func beforeMoving(_ name: String, _ body: @escaping @Sendable (GitHubDouble) async throws -> Void) {
        interruptions[name.lowercased()] = body
    }

    /// Lets something happen once, just before a release of a repository is published.
    package func beforePublishing(_ name: String, _ body: @escaping @Sendable (GitHubDouble) async throws -> Void) {
        interruptions["release of \(name.lowercased())"] = body
    }

    func nextID() -> Int {
        lastID += 1
        return lastID
    }

    /// The time, which only goes on when something happens: 2026-01-01 00:00 UTC and one second a step.
    func tick() -> Int {
        ticks += 1
        return 1_767_225_600 + ticks
    }

    static func date(_ seconds: Int) -> String {
        let rest = seconds - 1_767_225_600
        let parts = [rest / 3600 % 24, rest / 60 % 60, rest % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "2026-01-01T\(parts.joined(separator: ":"))Z"
    }

    func identity(_ json: JSONValue?) -> BareRepository.Identity {
        BareRepository.Identity(
            name: json?["name"].text ?? "Octo Cat", email: json?["email"].text ?? "octocat@users.noreply.github.com",
            date: json?["date"].text ?? Self.date(tick()))
    }

    // MARK: Requests

    package func respond(to request: DoubleRequest) async throws -> DoubleResponse? {
        var parts = request.parts
        if parts.starts(with: ["api", "v3"]) {
            parts.removeFirst(2)
            return limited(try await answer(request) { try await self.api(request, parts) }, request)
        }
        if parts.starts(with: ["api", "uploads"]) {
            parts.removeFirst(2)
            return limited(try await answer(request) { try await self.upload(request, parts) }, request)
        }
        return try await web(request, parts)
    }

    /// An upload that broke off leaves an asset in the state `starter`, which can be deleted ("Upload a release asset",
    /// …/rest/releases/assets).
    package func wasAbandoned(_ request: DoubleRequest) async throws {
        var parts = request.parts
        guard parts.starts(with: ["api", "uploads"]) else { return }
        parts.removeFirst(2)
        _ = try? await upload(request, parts, isComplete: false)
    }

    package func response(to fault: Fault, of request: DoubleRequest) -> DoubleResponse? {
        guard request.path.hasPrefix("/api/") else { return nil }
        let documentation: JSONValue = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api"
        switch fault {
        case .secondaryLimit, .tooManyRequests:
            return DoubleResponse(
                fault == .secondaryLimit ? 403 : 429, headers: ["retry-after": "0"],
                json: [
                    "message":
                        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
                    "documentation_url": documentation,
                ])
        case .internalError: return DoubleResponse(500, json: ["message": "Server Error"])
        case .unavailable: return DoubleResponse(503, json: ["message": "Service Unavailable"])
        default: return nil
        }
    }

    private func answer(
        _ request: DoubleRequest, _ body: () async throws -> DoubleResponse
    ) async throws -> DoubleResponse {
        if remaining <= 0 {
            return Self.error(403, "API rate limit exceeded for user.")
        }
        remaining -= 1
        if request.headers["user-agent"] == nil {
            return Self.error(
                403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header."
            )
        }
        if let text = request.headers["authorization"], Self.token(in: text).flatMap({ tokens[$0] }) == nil {
            return Self.error(401, "Bad credentials")
        }
        do {
            return try await body()
        } catch let refusal as Refusal {
            return refusal.response
        }
    }

    private func limited(_ response: DoubleResponse, _ request: DoubleRequest) -> DoubleResponse {
        var response = response
        response.headers["x-ratelimit-limit"] = "5000"
        response.headers["x-ratelimit-remaining"] = "\(remaining)"
        response.headers["x-ratelimit-reset"] = "\(reset)"
        response.headers["x-github-request-id"] = "DOUBLE:1"
        if let scopes = token(of: request)?.scopes {
            response.headers["x-oauth-scopes"] = scopes.joined(separator: ", ")
        }
        return response
    }

    /// An answer that ends a request.
    struct Refusal: Error {
        let response: DoubleResponse
    }

    static func error(_ status: Int, _ message: String, errors: JSONValue? = nil) -> DoubleResponse {
        var body: [String: JSONValue] = [
            "message": .text(message), "documentation_url": "https://docs.github.com/rest",
            "status": .text("\(status)"),
        ]
        if let errors { body["errors"] = errors }
        return DoubleResponse(status, json: .object(body))
    }

    static func invalid(_ resource: String, _ field: String, _ code: String, _ message: String? = nil) -> Refusal {
        var detail: [String: JSONValue] = ["resource": .text(resource), "field": .text(field), "code": .text(code)]
        if let message { detail["message"] = .text(message) }
        return Refusal(response: error(422, "Validation Failed", errors: [.object(detail)]))
    }

    static func refusal(_ status: Int, _ message: String) -> Refusal { Refusal(response: error(status, message)) }

    // MARK: Access

    private static func token(in header: String) -> String? {
        let words = header.split(separator: " ")
        guard words.count == 2, ["bearer", "token"].contains(words[0].lowercased()) else { return nil }
        return String(words[1])
    }

    func token(of request: DoubleRequest) -> Token? {
        request.headers["authorization"].flatMap(Self.token).flatMap { tokens[$0] }
    }

    func access(_ request: DoubleRequest, to name: String) -> Access? {
        guard let repository = repositories[name.lowercased()] else { return nil }
        if let access = token(of: request)?.access[name.lowercased()] { return access }
        return repository.isPrivate ? nil : .pull
    }

    /// The repository for a reader; 404 where the token may not see it.
    func readable(_ request: DoubleRequest, _ name: String) throws -> Repository {
        guard access(request, to: name) != nil, let repository = repositories[name.lowercased()] else {
            throw Self.refusal(404, "Not Found")
        }
        return repository
    }

    /// The repository for a writer; 403 where the token may only read.
    func writable(_ request: DoubleRequest, _ name: String) throws -> Repository {
        let repository = try readable(request, name)
        guard token(of: request) != nil else { throw Self.refusal(401, "Requires authentication") }
        guard access(request, to: name) == .push else {
            throw Self.refusal(
                token(of: request)?.scopes == nil ? 403 : 404,
                token(of: request)?.scopes == nil ? "Resource not accessible by personal access token" : "Not Found")
        }
        return repository
    }

    func json(_ request: DoubleRequest) throws -> JSONValue {
        guard let json = request.json, json.members != nil else { throw Self.refusal(400, "Problems parsing JSON") }
        return json
    }

    /// One page of a list, with the `link` header.
    func page(_ items: [JSONValue], _ request: DoubleRequest) -> DoubleResponse {
        let size = min(max(request.query["per_page"].flatMap { Int($0) } ?? 30, 1), 100)
        let number = max(request.query["page"].flatMap { Int($0) } ?? 1, 1)
        let start = min((number - 1) * size, items.count)
        let end = min(start + size, items.count)
        var response = DoubleResponse(200, json: .list(Array(items[start..<end])))
        if end < items.count {
            response.headers["link"] =
                "<\(request.origin)\(request.path)?per_page=\(size)&page=\(number + 1)>; rel=\"next\""
        }
        return response
    }
}
