// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats

/// How one group changes.
struct GroupPlan {
    let group: IndexGroup
    /// What it lists so far; nil for a new group.
    let old: OpenGroup?
    /// The places that are left out.
    var removed: [Int: PackageRecord] = [:]
    /// Entries of the leading index that are other ones.
    var replaced: [Int: [UInt8]] = [:]
    /// Of each index.
    private(set) var added: [AddedEntries]
    private(set) var addedFingerprints: [UInt64] = []
    /// The fingerprints of what it lists so far, once many have been looked for.
    private var known: Set<UInt64>?
    private var lookUps = 0

    init(_ group: IndexGroup, format: any RepositoryFormat, old: OpenGroup?) {
        self.group = group
        self.old = old
        added = format.indexes.map { _ in AddedEntries() }
    }

    /// A group that did not exist is a change, even without entries.
    var isEmpty: Bool { old != nil && removed.isEmpty && replaced.isEmpty && addedFingerprints.isEmpty }

    /// The places where the package is listed, whatever its bytes are, and is not left out.
    mutating func listing(_ identity: PackageIdentity) throws -> [(place: Int, record: PackageRecord)] {
        guard let old else { return [] }
        // Going through fifty thousand fingerprints is quick, but not fifty thousand times.
        lookUps += 1
        if lookUps == 32 { known = Set(old.state.packages.values) }
        let fingerprint = identity.fingerprint
        if let known, !known.contains(fingerprint) { return [] }
        return try old.state.packages.places(of: fingerprint).compactMap { place in
            guard removed[place] == nil, let record = try old.record(at: place), record.identity == identity else {
                return nil
            }
            return (place, record)
        }
    }

    /// The places whose packages are meant.
    mutating func places(of selector: PackageSelector) throws -> [(place: Int, record: PackageRecord)] {
        if let identity = selector.identity { return try listing(identity) }
        var found: [(place: Int, record: PackageRecord)] = []
        try old?.forEachRecord { place, record, _ in
            if selector.matches(record.identity), removed[place] == nil { found.append((place, record)) }
        }
        return found
    }

    /// - Parameters:
    ///   - entries: Where its entries lie in `files`, one of each index.
    mutating func add(_ fingerprint: UInt64, _ entries: [Range<UInt64>], in files: [FileReader]) {
        addedFingerprints.append(fingerprint)
        for (index, entry) in entries.enumerated() {
            added[index].append(files[index], at: entry.lowerBound, count: entry.count)
        }
    }

    /// The fingerprints of what it will list.
    var packages: Fingerprints {
        var packages = old?.state.packages.removing(Set(removed.keys)) ?? Fingerprints()
        for fingerprint in addedFingerprints { packages.append(fingerprint) }
        return packages
    }

    func change(ofIndex index: Int) -> EntryChange {
        EntryChange(removed: Set(removed.keys), replaced: index == 0 ? replaced : [:], added: added[index])
    }
}
