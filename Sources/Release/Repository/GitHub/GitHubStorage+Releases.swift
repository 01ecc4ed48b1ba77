// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Foundation
import Repositories
import SystemPackage

/// A key below `releases/`.
struct GitHubReleasePlace: Sendable, Hashable {
    /// Nil for the latest release, whichever it is.
    let tag: String?
    let name: String

    /// Nil for a key that is elsewhere.
    init?(_ key: String) {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 4, parts[0] == "releases", let last = parts.last else { return nil }
        if parts.count == 4, parts[1] == "latest", parts[2] == "download" {
            tag = nil
        } else if parts[1] == "download" {
            tag = parts[2..<(parts.count - 1)].joined(separator: "/")
        } else {
            return nil
        }
        name = last
    }

    /// What the branch has as well, so that it is replaced by compare-and-swap.
    var isPointer: Bool { ["InRelease", "Release", "Release.gpg"].contains(name) }
}

/// Releases and their files.
extension GitHubStorage {
    /// The releases with superseded indexes that stay, for readers that are between two requests.
    private static let keptIndexes = 3
    private static let indexPrefix = "apt-index-"

    // MARK: Packages

    func createAsset(
        _ place: GitHubReleasePlace, _ key: String, _ contents: ObjectContents
    ) async throws -> ObjectVersion {
        guard let tag = place.tag else { throw StorageError.invalidKey(key) }
        // Whether it comes there is for those to see who publish it.
        if tag == promised { return ObjectVersion("promised") }
        let release = try await release(tag)
        if try await asset(place.name, of: release.id) != nil { throw StorageError.alreadyExists(key) }
        return try await upload(place.name, contents, to: release)
    }

    func putAsset(
        _ place: GitHubReleasePlace, _ contents: ObjectContents, as kind: ObjectKind
    ) async throws -> ObjectVersion {
        guard let tag = place.tag else {
            let release = try await indexDraft()
            if let old = try await asset(place.name, of: release.id) { try await client.deleteAsset(old.id) }
            let version = try await upload(place.name, contents, to: release)
            draft?.names.insert(place.name)
            return version
        }
        let release = try await release(tag)
        if let old = try await asset(place.name, of: release.id) { try await client.deleteAsset(old.id) }
        return try await upload(place.name, contents, to: release)
    }

    /// The files of the promised release that readers find; nil where it is not published.
    func promisedFiles() async throws -> [GitHubAsset]? {
        guard let promised, let release = try await client.release(tag: promised) else { return nil }
        return try await client.assets(of: release.id).filter(\.isComplete)
    }

    func removeAsset(_ place: GitHubReleasePlace) async throws {
        guard let release = try await published(place), let asset = try await asset(place.name, of: release.id) else {
            return
        }
        try await client.deleteAsset(asset.id)
    }

    func downloadAsset(_ place: GitHubReleasePlace, to path: FilePath) async throws -> ObjectVersion? {
        guard let release = try await published(place), let asset = try await asset(place.name, of: release.id),
            asset.isComplete
        else { return nil }
        try await client.download(asset, to: path)
        return ObjectVersion(asset.digest ?? "\(asset.id)")
    }

    private func published(_ place: GitHubReleasePlace) async throws -> GitHubRelease? {
        guard let tag = place.tag else { return try await client.latestRelease() }
        if let known = releases[tag] { return known }
        let found = try await client.release(tag: tag)
        releases[tag] = found
        return found
    }

    private func asset(_ name: String, of release: Int) async throws -> GitHubAsset? {
        try await client.assets(of: release).first { $0.name == name }
    }

    /// The release of a tag; a new one is never the latest.
    private func release(_ tag: String) async throws -> GitHubRelease {
        if let known = releases[tag] { return known }
        if let found = try await making[tag]?.value { return found }
        let task = Task { try await foundOrMade(tag) }
        making[tag] = task
        defer { making[tag] = nil }
        let release = try await task.value
        releases[tag] = release
        return release
    }

    private func foundOrMade(_ tag: String) async throws -> GitHubRelease {
        if let found = try await client.release(tag: tag) { return found }
        var fields = GitHubReleaseFields()
        fields.tag = tag
        fields.name = tag
        fields.notes = "Packages that the repository's indexes list."
        fields.makeLatest = "false"
        // An index that is replaced in place is for those who know of it.
        fields.isPrerelease = tag.hasPrefix("apt-") ? true : nil
        return try await create(fields) { try await self.client.release(tag: tag) }
    }

