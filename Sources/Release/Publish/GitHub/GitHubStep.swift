// SPDX-License-Identifier: Apache-2.0

/// One thing that the GitHub channel does.
package enum GitHubStep: ChannelStep, Hashable {
    /// Makes the release, as a draft that only those who may push can see.
    case createDraft(tag: String)
    /// Goes on with a draft that is there, made by an earlier run or by hand.
    case adoptDraft(id: Int, tag: String)
    /// Removes a draft that an earlier run made twice.
    case removeDraft(id: Int)
    /// Removes an asset whose upload broke off.
    case removeIncomplete(asset: String, id: Int)
    case upload(GitHubFile)
    /// Publishes the draft.
    case publish(tag: String, isPrerelease: Bool, isLatest: Bool)
    /// Adds files to a release that was published by hand, which users see at once.
    case complete(tag: String, id: Int)

    package var description: String {
        switch self {
        case .createDraft(let tag): "draft the release \(tag)"
        case .adoptDraft(_, let tag): "go on with the draft of \(tag)"
        case .removeDraft(let id): "remove the draft \(id), made twice"
        case .removeIncomplete(let asset, _): "remove \(asset), whose upload broke off"
        case .upload(let file): "upload \(file.name)"
        case .publish(let tag, let isPrerelease, let isLatest):
            "publish \(tag)" + (isLatest ? " as the latest release" : isPrerelease ? " as a prerelease" : "")
        case .complete(let tag, _): "add the files to the published release \(tag)"
        }
    }

    package var effect: StepEffect {
        switch self {
        case .createDraft, .adoptDraft, .upload: .add
        case .removeDraft, .removeIncomplete: .remove
        case .publish, .complete: .reveal
        }
    }
}

/// A file of the release as GitHub is to have it.
package struct GitHubFile: Sendable, Hashable, Codable {
    package let name: String
    /// The path in `dist/`.
    package let path: String
    package let size: UInt64
    package let sha256: String

    /// What browsers are told that it is.
    var contentType: String {
        let types = [
            ".tar.gz": "application/gzip", ".tgz": "application/gzip", ".zip": "application/zip",
            ".tar.xz": "application/x-xz", ".tar.zst": "application/zstd",
            ".deb": "application/vnd.debian.binary-package", ".rpm": "application/x-rpm", ".json": "application/json",
            ".txt": "text/plain; charset=utf-8", ".sh": "application/x-sh", ".asc": "application/pgp-signature",
        ]
        return types.first { name.hasSuffix($0.key) }?.value ?? "application/octet-stream"
    }
}
