// SPDX-License-Identifier: Apache-2.0

/// What one run has done to a GitHub repository, for the steps that follow and for taking it back.
actor GitHubSession {
    /// The release that was staged.
    private(set) var release: GitHubRelease?
    /// What was the latest release before.
    private(set) var previousLatest: GitHubRelease?
    private(set) var becomesLatest = false
    /// Whether publishing was begun.
    private(set) var isPublishing = false
    /// The files that are added to a release which is published already.
    private(set) var pending: [GitHubFile] = []
    /// The assets that this run added to it.
    private(set) var added: [Int] = []

    func stage(_ release: GitHubRelease, latest: GitHubRelease?, pending: [GitHubFile] = []) {
        self.release = release
        previousLatest = latest
        self.pending = pending
    }

    func beginPublishing(asLatest: Bool) {
        isPublishing = true
        becomesLatest = asLatest
    }

    func add(_ asset: Int) { added.append(asset) }
}
