// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Foundation
import SystemPackage

/// What a cleaning removed.
package struct RepositoryCleaningReport: Sendable, Hashable, Codable {
    /// Packages that the indexes list no more, since newer versions took their places.
    package let retired: [String]
    /// The objects that were removed, or would be.
    package let removed: [String]
    /// Their bytes.
    package let size: UInt64
}

extension RepositoryEngine {
    /// What generations refer to is kept for so long after they were superseded, unless told otherwise.
    package static let standardGrace: Int64 = 7 * 86_400

    /// For so long, in seconds, a run may take from its first upload to its publication.
    static let uploadGrace: Int64 = 86_400

    /// Removes what no generation of the last days refers to; first, if told so, older versions from the indexes.
    ///
    /// - Parameters:
    ///   - versions: The newest versions of each package to keep; nil keeps all.
    ///   - grace: Seconds for which readers may still use a generation that was superseded.
    package func clean(
        keepingVersions versions: Int? = nil, grace: Int64 = standardGrace, isDryRun: Bool = false
    ) async throws -> RepositoryCleaningReport {
        var retired: [String] = []
        if let versions, !isDryRun {
            retired = try await update([.keepNewest(versions, track: nil)]).removed.map { "\($0.identity)" }
        }
        let kept = retired
        return try await files.withTemporaryDirectory { folder in
            try await storage.exclusively {
                try await sweep(folder, grace: grace, isDryRun: isDryRun, retired: kept)
            }
        }
    }

    private func sweep(
        _ folder: FilePath, grace: Int64, isDryRun: Bool, retired: [String]
    ) async throws -> RepositoryCleaningReport {
        let head = try await existingHead()
        return try await adapted(to: head).sweep(head, folder, grace: grace, isDryRun: isDryRun, retired: retired)
    }

    private func sweep(
        _ head: RepositoryHead, _ folder: FilePath, grace: Int64, isDryRun: Bool, retired: [String]
    ) async throws -> RepositoryCleaningReport {
        let now = clock.now()
        let needed = try await neededKeys(head, folder, grace: grace, now: now)

        var doomed: [ListedObject] = []
        for prefix in ["apt/", "yum/", ".fledge/generations/"] {
            doomed += try await storage.list(prefix).filter { object in
                // What another run has uploaded lately may be named by a head that is yet to come.
                !needed.contains(object.key) && isCollectable(object.key)
                    && object.modified <= now - min(grace, Self.uploadGrace)
            }
        }
        if !isDryRun {
            _ = try (storage as? FolderStorage)?.removeLeftovers(before: now - min(grace, Self.uploadGrace))
        }
        if !isDryRun, !doomed.isEmpty {
            guard try await self.head()?.head.generation == head.generation else {
                throw RepositoryError.tooManyConflicts(attempts: 1)
            }
            let storage = storage
            try await Updater.concurrently(doomed) { object in try await storage.remove(object.key) }
        }
        return RepositoryCleaningReport(
            retired: retired, removed: doomed.map(\.key), size: doomed.reduce(0) { $0 + $1.size })
    }

    /// The keys that the present generation and those of late refer to.
    func neededKeys(
        _ head: RepositoryHead, _ folder: FilePath, grace: Int64, now: Int64
    ) async throws -> Set<String> {
        let library = IndexLibrary(storage: storage, cache: cache, folder: folder)
        let records = try await GenerationHistory(head: head, library: library).records()
        var needed = try await liveKeys(head, library)
        needed.formUnion(try recentKeys(records, since: now - grace, now: now))
        needed.formUnion(head.earlier.map(GenerationHistory.key))
        return needed
    }

    private func isCollectable(_ key: String) -> Bool {
        key.hasPrefix(".fledge/generations/") || formats.contains { $0.isCollectable(key) }
    }

    /// The keys that the present generation refers to.
    private func liveKeys(_ head: RepositoryHead, _ library: IndexLibrary) async throws -> Set<String> {
        var keys = Set(head.userFiles.map(\.key))
        for track in head.tracks {
            keys.formUnion(track.pointers.map(\.key))
            keys.formUnion(track.aliases.map(\.key))
        }
        for state in head.groups {
            let format = try format(of: state.group)
            keys.formUnion(indexKeys(state.group, state.indexes.map(\.files), format))
            keys.formUnion(format.patchKeys(of: state))
            try await library.open(state, format).forEachRecord { _, record, _ in keys.insert(record.key) }
        }
        return keys
    }

    /// The keys that generations refer to which were superseded after `cutoff`, or not at all.
    private func recentKeys(
        _ records: [GenerationRecord], since cutoff: Int64, now: Int64
    ) throws -> Set<String> {
        var keys: Set<String> = []
        var supersededGroups: [IndexGroup: Int64] = [:]
        var supersededFolders: [String: Int64] = [:]
        for record in records.reversed() {
            // Publications that follow each other fast are a little ahead of the clock.
            let time = min(record.time, now)
            if time > cutoff { keys.formUnion(record.dropped) }
            for listed in record.groups {
                if (supersededGroups[listed.group] ?? .max) > cutoff {
                    keys.formUnion(indexKeys(listed.group, listed.files, try format(of: listed.group)))
                }
                supersededGroups[listed.group] = time
            }
            // Files of the same track and architecture take each other's places.
            var folders: Set<String> = []
            for key in record.staged {
                let folder = key.split(separator: "/").prefix(3).joined(separator: "/")
                if (supersededFolders[folder] ?? .max) > cutoff { keys.insert(key) }
                folders.insert(folder)
            }
            for folder in folders { supersededFolders[folder] = time }
        }
        return keys
    }

    private func indexKeys(
        _ group: IndexGroup, _ files: [[IndexState.FileState]], _ format: any RepositoryFormat
    ) -> [String] {
        zip(format.possibleIndexes, files).flatMap { index, files in
            files.compactMap { file in
                Compression(rawValue: file.form).map { form in
                    format.contentKey(
                        of: IndexFileName(group: group, index: index.name, form: form), sha256: file.sha256)
                }
            }
        }
    }
}
