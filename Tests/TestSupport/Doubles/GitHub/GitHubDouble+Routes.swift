// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage

extension GitHubDouble {
    /// The REST API (docs.github.com/en/rest).
    func api(_ request: DoubleRequest, _ parts: [String]) async throws -> DoubleResponse {
        if parts == ["user"] {
            guard let token = token(of: request) else { throw Self.refusal(401, "Requires authentication") }
            return DoubleResponse(200, json: ["login": .text(token.login)])
        }
        guard parts.count >= 3, parts[0] == "repos" else { throw Self.refusal(404, "Not Found") }
        let name = "\(parts[1])/\(parts[2])"
        let rest = Array(parts.dropFirst(3))
        switch rest.first {
        case nil:
            guard request.method == "GET" else { throw Self.refusal(404, "Not Found") }
            return DoubleResponse(200, json: description(try readable(request, name), request))
        case "releases": return try await releases(request, name, Array(rest.dropFirst()))
        case "git": return try await gitData(request, name, Array(rest.dropFirst()))
        case "contents": return try await contents(request, name, rest.dropFirst().joined(separator: "/"))
        case "pulls": return try await pulls(request, name, Array(rest.dropFirst()))
        case "immutable-releases":
            // "Check if immutable releases are enabled for a repository" (…/rest/repos/repos).
            let repository = try writable(request, name)
            guard repository.hasImmutableReleases else { throw Self.refusal(404, "Not Found") }
            return DoubleResponse(200, json: ["enabled": true, "enforced_by_owner": false])
        default: throw Self.refusal(404, "Not Found")
        }
    }

    /// "Get a repository" (…/rest/repos/repos): `permissions` only for those who are known.
    private func description(_ repository: Repository, _ request: DoubleRequest) -> JSONValue {
        var body: [String: JSONValue] = [
            "full_name": .text(repository.fullName), "private": .bool(repository.isPrivate),
            "default_branch": .text(repository.defaultBranch), "archived": false, "disabled": false,
            "html_url": .text("\(request.origin)/\(repository.fullName)"),
            "clone_url": .text("\(request.origin)/\(repository.fullName).git"),
        ]
        if token(of: request) != nil {
            let access = access(request, to: repository.fullName)
            body["permissions"] = [
                "admin": false, "maintain": false, "push": .bool(access == .push), "triage": false, "pull": true,
            ]
        }
        return .object(body)
    }

    /// Pages for browsers: downloads, which redirect to where the bytes are, and git repositories over plain HTTP.
    func web(_ request: DoubleRequest, _ parts: [String]) async throws -> DoubleResponse? {
        if parts.count == 2, parts[0] == "_objects", let id = Int(parts[1]) {
            let assets = repositories.values.flatMap(\.releases).flatMap(\.assets)
            guard let file = assets.first(where: { $0.id == id })?.file else { return DoubleResponse(404) }
            return DoubleResponse(file: file)
        }
        guard parts.count > 2 else { return nil }
        if parts[1].hasSuffix(".git") { return try plainGit(request, parts) }
        let name = "\(parts[0])/\(parts[1])"
        if parts[2] == "raw", parts.count > 4 { return try await raw(request, name, Array(parts.dropFirst(3))) }
        guard parts[2] == "releases", let repository = try? readable(request, name) else { return nil }
        // "Linking to releases" (…/repositories/releasing-projects-on-github/linking-to-releases).
        switch Array(parts.dropFirst(3)) {
        case ["latest"]:
            guard let latest = latest(of: repository) else { return DoubleResponse(404) }
            return DoubleResponse(
                302, headers: ["location": "\(request.origin)/\(repository.fullName)/releases/tag/\(latest.tag)"])
        case let rest where rest.count == 3 && rest[0] == "latest" && rest[1] == "download":
            guard let latest = latest(of: repository) else { return DoubleResponse(404) }
            return DoubleResponse(
                302,
                headers: [
                    "location": "\(request.origin)/\(repository.fullName)/releases/download/\(latest.tag)/\(rest[2])"
                ])
        case let rest where rest.count >= 3 && rest[0] == "download":
            let tag = rest[1..<(rest.count - 1)].joined(separator: "/")
            let release = repository.releases.first { $0.tag == tag && !$0.isDraft }
            guard let asset = release?.assets.first(where: { $0.name == rest[rest.count - 1] }),
                asset.state == "uploaded"
            else { return DoubleResponse(404) }
            return DoubleResponse(302, headers: ["location": "\(request.origin)/_objects/\(asset.id)"])
        default: return DoubleResponse(404)
        }
    }

    /// A file of a branch; GitHub redirects to another host for it, where it is served with a short life in caches.
    private func raw(_ request: DoubleRequest, _ name: String, _ parts: [String]) async throws -> DoubleResponse {
        guard let repository = try? readable(request, name),
            let blob = try await repository.git.resolve(
                "refs/heads/\(parts[0]):\(parts.dropFirst().joined(separator: "/"))"),
            try await repository.git.type(of: blob) == "blob", let bytes = try await repository.git.blob(blob)
        else { return DoubleResponse(404) }
        return DoubleResponse(200, bytes: bytes)
    }

    /// A bare repository's files as they lie ("dumb" protocol, git-http-backend's documentation).
    private func plainGit(_ request: DoubleRequest, _ parts: [String]) throws -> DoubleResponse {
        let name = "\(parts[0])/\(parts[1].dropLast(4))"
        guard let repository = try? readable(request, name), !parts.contains("..") else { return DoubleResponse(404) }
        let file = repository.git.path.appending(parts.dropFirst(2).joined(separator: "/"))
        guard try machine.files.statusIfPresent(file)?.isFile == true else { return DoubleResponse(404) }
        return DoubleResponse(200, bytes: try machine.files.read(file, limit: 64 << 20))
    }
}
