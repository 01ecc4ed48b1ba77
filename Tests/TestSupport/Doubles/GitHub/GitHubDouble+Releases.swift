// SPDX-License-Identifier: Apache-2.0
import Crypto
import Effects
import SystemPackage

/// "REST API endpoints for releases" and "… for release assets" (docs.github.com/en/rest/releases), and "Immutable
/// releases" (…/code-security/supply-chain-security/understanding-your-software-supply-chain/immutable-releases).
extension GitHubDouble {
    func releases(_ request: DoubleRequest, _ name: String, _ rest: [String]) async throws -> DoubleResponse {
        switch (request.method, rest.count) {
        case ("GET", 0): return try list(request, name)
        case ("POST", 0): return try await create(request, name)
        case ("GET", 1) where rest[0] == "latest":
            guard let latest = latest(of: try readable(request, name)) else { throw Self.refusal(404, "Not Found") }
            return DoubleResponse(200, json: json(of: latest, name, request))
        case ("GET", 2...) where rest[0] == "tags":
            // A draft is not found by its tag.
            let tag = rest.dropFirst().joined(separator: "/")
            guard let found = try readable(request, name).releases.first(where: { $0.tag == tag && !$0.isDraft }) else {
                throw Self.refusal(404, "Not Found")
            }
            return DoubleResponse(200, json: json(of: found, name, request))
        case (_, 2) where rest[0] == "assets": return try asset(request, name, id: Int(rest[1]))
        case ("GET", 2) where rest[1] == "assets":
            let release = try found(request, name, id: Int(rest[0]))
            return page(release.assets.map { json(of: $0, of: release, name, request) }, request)
        case ("GET", 1):
            return DoubleResponse(200, json: json(of: try found(request, name, id: Int(rest[0])), name, request))
        case ("PATCH", 1): return try await update(request, name, id: Int(rest[0]))
        case ("DELETE", 1):
            _ = try writable(request, name)
            let release = try found(request, name, id: Int(rest[0]))
            change(name) { repository in
                repository.releases.removeAll { $0.id == release.id }
                if release.isImmutable { repository.burntTags.insert(release.tag) }
                if repository.latest == release.id { repository.latest = nil }
            }
            return DoubleResponse(204)
        default: throw Self.refusal(404, "Not Found")
        }
    }

    /// The newest first; drafts only for those who may push. What was made last may be missing for a while.
    private func list(_ request: DoubleRequest, _ name: String) throws -> DoubleResponse {
        let repository = try readable(request, name)
        let seesDrafts = access(request, to: name) == .push
        var visible: [Release] = []
        for release in repository.releases.reversed() where !release.isDraft || seesDrafts {
            if let lag = lagging[release.id], lag > 0 {
                lagging[release.id] = lag - 1
            } else {
                visible.append(release)
            }
        }
        return page(visible.map { json(of: $0, name, request) }, request)
    }

    /// The full release that is the latest: the one said to be, else the newest by the time of its commit or creation.
    func latest(of repository: Repository) -> Release? {
        let full = repository.releases.filter { !$0.isDraft && !$0.isPrerelease }
        return full.first { $0.id == repository.latest } ?? full.max { $0.created < $1.created }
    }

    private func create(_ request: DoubleRequest, _ name: String) async throws -> DoubleResponse {
        let repository = try writable(request, name)
        let body = try json(request)
        guard let tag = body["tag_name"].text, !tag.isEmpty else {
            throw Self.invalid("Release", "tag_name", "missing_field")
        }
        try checkTag(tag)
        guard (body["body"].text ?? "").utf16.count <= 125_000 else {
            throw Self.invalid("Release", "body", "custom", "body is too long (maximum is 125000 characters)")
        }
        var release = Release(
            id: nextID(), tag: tag, target: body["target_commitish"].text ?? repository.defaultBranch,
            name: body["name"].text ?? "", notes: body["body"].text ?? "", isDraft: body["draft"].bool ?? false,
            isPrerelease: body["prerelease"].bool ?? false, created: tick())
        if !release.isDraft { try await publish(&release, in: name, makeLatest: body["make_latest"].text) }
        let made = release
        // Others may have come here while git was asked.
        let isTaken = repositories[name.lowercased()]?.releases.contains { $0.tag == tag && !$0.isDraft } ?? false
        if isTaken, !made.isDraft { throw Self.invalid("Release", "tag_name", "already_exists") }
        change(name) { $0.releases.append(made) }
        if listLag > 0 { lagging[made.id] = listLag }
        return DoubleResponse(201, json: json(of: made, name, request))
    }

