// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage

/// Indexes that a repository did not have so far, or has no longer.
extension Updater {
    /// Makes changes with the indexes that the repository has, then gives it those that were asked for.
    mutating func runAndRealign(_ changes: [RepositoryChange]) async throws -> UpdateReport {
        let report = try await run(changes)
        guard isRealignmentDue else { return report }
        return report.superseded(by: try await realign())
    }

    /// Gives all groups the indexes that were asked for; returns the generation.
    mutating func realign() async throws -> UInt64 {
        for attempt in 0..<Self.attempts {
            try Task.checkCancellation()
            let work = folder.appending("realigned-\(attempt)")
            try engine.files.createDirectory(work)
            defer { try? engine.files.removeIfPresent(work) }
            guard let stored = try await engine.head() else { break }
            let present = try asked.adapted(to: stored.head)
            let targets = asked.formats.compactMap { $0.asked(over: stored.head.indexes($0.format)) }
            guard !targets.isEmpty else { return stored.head.generation }
            engine = present.with(
                formats: present.formats.map { format in targets.first { $0.format == format.format } ?? format })
            var base = stored.head
            var pointers = PointerWriting(engine: engine)
            _ = try await pointers.finishPending(&base)
            var head = base
            _ = try engine.settings.apply(to: &head, isNew: false)
            let library = IndexLibrary(storage: storage, cache: engine.cache, folder: work)
            var plan = UpdatePlan(
                head: head, formats: present.formats, library: library,
                packages: StoredPackages(storage: storage, files: engine.files, folder: work), folder: work)
            for target in targets { try await plan.realign(target) }
            var prepared = PreparedUpdate(stored: stored.version, base: base, plan: plan, pointers: pointers)
            prepared.next = try await prepare(
                &head, base, plan.changed, plan, library, work, republishAll: false)
            if let report = try await publish(prepared) { return report.generation }
        }
        throw RepositoryError.tooManyConflicts(attempts: Self.attempts)
    }

    /// A change whose packages were read for the indexes and the layout of the repository as it is.
    func completed(_ change: RepositoryChange, in folder: FilePath) async throws -> RepositoryChange {
        guard case .add(let batch, let track) = change else { return change }
        let isComplete = engine.formats.allSatisfy { format in
            guard let part = batch.parts[format.format] else { return true }
            return part.layout == format.layoutName && part.indexes.starts(with: format.indexes.map(\.name))
        }
        if isComplete { return change }
        var paths = PathList()
        try batch.forEach { item in paths.append(item.path) }
        try engine.files.createDirectory(folder)
        return .add(try await engine.read(paths, phase: batch.phase, in: folder), track: track)
    }
}
