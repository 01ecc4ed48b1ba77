// SPDX-License-Identifier: Apache-2.0

/// Some of an archive's contents in another order, with entries that have no content in between.
struct RearrangedContents: ArchiveContents {
    private let base: any ArchiveContents
    let entries: [ArchiveEntry]
    /// The index in `base` of each entry; nil for an entry that is not in it.
    private let origins: [Int?]

    init(_ base: any ArchiveContents, entries: [ArchiveEntry], origins: [Int?]) {
        self.base = base
        self.entries = entries
        self.origins = origins
    }

    func open(_ index: Int) throws -> any ByteSource {
        guard let origin = origins[index] else { return ArraySource([]) }
        return try base.open(origin)
    }
}