    /// Makes a release, or finds that it was made: by another writer, or by a request whose answer was lost.
    private func create(
        _ fields: GitHubReleaseFields, orFind find: () async throws -> GitHubRelease?
    ) async throws -> GitHubRelease {
        var attempt = 1
        while true {
            do {
                return try await client.createRelease(fields)
            } catch {
                if let found = try await find() { return found }
                if case WebError.refused(let refusal) = error, refusal.status == 422, attempt == 1 {
                    try await beginRepository()
                } else if !Self.isPassing(error) {
                    throw error
                }
                guard let pause = RetryPolicy.standard.backoff(after: attempt, jitter: client.web.jitter()) else {
                    throw error
                }
                try await client.web.pause(pause)
                attempt += 1
            }
        }
    }

    /// Whether another attempt may go well, after a look at what this one did.
    private static func isPassing(_ error: any Error) -> Bool {
        if case WebError.refused(let refusal) = error { return GitHubProblem.isPassing(refusal) }
        return GitHubUploader.isWorthAnotherAttempt(error)
    }

    /// Sends a file until the release has it with the right digest.
    private func upload(
        _ name: String, _ contents: ObjectContents, to release: GitHubRelease
    ) async throws -> ObjectVersion {
        switch contents {
        case .file(let path, let size, let sha256):
            let reader = try FileReader(path)
            guard reader.size == size else { throw StorageError.contentChanged(path) }
            let asset = try await upload(name, path, size, sha256.description, to: release)
            guard asset.sha256 ?? sha256.description == sha256.description else {
                try await client.deleteAsset(asset.id)
                throw StorageError.contentChanged(path)
            }
            return ObjectVersion(asset.digest ?? "\(asset.id)")
        case .bytes(let bytes):
            return try await files.withTemporaryDirectory { folder in
                let path = folder.appending("asset")
                try files.replace(path, bytes)
                let asset = try await upload(
                    name, path, UInt64(bytes.count), GitHubFileChange.sha256(bytes), to: release)
                return ObjectVersion(asset.digest ?? "\(asset.id)")
            }
        }
    }

    private func upload(
        _ name: String, _ path: FilePath, _ size: UInt64, _ sha256: String, to release: GitHubRelease
    ) async throws -> GitHubAsset {
        var attempt = 1
        while true {
            do {
                let asset = try await client.upload(
                    path, size: size, as: name, type: ObjectKind.immutable.contentType(of: name), to: release)
                if asset.isComplete { return asset }
            } catch WebError.refused(let refusal) where refusal.status == 422 {
                // A writer at the same time was faster with the same bytes, or these came there although it was not said.
                guard let present = try await asset(name, of: release.id) else { throw WebError.refused(refusal) }
                if present.isComplete {
                    guard present.sha256 ?? sha256 == sha256 else {
                        throw StorageError.alreadyExists("releases/download/\(release.tag)/\(name)")
                    }
                    return present
                }
            } catch  where Self.isPassing(error) {
                guard RetryPolicy.standard.backoff(after: attempt, jitter: 0) != nil else { throw error }
            }
            if let present = try await asset(name, of: release.id) {
                if present.isComplete, present.sha256 ?? sha256 == sha256 { return present }
                try await client.deleteAsset(present.id)
            }
            guard let pause = RetryPolicy.standard.backoff(after: attempt, jitter: client.web.jitter()) else {
                throw StorageError.unexpected("`\(name)` did not arrive in the release \(release.tag)")
            }
            try await client.web.pause(pause)
            attempt += 1
        }
    }

    // MARK: Indexes

    /// Whether the release that readers ask has the pointer as it is on the branch.
    func isShown(_ place: GitHubReleasePlace, _ bytes: [UInt8]) async throws -> Bool {
        releases[place.tag ?? ""] = nil
        guard let release = try await published(place), let asset = try await asset(place.name, of: release.id) else {
            return false
        }
        return asset.isComplete && asset.size == UInt64(bytes.count)
            && asset.sha256 ?? "" == GitHubFileChange.sha256(bytes)
    }

