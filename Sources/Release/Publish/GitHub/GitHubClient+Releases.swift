// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage

/// Releases and their assets (docs.github.com/en/rest/releases).
extension GitHubClient {
    /// All releases, drafts too where the token may push.
    func releases() async throws -> [GitHubRelease] { try await all("/releases") }

    func release(_ id: Int) async throws -> GitHubRelease? { try await find("/releases/\(id)") }

    /// The published release of a tag.
    func release(tag: String) async throws -> GitHubRelease? {
        try await find("/releases/tags/\(Self.pathEncoded(tag))")
    }

    /// The release that people get who ask for no version.
    func latestRelease() async throws -> GitHubRelease? { try await find("/releases/latest") }

    /// Makes a release. It may be there although this fails, when the answer gets lost.
    func createRelease(_ fields: GitHubReleaseFields) async throws -> GitHubRelease {
        try await post("/releases", fields, isIdempotent: false)
    }

    func updateRelease(_ id: Int, _ fields: GitHubReleaseFields) async throws -> GitHubRelease {
        try await patch("/releases/\(id)", fields)
    }

    /// Whether the repository makes its releases immutable; no where the token may not ask.
    func hasImmutableReleases() async -> Bool {
        struct Setting: Decodable { let enabled: Bool }
        let setting: Setting? = try? await find("/immutable-releases")
        return setting?.enabled ?? false
    }

    func deleteRelease(_ id: Int) async throws { try await delete("/releases/\(id)") }

    func assets(of release: Int) async throws -> [GitHubAsset] { try await all("/releases/\(release)/assets") }

    func deleteAsset(_ id: Int) async throws { try await delete("/releases/assets/\(id)") }

    /// Sends a file, once. It may be there although this fails.
    func upload(
        _ file: FilePath, size: UInt64, as name: String, type: String, to release: GitHubRelease
    ) async throws -> GitHubAsset {
        let template = release.uploadAddress.map { String($0.prefix { $0 != "{" }) }
        let base = server.uploads.map { "\($0)/repos/\(repository)/releases/\(release.id)/assets" } ?? template
        guard let base else {
            throw UnreadableAnswer(url: release.page ?? "a release", reason: "it does not say where assets are sent")
        }
        var request = WebRequest(
            .post, base + "?name=\(Self.pathEncoded(name).replacing("+", with: "%2B"))", headers: headers,
            body: .file(file, 0..<size), redirections: 0, isIdempotent: false)
        request.headers["Content-Type"] = type
        return try decode(try await send(request))
    }

    /// Fetches an asset into a file, as those may who see the release.
    func download(_ asset: GitHubAsset, to file: FilePath) async throws {
        var request = try request(.get, "/releases/assets/\(asset.id)")
        request.headers["Accept"] = "application/octet-stream"
        request.destination = .file(file, limit: max(asset.size ?? 0, 1) + (1 << 20))
        request.deadline = .seconds(3600)
        _ = try await send(request)
    }
}
