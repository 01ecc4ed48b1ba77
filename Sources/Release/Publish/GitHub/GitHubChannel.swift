// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// Publishes a release on GitHub: everything is uploaded to a draft, and one request makes it visible.
///
/// A draft is seen only by those who may push. What an earlier run left behind is gone on with: assets whose digest is
/// right stay, and those whose upload broke off (state `starter`) are sent again.
package struct GitHubChannel: Channel {
    package let name = ChannelName.github
    let client: GitHubClient
    let machine: Machine
    let dist: DistFolder
    let manifest: Manifest
    /// What precedes the version in the project's tags.
    let prefix: String
    /// Where the notes come from.
    let changes: ChangelogSource
    private let session = GitHubSession()

    /// The release's tag.
    var tag: String { manifest.releaseTag }

    package func observe() async throws -> GitHubState {
        try await explained("cannot read the releases of `\(client.repository)`") {
            async let releases = client.releases()
            async let latest = client.latestRelease()
            async let tagCommit = client.commit(ofTag: tag)
            async let isImmutable = client.hasImmutableReleases()
            let all = try await releases
            // A list may lag behind; asked for by its tag, a published release is found.
            var ours = all.first { $0.tag == tag && !$0.isDraft }
            if ours == nil { ours = try await client.release(tag: tag) }
            let drafts = all.filter { $0.tag == tag && $0.isDraft }
                .sorted { ($0.assets?.count ?? 0, $1.id) > ($1.assets?.count ?? 0, $0.id) }
            let current = ours ?? drafts.first
            let assets: [GitHubAsset] = if let current { try await self.assets(of: current.id) } else { [] }
            return GitHubState(
                published: published(among: all), ours: ours, drafts: drafts,
                assets: assets,
                latest: try await latest, tagCommit: try await tagCommit, isImmutable: await isImmutable)
        }
    }

    package func liveVersion(in state: GitHubState) -> String? {
        let isPrerelease = (try? SemanticVersion(parsing: manifest.version))?.isPrerelease ?? false
        if isPrerelease { return state.published.first.map { "\($0.version)" } }
        if let latest = state.latest, let version = GitHubState.version(of: latest, prefix: prefix) {
            return "\(version)"
        }
        return state.published.first { !$0.release.isPrerelease }.map { "\($0.version)" }
    }

    package func offers(_ version: String, in state: GitHubState) -> Bool {
        state.published.contains { "\($0.version)" == version }
    }

    package func isReversible(in state: GitHubState) -> Bool { !state.isImmutable }

    package func plan(from state: GitHubState) throws -> [GitHubStep] {
        if let present = state.tagCommit, let commit = manifest.commit, present != commit {
            throw Diagnostic(
                message: "the tag `\(tag)` of `\(client.repository)` is another commit than the one released",
                causes: ["there it is \(present)", "here it is \(commit)"],
                hints: ["a published tag never moves: release the next version"], exit: .needsChange)
        }
        var steps: [GitHubStep] = []
        if let ours = state.ours {
            steps += state.drafts.filter(isOwnLeftover).map { .removeDraft(id: $0.id) }
            let uploads = try uploads(to: state.assets)
            guard !uploads.isEmpty else { return steps }
            guard ours.isImmutable != true else {
                throw Diagnostic(
                    message: "the release \(tag) of `\(client.repository)` is published, immutable, and lacks files",
                    causes: uploads.map { "to do: \($0)" },
                    hints: ["an immutable release takes no more files: release the next version"], exit: .needsChange)
            }
            return steps + uploads + [.complete(tag: tag, id: ours.id)]
        }
        if let draft = state.drafts.first {
            steps.append(.adoptDraft(id: draft.id, tag: tag))
            steps += state.drafts.dropFirst().filter(isOwnLeftover).map { .removeDraft(id: $0.id) }
        } else {
            steps.append(.createDraft(tag: tag))
        }
        let version = try SemanticVersion(parsing: manifest.version)
        return try steps + uploads(to: state.assets) + [
            .publish(
                tag: tag, isPrerelease: version.isPrerelease,
                isLatest: state.becomesLatest(version, prefix: prefix))
        ]
    }

    package func forecast(
        _ version: String, names: [String], from state: GitHubState
    ) throws -> [PublicationReport.Step] {
        let number = try SemanticVersion(parsing: version)
        let all = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let first = state.drafts.first.map { GitHubStep.adoptDraft(id: $0.id, tag: tag) } ?? .createDraft(tag: tag)
        let uploads = (all + [try SiteRelease(manifest).manifestName]).map { name in
            GitHubStep.upload(GitHubFile(name: name, path: name, size: 0, sha256: ""))
        }
        let last = GitHubStep.publish(
            tag: tag, isPrerelease: number.isPrerelease, isLatest: state.becomesLatest(number, prefix: prefix))
        return ([first] + uploads + [last]).map { PublicationReport.Step($0) }
    }

    package func stage(_ steps: [GitHubStep], from state: GitHubState) async throws {
        try await explained("cannot prepare the release \(tag) of `\(client.repository)`") {
            if let ours = state.ours {
                let files = steps.compactMap { if case .upload(let file) = $0 { file } else { nil } }
                for file in files { try dist.refuseChanged(file.path, sha256: file.sha256) }
                for step in steps {
                    if case .removeDraft(let id) = step { try await client.deleteRelease(id) }
                }
                return await session.stage(ours, latest: state.latest, pending: files)
            }
            let draft = try await draft(from: state)
            let uploader = GitHubUploader(client: client, dist: dist, release: draft)
            try await uploader.upload(try files(), over: state.drafts.first?.id == draft.id ? state.assets : nil)
            try await removeLeftovers(beside: draft)
            await session.stage(draft, latest: state.latest)
        }
    }

    package func commit() async throws {
        guard let release = await session.release else { return }
        try await explained("cannot publish the release \(tag) of `\(client.repository)`") {
            guard release.isDraft else {
                let uploader = GitHubUploader(client: client, dist: dist, release: release)
                try await uploader.upload(await session.pending, over: nil) { await session.add($0.id) }
                return
            }
            let version = try SemanticVersion(parsing: manifest.version)
            let isLatest = try await becomesLatestNow(version)
            await session.beginPublishing(asLatest: isLatest)
            _ = try await client.updateRelease(
                release.id,
                GitHubReleaseFields(
                    tag: tag, target: manifest.commit, isDraft: false, isPrerelease: version.isPrerelease,
                    makeLatest: isLatest ? "true" : "false"))
            if isLatest { try await yieldLatest(of: version) }
        }
    }

    package func verify() async throws {
        try await explained("cannot read the release \(tag) of `\(client.repository)` back") {
            guard let release = try await published() else {
                throw Diagnostic("GitHub does not show the release \(tag) that was published", exit: .workFailed)
            }
            let assets = try await assets(of: release.id)
            for file in try files() {
                let asset = assets.first { $0.name == GitHubFile.nameOnGitHub(file.name) }
                guard let asset, asset.isComplete, asset.size.map({ $0 == file.size }) ?? true,
                    asset.sha256.map({ $0 == file.sha256 }) ?? true
                else {
                    throw Diagnostic(
                        message: "GitHub does not serve what was published: `\(file.name)`",
                        causes: ["its SHA-256 is \(asset?.sha256 ?? "that of no file"), and should be \(file.sha256)"],
                        exit: .workFailed)
                }
            }
        }
    }

    package func revert() async throws {
        guard let release = await session.release else { return }
        try await explained("cannot take back the release \(tag) of `\(client.repository)`") {
            for asset in await session.added { try await client.deleteAsset(asset) }
            guard await session.isPublishing else { return }
            let present = try await client.release(release.id)
            if let present, !present.isDraft, present.isImmutable != true {
                _ = try await client.updateRelease(release.id, GitHubReleaseFields(isDraft: true))
            }
            if await session.becomesLatest, let previous = await session.previousLatest {
                _ = try await client.updateRelease(previous.id, GitHubReleaseFields(makeLatest: "true"))
            }
            if let present, !present.isDraft, present.isImmutable == true {
                throw Diagnostic(
                    "the release \(tag) is immutable and stays published",
                    hint:
                        "delete it by hand if nobody may have it: \(present.page ?? client.server.page(of: client.repository))",
                    exit: .workFailed)
            }
        }
    }

    package func finish() async throws {}

    // MARK: Parts

    /// The files that users find on the release's page, the manifest last.
    func files() throws -> [GitHubFile] {
        let downloads = try SiteRelease(manifest).downloads.filter { $0.kind != .formula }
            .map { GitHubFile(name: $0.name, path: $0.path, size: $0.size, sha256: $0.sha256) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let path = dist.path.appending("manifest.json")
        return downloads + [
            GitHubFile(
                name: try SiteRelease(manifest).manifestName, path: "manifest.json",
                size: try dist.files.status(path).size, sha256: try FileDigest.sha256(of: path))
        ]
    }

    /// What is to be removed and sent so that a release has all files. Throws where it has other bytes.
    private func uploads(to assets: [GitHubAsset]) throws -> [GitHubStep] {
        var steps: [GitHubStep] = []
        for file in try files() {
            let asset = assets.first { $0.name == GitHubFile.nameOnGitHub(file.name) }
            if let asset, asset.isComplete {
                try file.checkSame(as: asset, of: tag, in: client.repository)
                continue
            }
            if let asset { steps.append(.removeIncomplete(asset: asset.name, id: asset.id)) }
            steps.append(.upload(file))
        }
        return steps
    }

    /// A release's assets, with their digests: those that GitHub does not know are found out by downloading.
    private func assets(of release: Int) async throws -> [GitHubAsset] {
        let names = Set(try manifest.artifacts.isEmpty ? [] : files().map { GitHubFile.nameOnGitHub($0.name) })
        var assets = try await client.assets(of: release)
        for index in assets.indices
        where assets[index].isComplete && assets[index].sha256 == nil && names.contains(assets[index].name) {
            let asset = assets[index]
            assets[index].digest = try await machine.files.withTemporaryDirectory { folder in
                let file = folder.appending("asset")
                try await client.download(asset, to: file)
                return "sha256:" + (try FileDigest.sha256(of: file))
            }
        }
        return assets
    }

    /// The draft to fill: one that is there, or a new one.
    private func draft(from state: GitHubState) async throws -> GitHubRelease {
        let fields = try await draftFields()
        if let present = state.drafts.first {
            // What someone wrote by hand stays.
            let named = (present.name ?? "").isEmpty ? fields.name : nil
            let noted = (present.notes ?? "").isEmpty ? fields.notes : nil
            guard named != nil || noted != nil else { return present }
            return try await client.updateRelease(present.id, GitHubReleaseFields(name: named, notes: noted))
        }
        var attempt = 1
        while true {
            do {
                return try await client.createRelease(fields)
            } catch let error as WebError where GitHubUploader.isWorthAnotherAttempt(error) {
                // The answer may be what was lost: a second draft would be one too many.
                if let made = try await client.releases().first(where: { $0.tag == tag && $0.isDraft }) { return made }
                guard let pause = RetryPolicy.standard.backoff(after: attempt, jitter: client.web.jitter()) else {
                    throw error
                }
                try await client.web.pause(pause)
                attempt += 1
            }
        }
    }

    private func draftFields() async throws -> GitHubReleaseFields {
        let version = try SemanticVersion(parsing: manifest.version)
        return GitHubReleaseFields(
            tag: tag, target: manifest.commit, name: prefix.isEmpty ? tag : "\(manifest.project) \(manifest.version)",
            notes: try await notes(), isDraft: true, isPrerelease: version.isPrerelease)
    }

    /// The changes since the version before, as much as GitHub takes; empty where the history is not here.
    private func notes() async throws -> String {
        guard let commit = manifest.commit,
            let changelog = try await changes.changelog(
                of: manifest.version, tag: manifest.tag, commit: commit, date: manifest.date)
        else { return "" }
        return GitHubChannel.shortened(changelog.notes, comparison: changelog.comparison)
    }

    /// GitHub takes 125,000 characters.
    static func shortened(_ notes: String, comparison: String?) -> String {
        let limit = 120_000
        guard notes.utf16.count > limit else { return notes }
        var kept: [Substring] = []
        var size = 0
        for line in notes.split(separator: "\n", omittingEmptySubsequences: false) {
            size += line.utf16.count + 1
            if size > limit { break }
            kept.append(line)
        }
        return kept.joined(separator: "\n") + "\n\nThe list goes on" + (comparison.map { ": \($0)" } ?? "") + "\n"
    }

    /// Whether a draft beside another one is what a run left whose answer was lost, and not made by hand.
    private func isOwnLeftover(_ draft: GitHubRelease) -> Bool {
        let names = Set((try? files().map { GitHubFile.nameOnGitHub($0.name) }) ?? [])
        let title = prefix.isEmpty ? tag : "\(manifest.project) \(manifest.version)"
        return draft.isDraft && draft.name == title && (draft.assets ?? []).allSatisfy { names.contains($0.name) }
    }

    private func removeLeftovers(beside draft: GitHubRelease) async throws {
        for other in try await client.releases()
        where other.tag == tag && other.id != draft.id && isOwnLeftover(other) {
            try await client.deleteRelease(other.id)
        }
    }

    /// Whether the version becomes the latest, asked again since another run may have published meanwhile.
    private func becomesLatestNow(_ version: SemanticVersion) async throws -> Bool {
        if version.isPrerelease { return false }
        async let latest = client.latestRelease()
        let published = published(among: try await client.releases())
        return GitHubState.becomesLatest(version, prefix: prefix, latest: try await latest, published: published)
    }

    /// Lets a higher version be the latest that another run has published since this one asked.
    private func yieldLatest(of version: SemanticVersion) async throws {
        let published = published(among: try await client.releases())
        guard let highest = published.first(where: { !$0.release.isPrerelease }), version.precedes(highest.version)
        else { return }
        _ = try await client.updateRelease(highest.release.id, GitHubReleaseFields(makeLatest: "true"))
    }

    /// The published releases of the project's versions, the highest first.
    private func published(
        among releases: [GitHubRelease]
    ) -> [(version: SemanticVersion, release: GitHubRelease)] {
        releases.filter { !$0.isDraft }.compactMap { release in
            GitHubState.version(of: release, prefix: prefix).map { (version: $0, release: release) }
        }.sorted { $0.version > $1.version }
    }

    /// The published release, which may take a moment to be found by its tag.
    private func published() async throws -> GitHubRelease? {
        var attempt = 1
        while true {
            if let release = try await client.release(tag: tag) { return release }
            guard let pause = RetryPolicy.standard.backoff(after: attempt, jitter: client.web.jitter()) else {
                return nil
            }
            try await client.web.pause(pause)
            attempt += 1
        }
    }

    private func explained<Result>(_ message: String, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch {
            throw GitHubProblem.diagnostic(message, error, repository: client.repository, tokenName: "GITHUB_TOKEN")
        }
    }
}