    private func update(_ request: DoubleRequest, _ name: String, id: Int?) async throws -> DoubleResponse {
        _ = try writable(request, name)
        let body = try json(request)
        if body["draft"].bool == false,
            let interruption = interruptions.removeValue(forKey: "release of \(name.lowercased())")
        {
            try await interruption(self)
        }
        var release = try found(request, name, id: id)
        if release.isImmutable, body["tag_name"].text.map({ $0 != release.tag }) == true || body["draft"].bool == true {
            throw Self.refusal(422, "Cannot change an immutable release")
        }
        if let tag = body["tag_name"].text {
            try checkTag(tag)
            release.tag = tag
        }
        if let target = body["target_commitish"].text { release.target = target }
        if let title = body["name"].text { release.name = title }
        if let notes = body["body"].text {
            guard notes.utf16.count <= 125_000 else {
                throw Self.invalid("Release", "body", "custom", "body is too long (maximum is 125000 characters)")
            }
            release.notes = notes
        }
        if let isPrerelease = body["prerelease"].bool { release.isPrerelease = isPrerelease }
        let wasDraft = release.isDraft
        if let isDraft = body["draft"].bool { release.isDraft = isDraft }
        if release.isDraft {
            release.published = nil
        } else if wasDraft {
            try await publish(&release, in: name, makeLatest: body["make_latest"].text)
        } else if let makeLatest = body["make_latest"].text {
            try setLatest(release, in: name, makeLatest)
        }
        let changed = release
        change(name) { repository in
            if let index = repository.releases.firstIndex(where: { $0.id == changed.id }) {
                repository.releases[index] = changed
            }
        }
        return DoubleResponse(200, json: json(of: release, name, request))
    }

    /// Publishing makes the tag where there is none, and fixes the release where releases are immutable.
    private func publish(_ release: inout Release, in name: String, makeLatest: String?) async throws {
        guard let repository = repositories[name.lowercased()] else { return }
        if repository.releases.contains(where: { $0.tag == release.tag && !$0.isDraft && $0.id != release.id }) {
            throw Self.invalid("Release", "tag_name", "already_exists")
        }
        if repository.burntTags.contains(release.tag) {
            throw Self.invalid("Release", "tag_name", "custom", "tag_name was used by an immutable release")
        }
        if try await repository.git.resolve("refs/tags/\(release.tag)") == nil {
            let heads = "refs/heads/\(release.target)^{commit}"
            let branch = try await repository.git.resolve(heads)
            let isCommit = try await repository.git.type(of: release.target) == "commit"
            guard let commit = branch ?? (isCommit ? release.target : nil) else {
                throw Self.invalid("Release", "target_commitish", "invalid")
            }
            try await repository.git.setRef("refs/tags/\(release.tag)", to: commit)
        }
        release.published = tick()
        release.isImmutable = repository.hasImmutableReleases
        try setLatest(release, in: name, makeLatest ?? "true")
    }

    private func setLatest(_ release: Release, in name: String, _ makeLatest: String) throws {
        switch makeLatest {
        case "true":
            if release.isPrerelease { return }
            change(name) { $0.latest = release.id }
        case "false":
            // What was the latest until now stays it.
            if let repository = repositories[name.lowercased()],
                repository.latest == nil || repository.latest == release.id
            {
                let other = repository.releases.filter { !$0.isDraft && !$0.isPrerelease && $0.id != release.id }
                let newest = other.max { $0.created < $1.created }?.id
                change(name) { $0.latest = newest }
            }
        case "legacy": change(name) { $0.latest = nil }
        default: throw Self.invalid("Release", "make_latest", "invalid")
        }
    }

    private func checkTag(_ tag: String) throws {
        let bad = tag.hasPrefix("/") || tag.hasSuffix("/") || tag.hasSuffix(".") || tag.hasSuffix(".lock")
        if bad || tag.contains("..") || tag.contains(where: { " ~^:?*[\\".contains($0) }) {
            throw Self.invalid("Release", "tag_name", "custom", "tag_name is not well-formed")
        }
    }

    private func found(_ request: DoubleRequest, _ name: String, id: Int?) throws -> Release {
        let repository = try readable(request, name)
        guard let release = repository.releases.first(where: { $0.id == id }),
            !release.isDraft || access(request, to: name) == .push
        else { throw Self.refusal(404, "Not Found") }
        return release
    }

    // MARK: Assets

    private func asset(_ request: DoubleRequest, _ name: String, id: Int?) throws -> DoubleResponse {
        let repository = try readable(request, name)
        let holder = repository.releases.first { $0.assets.contains { $0.id == id } }
        guard let release = holder, let asset = release.assets.first(where: { $0.id == id }),
            !release.isDraft || access(request, to: name) == .push
        else { throw Self.refusal(404, "Not Found") }
        switch request.method {
        case "GET":
            guard request.headers["accept"] == "application/octet-stream" else {
                return DoubleResponse(200, json: json(of: asset, of: release, name, request))
            }
            return DoubleResponse(302, headers: ["location": "\(request.origin)/_objects/\(asset.id)"])
        case "DELETE":
            _ = try writable(request, name)
            guard !release.isImmutable else { throw Self.refusal(422, "Cannot delete asset from an immutable release") }
            change(name) { repository in
                for index in repository.releases.indices {
                    repository.releases[index].assets.removeAll { $0.id == asset.id }
                }
            }
            return DoubleResponse(204)
        default: throw Self.refusal(404, "Not Found")
        }
    }

