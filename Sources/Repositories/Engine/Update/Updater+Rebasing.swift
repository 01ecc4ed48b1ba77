// SPDX-License-Identifier: Apache-2.0

/// What is staged outlives the publications of others that leave alone what it changes, such as the other format's in the
/// same release.
extension Updater {
    /// Whether this machine itself has published since the update was prepared.
    func isKnownOutdated(_ prepared: PreparedUpdate) -> Bool {
        guard let finished = PointerWriting(engine: engine).finishedGeneration else { return false }
        return finished > prepared.base.generation
    }

    /// Puts a prepared update on top of what the repository has become; all that it stored is used as it is.
    ///
    /// Returns nil where it has to be prepared anew: where the same track was changed, or the repository's settings.
    func rebased(_ prepared: PreparedUpdate) async throws -> PreparedUpdate? {
        guard var next = prepared.next, let stored = try await engine.head() else { return nil }
        var base = stored.head
        var pointers = PointerWriting(engine: engine)
        let finishedEarlierRun = try await pointers.finishPending(&base)
        var head = base
        let settingsChanged = try engine.settings.apply(to: &head, isNew: false)
        let groups = prepared.plan.changed.map(\.group)
        let tracks = next.head.tracks.filter { $0.generation == next.head.generation }
        guard !settingsChanged, !needsRenewal(base), Settings(of: head) == Settings(of: next.head),
            groups.allSatisfy({ base.group($0) == prepared.base.group($0) }),
            // A group that is new has the indexes that its format had: all groups of a format have the same.
            Set(groups.map(\.format)).allSatisfy({ base.indexes($0) == prepared.base.indexes($0) }),
            tracks.allSatisfy({ track in
                base.track(track.format, track.name)?.pointers
                    == prepared.base.track(track.format, track.name)?.pointers
            }),
            let record = next.head.recent.last
        else { return nil }

        head.generation = base.generation + 1
        head.time = max(base.time, next.head.time)
        head.traits = base.traits ?? next.head.traits
        for group in groups {
            if let state = next.head.group(group) { head.set(state) }
        }
        for var track in tracks {
            track.generation = head.generation
            head.set(track)
            pointers.adopt(prepared.pointers, of: track)
        }
        head.recent.append(
            GenerationRecord(
                generation: head.generation, time: head.time, groups: record.groups, dropped: record.dropped,
                staged: record.staged))
        if let moved = try GenerationHistory.overflow(&head) {
            try await engine.storage.put(moved.key, .bytes(moved.bytes), as: .immutable)
        }
        next.head = head
        try next.setUserFiles(try userFiles(head), over: base)
        return PreparedUpdate(
            stored: stored.version, base: base, plan: prepared.plan, pointers: pointers, next: next,
            finishedEarlierRun: prepared.finishedEarlierRun || finishedEarlierRun)
    }

    /// What the small files of all tracks say.
    private struct Settings: Equatable {
        let name: String
        let url: String?
        let validity: Int64?
        let key: String?

        init(of head: RepositoryHead) {
            (name, url, validity, key) = (head.name, head.url, head.validity, head.key)
        }
    }
}
