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
    /// The entries of indexes that it has not had so far, by name; what it lists stays as it is then.
    var filled: [String: AddedEntries] = [:]
    /// Whether it is to have other indexes than so far.
    var isRealigned = false
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
    var isEmpty: Bool { old != nil && !isRealigned && removed.isEmpty && replaced.isEmpty && addedFingerprints.isEmpty }

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
        // What was read for more indexes than there are is left out.
        for (index, entry) in entries.prefix(added.count).enumerated() {
            added[index].append(files[index], at: entry.lowerBound, count: entry.count)
        }
    }

    /// The fingerprints of what it will list.
    var packages: Fingerprints {
        var packages = old?.state.packages.removing(Set(removed.keys)) ?? Fingerprints()
        for fingerprint in addedFingerprints { packages.append(fingerprint) }
        return packages
    }

    /// What the index at a place in the format's list was so far, with the keys of its files.
    func old(_ index: any IndexFormat) -> (index: OpenIndex, keys: [String])? {
        guard let old, let place = old.indexes.firstIndex(where: { $0.state.name == index.name }) else { return nil }
        return (old.indexes[place], old.keys[place])
    }

    func change(ofIndex index: Int, named name: String) -> EntryChange {
        if let entries = filled[name] { return EntryChange(added: entries) }
        return EntryChange(removed: Set(removed.keys), replaced: index == 0 ? replaced : [:], added: added[index])
    }
}
