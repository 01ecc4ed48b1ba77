// SPDX-License-Identifier: Apache-2.0
import Effects
package import Formats
package import SystemPackage

/// An update in two halves: the first has stored all that readers do not see, and `commit` is the other.
///
/// What it keeps on this machine goes with it.
package actor StagedUpdate {
    /// Each time that this run loses, another one wins.
    private static let attempts = 20

    private let engine: RepositoryEngine
    private let folder: FilePath
    private let changes: [RepositoryChange]
    private let updater: Updater
    private var prepared: PreparedUpdate?

    init(_ engine: RepositoryEngine, _ folder: FilePath, _ changes: [RepositoryChange]) async throws {
        self.engine = engine
        self.folder = folder
        self.changes = changes
        var updater = Updater(engine: engine, folder: folder, first: nil)
        prepared = try await updater.stage(changes)
        self.updater = updater
    }

    deinit {
        // Who gives an update up has said why already.
        try? engine.files.removeIfPresent(folder)
    }

    /// Makes it what readers see. Where another run was first, the change is made over what that has published: with what
    /// is stored already, if that run changed other tracks or the other format.
    package func commit() async throws -> UpdateReport {
        try await engine.storage.exclusively { try await publish() }
    }

    private func publish() async throws -> UpdateReport {
        var updater = updater
        for _ in 0..<Self.attempts {
            guard let next = prepared else { break }
            if !updater.isKnownOutdated(next), let report = try await updater.publish(next) {
                guard updater.isRealignmentDue else { return report }
                return report.superseded(by: try await updater.realign())
            }
            prepared = try await updater.rebased(next)
        }
        return try await updater.runAndRealign(changes)
    }
}

extension RepositoryEngine {
    /// Reads packages, and stores all that an update needs which adds them to a track.
    ///
    /// - Parameters:
    ///   - percentage: To how many of their users those are offered that are new; nil is all.
    ///   - removed: What the track lists no longer then.
    ///   - admit: Is asked about each file with its digest, before any of them is stored.
    package func stage(
        _ paths: [FilePath], to track: String, phase percentage: Int? = nil, removing removed: [PackageSelector] = [],
        admit: (FilePath, DigestValue) throws -> Void = { _, _ in }
    ) async throws -> StagedUpdate {
        try Self.check(track: track)
        let folder = try files.makeTemporaryDirectory(in: try workshop())
        do {
            let batch = try await read(paths, phase: percentage, in: folder)
            try batch.forEach { item in try admit(item.path, item.sha256) }
            return try await StagedUpdate(
                self, folder, removed.map { .remove($0, track: track) } + [.add(batch, track: track)])
        } catch {
            try? files.removeIfPresent(folder)
            throw error
        }
    }
}
