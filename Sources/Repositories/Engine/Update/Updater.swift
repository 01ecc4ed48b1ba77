// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import SystemPackage

/// One update from the reading of the head to the switch, as often as it takes.
struct Updater {
    /// Each time that this run loses, another one wins: there is an end to it.
    static let attempts = 200

    var engine: RepositoryEngine
    /// With the formats as the user asked for them, not as the repository has them.
    let asked: RepositoryEngine
    /// Whether the repository was seen to have other indexes than were asked for.
    private(set) var isRealignmentDue = false
    /// Where index files are made.
    let folder: FilePath
    /// The packages' files that are in the storage already.
    private var uploaded = UploadedKeys()
    /// The head as it was read before, for the first attempt.
    private var first: (head: RepositoryHead, version: ObjectVersion)?

    init(
        engine: RepositoryEngine, folder: FilePath, first: (head: RepositoryHead, version: ObjectVersion)?
    ) {
        self.engine = engine
        asked = engine
        self.folder = folder
        self.first = first
    }

    var storage: any RepositoryStorage { engine.storage }

    mutating func run(_ changes: [RepositoryChange]) async throws -> UpdateReport {
        var finishedEarlierRun = false
        for attempt in 0..<Self.attempts {
            try Task.checkCancellation()
            if attempt > 0 { try await Task.sleep(for: .milliseconds(Int.random(in: 5...(20 * min(attempt, 25))))) }
            let work = folder.appending("attempt-\(attempt)")
            try engine.files.createDirectory(work)
            defer { try? engine.files.removeIfPresent(work) }
            var stored = first
            first = nil
            if stored == nil { stored = try await engine.head() }
            if let stored { try adapt(to: stored.head) }
            var head = newestHead(stored?.head)
            var pointers = PointerWriting(engine: engine)
            if try await pointers.finishPending(&head) { finishedEarlierRun = true }
            var prepared = try await prepare(changes, over: head, stored?.version, pointers, in: work)
            prepared.finishedEarlierRun = finishedEarlierRun
            if let report = try await publish(prepared) { return report }
        }
        throw RepositoryError.tooManyConflicts(attempts: Self.attempts)
    }

    /// Goes on with the formats as the repository has them.
    private mutating func adapt(to head: RepositoryHead) throws(RepositoryError) {
        engine = try asked.adapted(to: head)
        isRealignmentDue = asked.formats.contains { $0.asked(over: head.indexes($0.format)) != nil }
    }

    /// Stores all that readers do not see. Nil where an earlier publication has to be brought to its end first, which
    /// readers would see.
    mutating func stage(_ changes: [RepositoryChange]) async throws -> PreparedUpdate? {
        let work = folder.appending("staged")
        try engine.files.createDirectory(work)
        let stored = try await engine.head()
        if let stored { try adapt(to: stored.head) }
        var head = newestHead(stored?.head)
        var pointers = PointerWriting(engine: engine)
        guard try await pointers.isFinished(&head) else { return nil }
        return try await prepare(changes, over: head, stored?.version, pointers, in: work)
    }

    /// Makes a prepared update what readers see; nil where another run was first.
    mutating func publish(_ prepared: PreparedUpdate) async throws -> UpdateReport? {
        var pointers = prepared.pointers
        guard let next = prepared.next else {
            return report(prepared.base, prepared.plan, isPublished: false, prepared.finishedEarlierRun)
        }
        do {
            let bytes = ObjectContents.bytes(try next.head.encoded())
            if let version = prepared.stored {
                try await storage.replace(RepositoryHead.key, bytes, as: .pointer, expecting: version)
            } else {
                try await storage.create(RepositoryHead.key, bytes, as: .pointer)
            }
        } catch StorageError.conflict, StorageError.alreadyExists {
            return nil
        }
        try await pointers.write(next)
        for (path, sha256) in next.built { engine.cache?.add(path, sha256: sha256) }
        engine.cache?.trim()
        return report(next.head, prepared.plan, isPublished: true, prepared.finishedEarlierRun)
    }

    private func newestHead(_ stored: RepositoryHead?) -> RepositoryHead {
        let settings = engine.settings
        return stored ?? RepositoryHead(name: settings.name ?? settings.nameIfNew ?? RepositorySettings.defaultName)
    }

