// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// Sends files to a release, several at once, until GitHub has all of them with the right digests.
struct GitHubUploader: Sendable {
    let client: GitHubClient
    let dist: DistFolder
    let release: GitHubRelease

    /// How many are sent at once.
    private static let parallelism = 6

    /// - Parameters:
    ///   - known: The release's assets, where they are known.
    ///   - onUpload: Called for each asset that this run made.
    func upload(
        _ files: [GitHubFile], over known: [GitHubAsset]?,
        onUpload: @escaping @Sendable (GitHubAsset) async -> Void = { _ in }
    ) async throws {
        let present = if let known { known } else { try await client.assets(of: release.id) }
        _ = try await inOrder(files, atMost: Self.parallelism) { file in
            try await upload(file, over: present.first { $0.name == GitHubFile.nameOnGitHub(file.name) }, onUpload)
        }
    }

    private func upload(
        _ file: GitHubFile, over present: GitHubAsset?, _ onUpload: @Sendable (GitHubAsset) async -> Void
    ) async throws {
        var present = present
        var attempt = 1
        while true {
            if let asset = present {
                if asset.isComplete { return try file.checkSame(as: asset, of: release.tag, in: client.repository) }
                try await client.deleteAsset(asset.id)
            }
            do {
                let asset = try await client.upload(
                    dist.path.appending(file.path), size: file.size, as: file.name, type: file.contentType, to: release)
                await onUpload(asset)
                guard asset.isComplete else { throw IncompleteUpload(name: file.name) }
                try await confirm(file, arrivedAs: asset)
                return try file.checkSame(as: asset, of: release.tag, in: client.repository)
            } catch  where Self.isWorthAnotherAttempt(error) {
                // It may be there all the same, whole or in part.
                let name = GitHubFile.nameOnGitHub(file.name)
                present = try await client.assets(of: release.id).first { $0.name == name }
                if present?.isComplete == true { continue }
                guard let pause = RetryPolicy.standard.backoff(after: attempt, jitter: client.web.jitter()) else {
                    throw error
                }
                try await client.web.pause(pause)
                attempt += 1
            }
        }
    }

    /// Makes sure that what was sent is what the manifest says: GitHub digests what it gets, and a server that does not
    /// leaves that to us. What is wrong does not stay in the draft.
    private func confirm(_ file: GitHubFile, arrivedAs asset: GitHubAsset) async throws {
        if asset.sha256 == file.sha256 { return await dist.note(confirmed: file.path) }
        do {
            try await dist.confirm(file.path)
        } catch {
            try? await client.deleteAsset(asset.id)
            throw error
        }
    }

    /// Whether a request that is not to be repeated blindly may be tried again after a look at what it did.
    static func isWorthAnotherAttempt(_ error: any Error) -> Bool {
        switch error {
        case is IncompleteUpload: true
        case WebError.failed(let failure):
            switch failure.reason {
            case .connectionLost, .deadline, .notHTTP, .unreachable: true
            default: false
            }
        case WebError.refused(let refusal):
            // 422 is also what GitHub says to a name that is taken by an upload whose answer was lost.
            GitHubProblem.isPassing(refusal)
                || refusal.status == 422 && refusal.words?.contains("already_exists") == true
        default: false
        }
    }
}

/// GitHub took the bytes and says that it has not got all of them.
struct IncompleteUpload: Error, Sendable, Hashable, CustomStringConvertible {
    let name: String

    var description: String { "the upload of `\(name)` is incomplete" }
}

extension GitHubFile {
    /// The name that GitHub gives to a file: letters, digits and `.-_+@` stay, all else becomes a dot.
    static func nameOnGitHub(_ name: String) -> String {
        var mapped = String(
            name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-+@".contains($0)) ? $0 : "." })
        while mapped.hasPrefix(".") { mapped.removeFirst() }
        while mapped.hasSuffix(".") { mapped.removeLast() }
        return mapped
    }

    /// Throws where an asset of this name has other bytes.
    func checkSame(as asset: GitHubAsset, of tag: String, in repository: String) throws {
        let hasSameDigest = asset.sha256.map { $0 == sha256 } ?? true
        let hasSameSize = asset.size.map { $0 == size } ?? true
        guard hasSameDigest, hasSameSize else {
            throw Diagnostic(
                message: "the release \(tag) of `\(repository)` has other bytes under the name `\(name)`",
                causes: [
                    "the SHA-256 there is \(asset.sha256 ?? "not known, and its size is \(asset.size ?? 0) bytes")",
                    "this release's is \(sha256)\(asset.sha256 == nil ? ", of \(size) bytes" : "")",
                ],
                hints: [
                    "a published version never changes: tag the next one; a draft that was left over can be deleted on GitHub"
                ], exit: .needsChange)
        }
    }
}
