// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
package import Project
import Repositories
import SystemPackage

/// Publishes packages to an APT or YUM repository of the user's own: a folder, an S3-compatible store, or GitHub.
///
/// Packages and indexes are stored while staging, under names that no reader asks for; the commit replaces the head and
/// the small files that point at them.
package struct RepositoryChannel: Channel {
    package let name: ChannelName
    let access: RepositoryAccess
    let target: RepositoryTarget
    let dist: DistFolder
    let manifest: Manifest
    /// Where users read it, without a slash at its end; nil where only the storage knows.
    let url: String?
    /// What the configuration says of the storage.
    let storage: Located<String>
    /// Whether the run publishes to the channel `github`, too.
    let isReleasedNow: Bool
    private let session = RepositorySession()

    init(
        _ name: ChannelName, access: RepositoryAccess, target: RepositoryTarget, dist: DistFolder, manifest: Manifest,
        url: String?, storage: Located<String>, isReleasedNow: Bool
    ) {
        self.name = name
        self.access = access
        self.target = target
        self.dist = dist
        self.manifest = manifest
        self.url = url
        self.storage = storage
        self.isReleasedNow = isReleasedNow
    }

    package func preflight() async throws -> [Diagnostic] {
        let state = try await observe()
        if let misplaced = misplaced(in: state) { return [misplaced] }
        if access.promisedRelease != nil, !isReleasedNow, state.promised == nil { return [unpublished(nil)] }
        if access.isSigned { return [] }
        guard state.key != nil else { return [unsigned] }
        return [
            Diagnostic(
                "the repository `\(access.location)` is signed, and there is no key to sign with",
                keyPath: "channels.\(name.rawValue)",
                hint: "set `\(OpenPGPKeys.keyVariable)`, or `signing.openpgp.key`", exit: .needsChange)
        ]
    }

    private var unsigned: Diagnostic {
        .warning(
            "the \(name.rawValue) repository is not signed, so its users can't tell who made the packages",
            keyPath: "channels.\(name.rawValue)",
            hint: "`fledge key generate` makes a key; give it in `\(OpenPGPKeys.keyVariable)`")
    }

    package func observe() async throws -> RepositoryState {
        async let promised = access.promisedFiles()
        let offer = try await access.offer(of: target.format, named: target.package)
        return RepositoryState(offer: offer, target: target, promised: try await promised)
    }

    package func liveVersion(in state: RepositoryState) -> String? { state.newest(on: target.track)?.text }

    package func offers(_ version: String, in state: RepositoryState) -> Bool {
        state.offers(version, on: target.track)
    }

    package func plan(from state: RepositoryState) throws -> [RepositoryStep] {
        let missing = try state.missing(manifest)
        if !missing.isEmpty, let misplaced = misplaced(in: state) { throw misplaced }
        if let absent = try absent(missing, in: state.promised), !isReleasedNow { throw unpublished(absent) }
        var steps = missing.map { RepositoryStep.add($0) }
        if !steps.isEmpty || !state.isFinished {
            steps.append(.reveal(version: manifest.version, track: target.track))
        }
        return steps
    }

    package func stage(_ steps: [RepositoryStep], from state: RepositoryState) async throws {
        let added = steps.compactMap { step in if case .add(let file) = step { file } else { nil } }
        await session.begin(with: state, adding: added)
        let digests = Dictionary(added.map { (dist.path.appending($0.path), $0) }) { first, _ in first }
        try await access.putManifest(of: manifest, in: dist)
        await session.stage(
            try await access.stage(
                added.map { dist.path.appending($0.path) }, to: target.track, phase: target.phase
            ) { path, digest in
                if let file = digests[path], file.sha256 != "\(digest)" { throw DistFolder.changed(file.path) }
            })
    }

    package func commit() async throws {
        try await expectPromised(await session.files)
        try await access.explaining { try await session.commit() }
    }

    package func verify() async throws {
        let state = try await observe()
        let left = try plan(from: state)
        guard left.isEmpty else {
            throw Diagnostic(
                message: "the \(name.rawValue) repository does not offer what was published",
                causes: left.map { "still to do: \($0)" }, exit: .workFailed)
        }
        for package in state.listed(manifest, on: target.track) {
            let found = try await access.explaining { try await access.engine.digest(of: package.path) }
            guard found == package.sha256 else {
                throw Diagnostic(
                    message: "the \(name.rawValue) repository does not serve what it lists: `\(package.path)`",
                    causes: [
                        found.map { "its SHA-256 is \($0), and should be \(package.sha256)" } ?? "it is not there"
                    ], exit: .workFailed)
            }
        }
    }

    package func revert() async throws {
        guard let before = await session.before else { return }
        let listed = try await observe().listed(manifest, on: target.track)
        let added = listed.filter { !before.packages.contains($0) }
        guard !added.isEmpty else { return }
        _ = try await access.update(added.map { .remove(target.selector(of: $0), track: target.track) })
    }

    package func finish() async throws { await session.end() }
}

/// What one run does to a repository.
actor RepositorySession {
    private var staged: StagedUpdate?
    /// What was offered before.
    private(set) var before: RepositoryState?
    /// What is added.
    private(set) var files: [RepositoryFile] = []

    func begin(with state: RepositoryState, adding files: [RepositoryFile]) {
        before = state
        self.files = files
    }

    func stage(_ update: StagedUpdate) { staged = update }

    func commit() async throws { _ = try await staged?.commit() }

    func end() { staged = nil }
}