    private mutating func prepare(
        _ changes: [RepositoryChange], over base: RepositoryHead, _ version: ObjectVersion?, _ pointers: PointerWriting,
        in work: FilePath
    ) async throws -> PreparedUpdate {
        var head = base
        let settingsChanged = try engine.settings.apply(to: &head, isNew: version == nil)
        let library = IndexLibrary(storage: storage, cache: engine.cache, folder: work)
        var plan = UpdatePlan(
            head: head, formats: engine.formats, library: library,
            packages: StoredPackages(storage: storage, files: engine.files, folder: work), folder: work)
        for (number, change) in changes.enumerated() {
            try await plan.apply(try await completed(change, in: work.appending("read-\(number)")))
        }
        let changed = plan.changed
        let stale = settingsChanged || needsRenewal(base)
        var prepared = PreparedUpdate(stored: version, base: base, plan: plan, pointers: pointers)
        guard !changed.isEmpty || stale && !base.groups.isEmpty else { return prepared }
        try await upload(plan)
        FreedMemory.giveBack()
        prepared.next = try await prepare(&head, base, changed, plan, library, work, republishAll: stale)
        return prepared
    }

    /// Whether so much of the time is over for which the publication is to be trusted that it is to be made anew.
    func needsRenewal(_ head: RepositoryHead) -> Bool {
        guard let validity = head.validity, head.generation > 0 else { return false }
        return engine.clock.now() >= head.time + validity / 2
    }

    private func report(
        _ head: RepositoryHead, _ plan: UpdatePlan, isPublished: Bool, _ finishedEarlierRun: Bool
    ) -> UpdateReport {
        UpdateReport(
            generation: head.generation, isPublished: isPublished, finishedEarlierRun: finishedEarlierRun,
            added: plan.added.value, unchanged: plan.unchanged, removed: plan.removed.records,
            isSigned: head.key != nil, name: head.name, url: head.url)
    }

    /// Brings packages' files to the storage. One that is there with the same bytes is as good as uploaded.
    private mutating func upload(_ plan: UpdatePlan) async throws {
        let (storage, uploaded) = (storage, uploaded)
        let packages = PackageUpload(engine: engine, folder: folder)
        for list in plan.uploads {
            var reader = list.reader
            try await Self.concurrently(next: {
                while let upload = try reader.next() {
                    if !uploaded.contains(upload.key) { return upload }
                }
                return nil
            }) { upload in
                try await packages.store(upload)
                uploaded.insert(upload.key)
            }
        }
        for copy in Set(plan.copies) where !uploaded.contains(copy.to) {
            let path = folder.appending("copy-\(copy.sha256)")
            guard try await storage.fetch(copy.from, to: path) != nil else {
                throw RepositoryError.damagedObject(copy.from, expected: copy.sha256, found: nil)
            }
            let kind = ObjectKind.package(copy.format == .apt ? .deb : .rpm)
            try await storage.put(copy.to, .file(path, size: copy.size, sha256: copy.sha256), as: kind)
            try engine.files.removeIfPresent(path)
            uploaded.insert(copy.to)
        }
    }

    /// Makes and stores all that the new generation refers to.
    func prepare(
        _ head: inout RepositoryHead, _ base: RepositoryHead, _ changed: [GroupPlan], _ plan: UpdatePlan,
        _ library: IndexLibrary, _ work: FilePath, republishAll: Bool
    ) async throws -> NextGeneration {
        if !(storage is FolderStorage) { head.traits = try await storage.traits() }
        head.generation = base.generation + 1
        head.time = Self.time(of: engine.clock.now(), after: base.time)
        var next = NextGeneration(head: head)
        for group in changed { try await build(group, work, into: &next) }

        var tracks = Set(changed.map { TrackName($0.group.format, $0.group.track) })
        if republishAll { tracks.formUnion(head.groups.map { TrackName($0.group.format, $0.group.track) }) }
        var staged: [TextObject] = []
        for track in tracks.sorted() { staged += try publish(track, into: &next) }
        try next.setUserFiles(try userFiles(next.head), over: base)

        let listed = changed.compactMap { plan in next.head.group(plan.group) }.map { state in
            GenerationRecord.Listed(
                group: state.group, entries: state.packages.count, files: state.indexes.map(\.files))
        }
        let dropped = plan.removedKeys + (try droppedPatchKeys(changed.map(\.group), base, next.head))
        next.head.recent.append(
            GenerationRecord(
                generation: next.head.generation, time: next.head.time, groups: listed,
                dropped: dropped, staged: staged.map(\.key)))
        var objects = next.objects
        objects += staged.map { NextGeneration.Object(key: $0.key, contents: .bytes(Array($0.text.utf8))) }
        if let moved = try GenerationHistory.overflow(&next.head) {
            objects.append(NextGeneration.Object(key: moved.key, contents: .bytes(moved.bytes)))
        }
        let storage = storage
        try await Self.concurrently(objects) { object in
            if let folder = storage as? FolderStorage, let made = object.made {
                try folder.place(made, at: object.key)
            } else {
                try await storage.put(object.key, object.contents, as: .immutable)
            }
        }
        return next
    }

    /// The time that a publication says it was made at: a second after the one before, but never so far ahead of the
    /// clock that readers refuse it; apt takes ten seconds.
    static func time(of now: Int64, after previous: Int64) -> Int64 {
        max(now, min(previous + 1, now + 5))
    }

