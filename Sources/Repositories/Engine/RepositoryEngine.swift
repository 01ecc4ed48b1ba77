// SPDX-License-Identifier: Apache-2.0
package import Effects
import Formats
package import SystemPackage

/// A repository in a storage: reads what it is, and publishes what it is to be.
///
/// A publication writes packages first, then index files under names made of their content, then the head, which claims
/// the generation by compare-and-swap; whoever loses reads again and tries again. Behind the head come the names that
/// readers know, the switch last. A run that dies in between is gone on with by the next one, which needs no key for it.
package struct RepositoryEngine: Sendable {
    package let storage: any RepositoryStorage
    let formats: [any RepositoryFormat]
    package let settings: RepositorySettings
    let files: Files
    let clock: any ReleaseClock
    let cache: ObjectCache?
    /// What is worked on at a time.
    let jobs: Int

    package init(
        _ storage: any RepositoryStorage, formats: [any RepositoryFormat],
        settings: RepositorySettings = RepositorySettings(), files: Files = Files(),
        clock: any ReleaseClock = SystemClock(), cache: ObjectCache? = nil, jobs: Int = ProcessorCount.active
    ) {
        self.storage = storage
        self.formats = formats
        self.settings = settings
        self.files = files
        self.clock = clock
        self.cache = cache
        self.jobs = max(1, jobs)
    }

    /// A small object beside the packages, such as a release's manifest; nil where there is none.
    package func read(_ key: String, limit: Int) async throws -> [UInt8]? {
        try await storage.read(key, limit: limit)?.bytes
    }

    /// Writes such an object.
    package func put(_ key: String, _ bytes: [UInt8]) async throws {
        try await storage.put(key, .bytes(bytes), as: .pointer)
    }

    /// Where it is, as users write it.
    package var location: String { storage.location }

    /// The repository's head with the version to replace; nil where there is no repository.
    func head() async throws -> (head: RepositoryHead, version: ObjectVersion)? {
        guard let object = try await storage.read(RepositoryHead.key, limit: RepositoryHead.sizeLimit) else {
            return nil
        }
        return (try RepositoryHead(parsing: object.bytes), object.version)
    }

    /// The head of a repository that has to be there.
    func existingHead() async throws -> RepositoryHead {
        guard let head = try await head()?.head else { throw RepositoryError.noRepository(storage.location) }
        return head
    }

    /// The engine with its formats as the repository has them.
    func adapted(to head: RepositoryHead) throws(RepositoryError) -> RepositoryEngine {
        var adapted: [any RepositoryFormat] = []
        for format in formats {
            adapted.append(try format.keeping(head.indexes(format.format), in: head.someGroup(format.format)))
        }
        return with(formats: adapted)
    }

    func with(formats: [any RepositoryFormat]) -> RepositoryEngine {
        RepositoryEngine(
            storage, formats: formats, settings: settings, files: files, clock: clock, cache: cache, jobs: jobs)
    }

    func format(of group: IndexGroup) throws(RepositoryError) -> any RepositoryFormat {
        guard let format = formats.first(where: { $0.format == group.format }) else {
            throw .damagedState(RepositoryHead.key, reason: "the format \(group.format.rawValue) is not known")
        }
        return format
    }

    /// Reads packages and adds them to a track, in one publication.
    ///
    /// - Parameter percentage: To how many of their users those are offered that are new; nil is all.
    package func add(
        _ paths: some Sequence<FilePath> & Sendable, to track: String, phase percentage: Int? = nil
    ) async throws -> UpdateReport {
        try Self.check(track: track)
        return try await files.withTemporaryDirectory { folder in
            let batch = try await read(paths, phase: percentage, in: folder)
            return try await update([.add(batch, track: track)])
        }
    }

    /// Reads packages; their entries are written into the folder.
    func read(
        _ paths: some Sequence<FilePath>, phase percentage: Int? = nil, in folder: FilePath
    ) async throws -> PackageBatch {
        let reading = PackageReading(
            formats: formats, storage: storage, files: files, jobs: jobs, phase: percentage, folder: folder)
        let batch = try await reading.read(paths)
        FreedMemory.giveBack()
        return batch
    }

    /// Makes the changes in one publication. What is so already is no change, and no change is no publication.
    package func update(_ changes: [RepositoryChange]) async throws -> UpdateReport {
        // What the head says of the store spares the questions to it, and in such a store the head is as good inside.
        var known: (head: RepositoryHead, version: ObjectVersion)?
        if !(storage is FolderStorage), let read = try await head(), let traits = read.head.traits {
            storage.assume(traits)
            if traits.honoursConditions { known = read }
        }
        let first = known
        return try await files.withTemporaryDirectory(in: try workshop()) { folder in
            var updater = Updater(engine: self, folder: folder, first: first)
            return try await storage.exclusively { try await updater.runAndRealign(changes) }
        }
    }

    /// Where index files are made: in a folder storage itself, so that they need not be copied; nil for anywhere.
    func workshop() throws -> FilePath? {
        guard let folder = (storage as? FolderStorage)?.workshop else { return nil }
        try files.createDirectory(folder)
        return folder
    }

    /// Tracks are folders, and words in files that users have.
    package static func check(track: String) throws(RepositoryError) {
        let isPlain = track.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        let first = track.utf8.first ?? UInt8(ascii: ".")
        guard isPlain, first != UInt8(ascii: "."), first != UInt8(ascii: "-"), first != UInt8(ascii: "_"),
            track.utf8.count <= 100
        else { throw .invalidTrack(track) }
    }
}