    /// Lets readers see a pointer that the branch has by now.
    func show(_ place: GitHubReleasePlace, _ bytes: [UInt8], key: String) async throws {
        guard place.tag == nil else {
            _ = try await putAsset(place, .bytes(bytes), as: .pointer)
            return
        }
        let tag = Self.tag(bytes)
        if let present = try await client.release(tag: tag) {
            try await makeLatest(present.id)
        } else {
            let release = try await indexDraft()
            try await carryOver(to: release)
            _ = try await upload(place.name, .bytes(bytes), to: release)
            var fields = GitHubReleaseFields()
            fields.tag = tag
            fields.isDraft = false
            fields.isPrerelease = false
            fields.makeLatest = "true"
            _ = try await client.updateRelease(release.id, fields)
            draft = nil
        }
        // A run that was faster may have been overtaken here: the branch says what is the latest.
        if let newer = try await newerPointer(than: bytes, key),
            let release = try await client.release(tag: Self.tag(newer))
        {
            try await makeLatest(release.id)
        }
        try await removeOldIndexes()
    }

    private func newerPointer(than bytes: [UInt8], _ key: String) async throws -> [UInt8]? {
        guard let entry = try await look().files[key], entry.id != GitHubFileChange.id(bytes) else { return nil }
        return try await client.blob(entry.id)
    }

    private func makeLatest(_ release: Int) async throws {
        var fields = GitHubReleaseFields()
        fields.makeLatest = "true"
        _ = try await client.updateRelease(release, fields)
    }

    /// A release with an index is named after what its pointer says.
    private static func tag(_ bytes: [UInt8]) -> String { indexPrefix + GitHubFileChange.sha256(bytes).prefix(16) }

    /// The release that the next index is put into, of which nobody sees anything yet.
    private func indexDraft() async throws -> GitHubRelease {
        if let draft { return draft.release }
        var fields = GitHubReleaseFields()
        fields.tag = Self.indexPrefix + "draft-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        fields.target = Self.branch
        fields.name = "APT index"
        fields.notes = "The index of the packages in the other releases, for apt."
        fields.isDraft = true
        // A draft that is made twice is removed when it is old.
        let release = try await create(fields) { nil }
        draft = (release, [])
        return release
    }

    /// Copies those index files that did not change from the release that is the latest so far.
    private func carryOver(to release: GitHubRelease) async throws {
        guard let latest = try await client.latestRelease() else { return }
        let present = draft?.names ?? []
        for asset in try await client.assets(of: latest.id)
        where asset.name.hasPrefix("Packages") && !present.contains(asset.name) {
            try await files.withTemporaryDirectory { folder in
                let path = folder.appending("asset")
                try await client.download(asset, to: path)
                let bytes = try files.read(path, limit: GitHubFileChange.sizeLimit)
                _ = try await upload(asset.name, .bytes(bytes), to: release)
            }
        }
    }

    private func removeOldIndexes() async throws {
        struct Listed: Decodable {
            let id: Int
            let tag: String
            let isDraft: Bool
            let created: String
            enum CodingKeys: String, CodingKey {
                case id
                case tag = "tag_name"
                case isDraft = "draft"
                case created = "created_at"
            }
        }
        let recent: [Listed] = try await client.get("/releases", query: [("per_page", "100")])
        let indexes = recent.filter { !$0.isDraft && $0.tag.hasPrefix(Self.indexPrefix) }
        // What a run that died has left, a day ago by GitHub's clock.
        let times = recent.map { (try? Date($0.created, strategy: .iso8601))?.timeIntervalSince1970 ?? 0 }
        let yesterday = (times.max() ?? 0) - 86_400
        for (old, time) in zip(recent, times)
        where old.isDraft && old.tag.hasPrefix(Self.indexPrefix) && time < yesterday {
            try await client.deleteRelease(old.id)
        }
        guard let latest = try await client.latestRelease() else { return }
        for old in indexes.filter({ $0.id != latest.id }).sorted(by: { $0.id > $1.id }).dropFirst(Self.keptIndexes) {
            try await client.deleteRelease(old.id)
            try await client.delete("/git/refs/tags/\(GitHubClient.pathEncoded(old.tag))")
        }
    }
}
