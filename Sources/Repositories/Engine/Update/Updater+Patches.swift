// SPDX-License-Identifier: Apache-2.0

/// Patches of indexes that change.
extension Updater {
    /// The patches of an index that was made anew. What is new of them goes to the objects of the next generation.
    ///
    /// Where no patch leads from the old text to the new one, there are none: readers fetch the whole index once.
    func patches(
        of index: any IndexFormat, in group: IndexGroup, _ format: any RepositoryFormat, _ change: EntryChange,
        from old: OpenIndex?, to state: IndexState, into next: inout NextGeneration
    ) throws -> IndexPatches? {
        guard index.patches > 0 else { return nil }
        var list: [IndexPatch] = []
        var made: MadePatch?
        if let old, old.state.digest == state.digest {
            list = old.state.patches?.list ?? []
        } else if let old {
            made = try MadePatch(change, of: old, generation: next.head.generation)
            if let made { list = (old.state.patches?.list ?? []) + [made.patch] }
        }
        let patches = IndexPatches(limit: index.patches, list: list, indexSize: state.files.map(\.size).min() ?? 0)
        if let made, patches.list.last == made.patch,
            let key = format.key(of: made.patch, index: index.name, in: group)
        {
            next.objects.append(NextGeneration.Object(key: key, contents: .bytes(made.bytes)))
        }
        var described = state
        described.patches = patches
        if let list = described.published.flatMap({ format.patchList(of: $0, in: group) }) {
            next.objects.append(NextGeneration.Object(key: list.contentKey, contents: .bytes(list.bytes)))
            next.aliasContents[list.plainKey] = .bytes(list.bytes)
        }
        return patches
    }

    /// The keys of what a generation has no longer for readers of patches; those of the one before may still ask for it.
    func droppedPatchKeys(
        _ groups: [IndexGroup], _ base: RepositoryHead, _ head: RepositoryHead
    ) throws -> [String] {
        var dropped: Set<String> = []
        for group in groups {
            let format = try engine.format(of: group)
            dropped.formUnion(base.group(group).map(format.patchKeys) ?? [])
            dropped.subtract(head.group(group).map(format.patchKeys) ?? [])
        }
        return dropped.sorted()
    }
}
