// SPDX-License-Identifier: Apache-2.0
import Effects
package import SystemPackage

/// An update in two halves: the first has stored all that readers do not see, and `commit` is the other.
///
/// What it keeps on this machine goes with it.
package actor StagedUpdate {
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

    /// Makes it what readers see. Where another run was first, the change is made over what that has published.
    package func commit() async throws -> UpdateReport {
        try await engine.storage.exclusively { try await publish() }
    }

    private func publish() async throws -> UpdateReport {
        var updater = updater
        if let prepared, let report = try await updater.publish(prepared) { return report }
        prepared = nil
        return try await updater.run(changes)
    }
}

extension RepositoryEngine {
    /// Reads packages, and stores all that an update needs which adds them to a track.
    ///
    /// - Parameters:
    ///   - percentage: To how many of their users those are offered that are new; nil is all.
    ///   - removed: What the track lists no longer then.
    package func stage(
        _ paths: [FilePath], to track: String, phase percentage: Int? = nil, removing removed: [PackageSelector] = []
    ) async throws -> StagedUpdate {
        try Self.check(track: track)
        let folder = try files.makeTemporaryDirectory(in: try workshop())
        do {
            let batch = try await read(paths, phase: percentage, in: folder)
            return try await StagedUpdate(
                self, folder, removed.map { .remove($0, track: track) } + [.add(batch, track: track)])
        } catch {
            try? files.removeIfPresent(folder)
            throw error
        }
    }
}
