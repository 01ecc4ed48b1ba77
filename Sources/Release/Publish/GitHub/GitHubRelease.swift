// SPDX-License-Identifier: Apache-2.0

/// A release as the API has it, as far as it is used.
package struct GitHubRelease: Sendable, Hashable, Decodable {
    package let id: Int
    package let tag: String
    package let name: String?
    package let notes: String?
    package let isDraft: Bool
    package let isPrerelease: Bool
    /// Nil where the server does not know of immutable releases.
    package let isImmutable: Bool?
    package let page: String?
    /// Where its assets are sent, a template that ends with `{?name,label}`.
    package let uploadAddress: String?
    package let assets: [GitHubAsset]?

    enum CodingKeys: String, CodingKey {
        case id, name, assets
        case tag = "tag_name"
        case notes = "body"
        case isDraft = "draft"
        case isPrerelease = "prerelease"
        case isImmutable = "immutable"
        case page = "html_url"
        case uploadAddress = "upload_url"
    }
}

/// A file of a release.
package struct GitHubAsset: Sendable, Hashable, Decodable {
    package let id: Int
    package let name: String
    /// `uploaded`; `starter` while its bytes are not all there.
    package let state: String?
    package let size: UInt64?
    /// `sha256:…`; nil for what was uploaded before GitHub took digests.
    package var digest: String?
    /// Where users get it, once it is published.
    package let download: String?

    enum CodingKeys: String, CodingKey {
        case id, name, state, size, digest
        case download = "browser_download_url"
    }

    package var isComplete: Bool { state == nil || state == "uploaded" }

    /// 64 hexadecimal digits, where GitHub knows them.
    package var sha256: String? {
        guard let digest, digest.hasPrefix("sha256:") else { return nil }
        return digest.dropFirst("sha256:".count).lowercased()
    }
}

/// What is to be said of a release; nil leaves it as it is.
struct GitHubReleaseFields: Sendable, Encodable {
    var tag: String?
    var target: String?
    var name: String?
    var notes: String?
    var isDraft: Bool?
    var isPrerelease: Bool?
    /// `true`, `false` or `legacy`.
    var makeLatest: String?

    enum CodingKeys: String, CodingKey {
        case name
        case tag = "tag_name"
        case target = "target_commitish"
        case notes = "body"
        case isDraft = "draft"
        case isPrerelease = "prerelease"
        case makeLatest = "make_latest"
    }
}

/// A repository as the API has it, as far as it is used.
package struct GitHubRepository: Sendable, Hashable, Decodable {
    package struct Permissions: Sendable, Hashable, Decodable {
        package let push: Bool?
    }

    package let fullName: String?
    package let defaultBranch: String?
    package let isArchived: Bool?
    /// Nil for those whom GitHub does not know.
    package let permissions: Permissions?

    enum CodingKeys: String, CodingKey {
        case fullName = "full_name"
        case defaultBranch = "default_branch"
        case isArchived = "archived"
        case permissions
    }
}
