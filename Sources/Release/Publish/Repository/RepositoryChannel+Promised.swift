// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Repositories

/// What comes of packages that are files of the program's own release, which the channel `github` publishes.
extension RepositoryChannel {
    /// The first of files that a promised release does not have yet; nil where all are there, or none is promised.
    ///
    /// - Throws: A diagnostic where it has other bytes.
    func absent(_ files: [RepositoryFile], in promised: [String: String?]?) throws -> RepositoryFile? {
        guard access.promisedRelease != nil else { return nil }
        guard let promised else { return files.first }
        for file in files {
            guard let digest = promised[file.name] else { return file }
            // A server that knows no digests is believed.
            if let digest, digest != file.sha256 {
                throw manifest.divergence(
                    "\(file.name) of the release \(manifest.releaseTag)", present: digest, ours: file.sha256)
            }
        }
        return nil
    }

    func unpublished(_ file: RepositoryFile?) -> Diagnostic {
        let release = manifest.releaseTag
        return Diagnostic(
            file.map { "the release `\(release)` of `\(access.location)` does not have `\($0.name)`" }
                ?? "`\(access.location)` has no release `\(release)` to list the packages of",
            hint: "publish to the channel `github`, too: the packages are those of its releases", exit: .needsChange
        ).located(storage)
    }

    /// What is said where apt's index is in the latest release of a repository in which others' releases are to be.
    func misplaced(in state: RepositoryState) -> Diagnostic? {
        guard access.promisedRelease != nil, state.layout == AptLayout.inReleases else { return nil }
        let owner = access.location.prefix { $0 != "/" }
        return Diagnostic(
            "apt's index is in the latest release of `\(access.location)`, and so would be the version that the channel "
                + "`github` publishes there",
            hint: "give the packages a repository of their own, such as `storage: \(owner)/packages`",
            exit: .configuration
        ).located(storage)
    }

    /// Waits until the promised release is found, which has just been published.
    func expectPromised(_ files: [RepositoryFile]) async throws {
        var attempt = 1
        while let absent = try absent(files, in: try await access.promisedFiles()) {
            guard
                let pause = RetryPolicy.standard.backoff(after: attempt, jitter: access.machine.web.jitter())
            else { throw unpublished(absent) }
            try await access.machine.web.pause(pause)
            attempt += 1
        }
    }
}