    private func build(_ plan: GroupPlan, _ work: FilePath, into next: inout NextGeneration) async throws {
        let format = try engine.format(of: plan.group)
        let packages = plan.packages
        var states: [IndexState] = []
        for (position, index) in format.indexes.enumerated() {
            let old = plan.old(index)
            let builder = IndexBuilder(format: index, old: old?.index, folder: work, jobs: engine.jobs)
            let change = plan.change(ofIndex: position, named: index.name)
            let built = try await builder.build(change, entryCount: packages.count, oldKeys: old?.keys ?? [])
            for (form, (path, file)) in zip(index.forms, zip(built.files, built.state.files)) {
                let name = IndexFileName(group: plan.group, index: index.name, form: form)
                let contents = ObjectContents.file(path, size: file.size, sha256: file.sha256)
                let key = format.contentKey(of: name, sha256: file.sha256)
                next.objects.append(NextGeneration.Object(key: key, contents: contents, made: path))
                next.built.append((path, file.sha256))
                guard let plain = format.plainKey(of: name) else { continue }
                next.aliasContents[plain] = contents
            }
            var state = built.state
            state.patches = try patches(
                of: index, in: plan.group, format, change, from: old?.index, to: state, into: &next)
            states.append(state)
        }
        next.head.set(GroupState(group: plan.group, packages: packages, indexes: states))
    }

    /// Makes a track's small files; returns those that go ahead of the head.
    private func publish(_ track: TrackName, into next: inout NextGeneration) throws -> [TextObject] {
        guard let format = engine.formats.first(where: { $0.format == track.format }) else { return [] }
        let states = next.head.groups.filter { $0.group.format == track.format && $0.group.track == track.name }
        let publication = try format.publication(
            of: track.name, groups: states.compactMap(\.published), context: context(next.head))
        var aliases: [TrackState.Alias] = []
        for state in states {
            for (index, stored) in zip(format.indexes, state.indexes) {
                for (form, file) in zip(index.forms, stored.files) {
                    let name = IndexFileName(group: state.group, index: index.name, form: form)
                    guard let key = format.plainKey(of: name) else { continue }
                    aliases.append(
                        TrackState.Alias(
                            key: key, contentKey: format.contentKey(of: name, sha256: file.sha256),
                            size: file.size, sha256: file.sha256))
                }
                guard let list = stored.published.flatMap({ format.patchList(of: $0, in: state.group) }) else {
                    continue
                }
                aliases.append(
                    TrackState.Alias(
                        key: list.plainKey, contentKey: list.contentKey, size: list.content.size,
                        sha256: list.content.sha256))
            }
        }
        let old = next.head.track(track.format, track.name)
        let kept = Set(publication.pointers.map(\.key))
        next.abandoned += (old?.pointers ?? []).map(\.key).filter { !kept.contains($0) }
        next.head.set(
            TrackState(
                format: track.format, name: track.name, generation: next.head.generation,
                pointers: publication.pointers, aliases: aliases, isPending: true))
        return publication.staged
    }

    func userFiles(_ head: RepositoryHead) throws -> [TextObject] {
        try engine.formats.flatMap { format -> [TextObject] in
            let tracks = head.tracks.filter { $0.format == format.format }.map(\.name)
            return tracks.isEmpty ? [] : try format.userFiles(tracks: tracks, context: context(head))
        }
    }

    private func context(_ head: RepositoryHead) -> PublicationContext {
        PublicationContext(
            name: head.name, url: head.url, generation: head.generation, time: head.time, validity: head.validity,
            signer: engine.settings.signer,
            servesOldReaders: engine.settings.servesOldReaders ?? (storage is FolderStorage))
    }

    /// Runs `body` on all elements, a few at a time.
    static func concurrently<Element: Sendable>(
        _ elements: some Sequence<Element>, width: Int = 8, _ body: @escaping @Sendable (Element) async throws -> Void
    ) async throws {
        var rest = elements.makeIterator()
        try await concurrently(next: { rest.next() }, width: width, body)
    }

    /// Runs `body` on all elements until there are no more, a few at a time.
    private static func concurrently<Element: Sendable>(
        next: () throws -> Element?, width: Int = 8, _ body: @escaping @Sendable (Element) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            while let element = try next() {
                if running == width {
                    try await group.next()
                    running -= 1
                }
                group.addTask { try await body(element) }
                running += 1
            }
            try await group.waitForAll()
        }
    }
}

/// A track of one format.
struct TrackName: Hashable, Comparable {
    let format: PackageFormat
    let name: String

    init(_ format: PackageFormat, _ name: String) {
        self.format = format
        self.name = name
    }

    static func < (left: TrackName, right: TrackName) -> Bool {
        (left.format.rawValue, left.name) < (right.format.rawValue, right.name)
    }
}
