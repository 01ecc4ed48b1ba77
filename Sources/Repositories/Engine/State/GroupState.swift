// SPDX-License-Identifier: Apache-2.0

/// What a group lists.
struct GroupState: Sendable, Hashable, Codable {
    let group: IndexGroup
    /// In the order of the entries.
    let packages: Fingerprints
    /// In the order of `RepositoryFormat.indexes`.
    let indexes: [IndexState]

    var published: PublishedGroup? {
        let published = indexes.compactMap(\.published)
        return published.count == indexes.count ? PublishedGroup(group: group, indexes: published) : nil
    }

    func isValid(for format: any RepositoryFormat) -> Bool {
        indexes.count == format.indexes.count
            && zip(indexes, format.indexes).allSatisfy { $0.isValid(for: $1) && $0.entryCount == packages.count }
    }
}
