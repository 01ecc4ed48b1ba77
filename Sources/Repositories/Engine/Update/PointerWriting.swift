// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import SystemPackage

/// Writes the names that readers know, the switch last, without ever putting an older publication over a newer one.
///
/// Versions of the small files are learned before the head claims a generation, so that whatever another run puts there
/// afterwards makes the conditional write fail.
struct PointerWriting {
    private static let attempts = 10
    private static let sizeLimit = 16 << 20

    let engine: RepositoryEngine
    private var versions: [String: ObjectVersion] = [:]

    init(engine: RepositoryEngine) {
        self.engine = engine
        versions = notedVersions
    }

    private var storage: any RepositoryStorage { engine.storage }

    /// Brings to their ends the publications of which it was not seen that they came there; says whether any had not.
    mutating func finishPending(_ head: inout RepositoryHead) async throws -> Bool {
        var wasUnfinished = false
        for (index, track) in head.tracks.enumerated() where track.isPending {
            // What this machine wrote last it has seen written to the end.
            if !track.pointers.allSatisfy({ versions[$0.key] != nil }) || !hasFinished(head) {
                if try await !isWritten(track) {
                    wasUnfinished = true
                    guard try await write(track, contents: [:], generation: head.generation) else { return true }
                }
            }
            head.tracks[index].isPending = false
        }
        if wasUnfinished {
            for file in head.userFiles {
                try await storage.put(file.key, .bytes(Array(file.text.utf8)), as: .pointer)
            }
        }
        return wasUnfinished
    }

    /// Whether all publications came to their ends; changes nothing in the storage.
    mutating func isFinished(_ head: inout RepositoryHead) async throws -> Bool {
        for (index, track) in head.tracks.enumerated() where track.isPending {
            guard try await isWritten(track) else { return false }
            head.tracks[index].isPending = false
        }
        return true
    }

    /// Takes over what another one learned of a track's small files.
    mutating func adopt(_ other: PointerWriting, of track: TrackState) {
        for pointer in track.pointers { versions[pointer.key] = other.versions[pointer.key] }
    }

    /// Makes a generation visible that this run has claimed.
    mutating func write(_ next: NextGeneration) async throws {
        for file in next.userFiles {
            try await storage.put(file.key, .bytes(Array(file.text.utf8)), as: .pointer)
        }
        for track in next.head.tracks where track.generation == next.head.generation {
            guard try await write(track, contents: next.aliasContents, generation: next.head.generation) else { return }
        }
        for key in next.abandoned {
            try await storage.remove(key)
            versions[key] = nil
        }
        note(next.head)
    }

    /// Whether all small files are what they have to be; their versions are known afterwards.
    private mutating func isWritten(_ track: TrackState) async throws -> Bool {
        var isWritten = true
        for pointer in track.pointers {
            let object = try await storage.read(pointer.key, limit: Self.sizeLimit)
            versions[pointer.key] = object?.version
            if object?.bytes != Array(pointer.text.utf8) { isWritten = false }
        }
        return isWritten
    }

    /// Returns whether it came to its end; it does not where another run has published meanwhile.
    private mutating func write(
        _ track: TrackState, contents: [String: ObjectContents], generation: UInt64
    ) async throws -> Bool {
        let isRepair = contents.isEmpty
        let changed = track.aliases.filter { isRepair || contents[$0.key] != nil }
        for alias in changed {
            if let folder = storage as? FolderStorage {
                guard let path = try folder.readablePath(alias.contentKey) else {
                    throw RepositoryError.damagedObject(alias.contentKey, expected: alias.sha256, found: nil)
                }
                try folder.place(path, at: alias.key)
            } else if let contents = contents[alias.key] {
                try await storage.put(alias.key, contents, as: .pointer)
            } else {
                try await copy(alias)
            }
        }
        for pointer in track.pointers {
            guard try await write(pointer, generation: generation) else { return false }
        }
        return true
    }

    private mutating func write(_ pointer: TextObject, generation: UInt64) async throws -> Bool {
        let contents = ObjectContents.bytes(Array(pointer.text.utf8))
        for attempt in 0..<Self.attempts {
            do {
                if attempt > 0 || versions[pointer.key] == nil {
                    let object = try await storage.read(pointer.key, limit: Self.sizeLimit)
                    if object?.bytes == Array(pointer.text.utf8) {
                        versions[pointer.key] = object?.version
                        return true
                    }
                    // What was just read may be a later run's: then its head is there, too.
                    if let version = object?.version {
                        guard try await isCurrent(generation) else { return false }
                        versions[pointer.key] = version
                    } else {
                        versions[pointer.key] = try await storage.create(pointer.key, contents, as: .pointer)
                        return true
                    }
                }
                if let version = versions[pointer.key] {
                    versions[pointer.key] = try await storage.replace(
                        pointer.key, contents, as: .pointer, expecting: version)
                    return true
                }
            } catch StorageError.conflict, StorageError.alreadyExists {
                guard try await isCurrent(generation) else { return false }
            }
        }
        throw StorageError.conflict(pointer.key)
    }

    private func isCurrent(_ generation: UInt64) async throws -> Bool {
        try await engine.head()?.head.generation == generation
    }

    /// Puts an index file that is there under its content's name under its plain name, too.
    private func copy(_ alias: TrackState.Alias) async throws {
        try await engine.files.withTemporaryDirectory { folder in
            let path = folder.appending("alias")
            guard try await storage.fetch(alias.contentKey, to: path) != nil else {
                throw RepositoryError.damagedObject(alias.contentKey, expected: alias.sha256, found: nil)
            }
            try await storage.put(alias.key, .file(path, size: alias.size, sha256: alias.sha256), as: .pointer)
        }
    }
}

/// What this machine remembers of its last publication, so that it need not ask for it.
extension PointerWriting {
    private struct Note: Codable {
        let generation: UInt64
        /// A repository that was begun anew has the same generations again.
        let time: Int64
        let versions: [String: ObjectVersion]
    }

    private var noteName: String { "pointers \(engine.storage.store) \(engine.storage.location)" }

    private var lastNote: Note? {
        // A folder is quicker asked than the cache.
        guard !(engine.storage is FolderStorage), let bytes = engine.cache?.note(noteName) else { return nil }
        return try? JSONDecoder().decode(Note.self, from: Data(bytes))
    }

    private var notedVersions: [String: ObjectVersion] { lastNote?.versions ?? [:] }

    /// The generation that this machine made visible last, as far as it remembers.
    var finishedGeneration: UInt64? { lastNote?.generation }

    /// Whether this machine made the generation visible that a head says.
    private func hasFinished(_ head: RepositoryHead) -> Bool {
        guard let note = lastNote else { return false }
        return note.generation == head.generation && note.time == head.time
    }

    private func note(_ head: RepositoryHead) {
        let note = Note(generation: head.generation, time: head.time, versions: versions)
        guard !(engine.storage is FolderStorage), let bytes = try? JSONEncoder().encode(note) else { return }
        engine.cache?.setNote(noteName, [UInt8](bytes))
    }
}