    /// "Upload a release asset": raw bytes to the upload host, with `content-type` and `content-length`.
    func upload(_ request: DoubleRequest, _ parts: [String], isComplete: Bool = true) async throws -> DoubleResponse {
        guard request.method == "POST", parts.count == 6, parts[0] == "repos", parts[3] == "releases",
            parts[5] == "assets"
        else { throw Self.refusal(404, "Not Found") }
        let repositoryName = "\(parts[1])/\(parts[2])"
        _ = try writable(request, repositoryName)
        let release = try found(request, repositoryName, id: Int(parts[4]))
        guard let wanted = request.query["name"], !wanted.isEmpty else {
            throw Self.invalid("ReleaseAsset", "name", "missing_field")
        }
        guard let type = request.headers["content-type"], type.contains("/") else {
            throw Self.invalid("ReleaseAsset", "content_type", "custom", "content_type can't be blank")
        }
        guard request.headers["content-length"] != nil else { throw Self.refusal(400, "Bad Content-Length") }
        guard !release.isImmutable else { throw Self.refusal(422, "Cannot upload assets to an immutable release") }
        let name = Self.assetName(wanted)
        if release.assets.contains(where: { $0.name == name }) {
            throw Self.invalid("ReleaseAsset", "name", "already_exists")
        }
        guard release.assets.count < 1000 else { throw Self.invalid("ReleaseAsset", "release", "custom", "too many") }
        var asset = Asset(
            id: nextID(), name: name, label: request.query["label"], contentType: type, state: "starter", size: 0,
            created: tick())
        if isComplete {
            let file = folder.appending("asset-\(asset.id)")
            switch request.body {
            case .bytes(let bytes):
                guard !bytes.isEmpty else { throw Self.refusal(400, "Bad Content-Length") }
                try machine.files.replace(file, bytes)
                asset.size = bytes.count
                asset.sha256 = LoopbackServer.hexadecimal(SHA256.hash(data: bytes))
            case .file(let spooled, let size, let sha256):
                try machine.files.rename(spooled, to: file)
                asset.size = Int(size)
                asset.sha256 = sha256
            case .cutOff: throw Self.refusal(400, "Bad Content-Length")
            }
            asset.file = file
            asset.state = "uploaded"
        }
        let made = asset
        change(repositoryName) { repository in
            if let index = repository.releases.firstIndex(where: { $0.id == release.id }) {
                repository.releases[index].assets.append(made)
            }
        }
        return DoubleResponse(201, json: json(of: asset, of: release, repositoryName, request))
    }

    /// "GitHub renames asset filenames that have special characters, non-alphanumeric characters, and leading or
    /// trailing periods."
    private static func assetName(_ text: String) -> String {
        var name = String(
            text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-+@".contains($0)) ? $0 : "." })
        while name.hasPrefix(".") { name.removeFirst() }
        while name.hasSuffix(".") { name.removeLast() }
        return name.isEmpty ? "default" : name
    }

    // MARK: JSON

    func json(of release: Release, _ name: String, _ request: DoubleRequest) -> JSONValue {
        let fullName = repositories[name.lowercased()]?.fullName ?? name
        let api = "\(request.origin)/api/v3/repos/\(fullName)/releases/\(release.id)"
        return [
            "id": .integer(release.id), "url": .text(api), "assets_url": .text("\(api)/assets"),
            "upload_url": .text(
                "\(request.origin)/api/uploads/repos/\(fullName)/releases/\(release.id)/assets{?name,label}"),
            "html_url": .text("\(request.origin)/\(fullName)/releases/tag/\(release.tag)"),
            "tag_name": .text(release.tag), "target_commitish": .text(release.target), "name": .text(release.name),
            "body": .text(release.notes), "draft": .bool(release.isDraft), "prerelease": .bool(release.isPrerelease),
            "immutable": .bool(release.isImmutable), "created_at": .text(Self.date(release.created)),
            "published_at": release.published.map { .text(Self.date($0)) } ?? .null,
            "author": ["login": "octocat"],
            "assets": .list(release.assets.map { json(of: $0, of: release, name, request) }),
        ]
    }

    func json(of asset: Asset, of release: Release, _ name: String, _ request: DoubleRequest) -> JSONValue {
        let fullName = repositories[name.lowercased()]?.fullName ?? name
        let tag = release.isDraft ? "untagged-\(release.id)" : release.tag
        return [
            "id": .integer(asset.id), "name": .text(asset.name), "label": asset.label.map { .text($0) } ?? .null,
            "url": .text("\(request.origin)/api/v3/repos/\(fullName)/releases/assets/\(asset.id)"),
            "browser_download_url": .text("\(request.origin)/\(fullName)/releases/download/\(tag)/\(asset.name)"),
            "state": .text(asset.state), "content_type": .text(asset.contentType), "size": .integer(asset.size),
            "digest": asset.sha256.map { .text("sha256:\($0)") } ?? .null, "download_count": 0,
            "created_at": .text(Self.date(asset.created)), "updated_at": .text(Self.date(asset.created)),
        ]
    }
}
