// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import SystemPackage

/// What changes do to a repository as its head describes it.
struct UpdatePlan {
    let head: RepositoryHead
    let formats: [any RepositoryFormat]
    let library: IndexLibrary
    let packages: StoredPackages
    /// Where entries are written that come from other groups.
    let folder: FilePath
    var plans: [IndexGroup: GroupPlan] = [:]
    private var spoolCount = 0

    /// A file that lies under one key and has to lie under another, too.
    struct Copy: Hashable {
        let from: String
        let to: String
        let size: UInt64
        let sha256: DigestValue
        let format: PackageFormat
    }

    private(set) var uploads: [UploadList] = []
    private(set) var copies: [Copy] = []
    private(set) var added = PackageCount()
    private(set) var unchanged = 0
    private(set) var removed = RecordList()

    init(
        head: RepositoryHead, formats: [any RepositoryFormat], library: IndexLibrary,
        packages: StoredPackages, folder: FilePath
    ) {
        self.head = head
        self.formats = formats
        self.library = library
        self.packages = packages
        self.folder = folder
    }

    /// The groups that change, sorted.
    var changed: [GroupPlan] { plans.values.filter { !$0.isEmpty }.sorted { $0.group < $1.group } }

    mutating func apply(_ change: RepositoryChange) async throws {
        switch change {
        case .add(let batch, let track):
            for format in formats { try await add(batch, format, track) }
        case .remove(let selector, let track):
            try await forEachGroup(selector.format, track) { plan, _ in
                try plan.places(of: selector)
            }
        case .keepNewest(let count, let track):
            try await forEachGroup(nil, track) { plan, format in
                try Self.surplus(in: plan, format, keeping: count)
            }
        case .phase(let selector, let track, let percentage):
            try await phase(selector, track, percentage)
        case .copy(let selector, let source, let target):
            try await copy(selector, from: source, to: target)
        case .restore(let generation, let track):
            try await restore(generation, track)
        }
    }

    private mutating func add(_ batch: PackageBatch, _ format: any RepositoryFormat, _ track: String) async throws {
        guard let part = batch.parts[format.format] else { return }
        var present = architectures(format, track)
        for made in part.architectures.sorted() where made != format.sharedArchitecture {
            for architecture in format.architectures(listing: made, present: present)
            where !present.contains(architecture) {
                present.append(architecture)
            }
        }
        present.sort()
        for architecture in present { try await openOrFill(IndexGroup(format.format, track, architecture), format) }
        var uploads = UploadList(part.items, format)
        var items = part.items.reader
        while let item = try items.next() {
            let fingerprint = item.identity.fingerprint
            var keys: Set<String> = []
            let listed = format.architectures(listing: item.identity.architecture, present: present)
            for architecture in listed {
                let group = IndexGroup(format.format, track, architecture)
                if plans[group] == nil { try await openOrFill(group, format) }
                if let (_, record) = try plans[group]?.listing(item.identity).first {
                    guard record.sha256 == item.sha256 else {
                        throw RepositoryError.divergence(
                            item.identity, group: group, published: record.sha256, new: item.sha256)
                    }
                    continue
                }
                plans[group]?.add(fingerprint, item.entries, in: part.spools)
                let isNewKey = keys.insert(format.key(of: item.place, in: group)).inserted
                if case .upload = item.place, isNewKey { uploads.append(group) }
            }
            uploads.endItem()
            if keys.isEmpty { unchanged += 1 } else { added.insert(item.identity) }
        }
        if !uploads.isEmpty { self.uploads.append(uploads) }
    }

    private func architectures(_ format: any RepositoryFormat, _ track: String) -> [String] {
        let planned = plans.keys.filter { $0.format == format.format && $0.track == track }.map(\.architecture)
        return Set(head.architectures(format.format, track) + planned).sorted()
    }

    /// Opens a group, or begins a new one with the packages that are for all architectures.
    private mutating func openOrFill(_ group: IndexGroup, _ format: any RepositoryFormat) async throws {
        guard try await open(group, format) == nil else { return }
        var plan = GroupPlan(group, format: format, old: nil)
        defer { plans[group] = plan }
        let others = architectures(format, group.track).filter { $0 != group.architecture }
        let preferred = others.first { $0 == format.sharedArchitecture } ?? others.first
        guard let preferred else { return }
        let source = IndexGroup(format.format, group.track, preferred)
        guard try await open(source, format) != nil, let donor = plans[source], let old = donor.old else { return }
        var places: [(Int, PackageRecord)] = []
        try old.forEachRecord { place, record, _ in
            if record.identity.architecture == format.sharedArchitecture, donor.removed[place] == nil {
                places.append((place, record))
            }
        }
        try await copy(places, of: EntryReader(old), to: &plan, format)
    }

    /// Adds entries of another group, or of an earlier state of the same.
    private mutating func copy(
        _ places: [(place: Int, record: PackageRecord)], of source: any EntrySource, to plan: inout GroupPlan,
        _ format: any RepositoryFormat
    ) async throws {
        guard !places.isEmpty else { return }
        spoolCount += 1
        var ranges: [[Range<UInt64>]] = places.map { _ in [] }
        var readers: [FileReader] = []
        for index in format.indexes.indices {
            let writer = try FileWriter(folder.appending("copied-\(spoolCount)-\(index)"))
            var offset: UInt64 = 0
            for (number, (place, record)) in places.enumerated() {
                let entry: [UInt8]
                if let known = try source.entry(index: index, place: place) {
                    entry = known
                } else {
                    entry = try await packages.entries(of: record, format)[index]
                }
                try writer.write(entry)
                ranges[number].append(offset..<(offset + UInt64(entry.count)))
                offset += UInt64(entry.count)
            }
            try writer.commit(durably: false)
            readers.append(try FileReader(writer.path))
        }
        for (number, (place, record)) in places.enumerated() {
            plan.add(record.identity.fingerprint, ranges[number], in: readers)
            // A format may keep files by architecture or track: what the entry means in the new group tells.
            guard let entry = try source.entry(index: 0, place: place) else { continue }
            let there = try format.record(of: entry, in: plan.group)
            guard there.key != record.key else { continue }
            copies.append(
                Copy(
                    from: record.key, to: there.key, size: record.size, sha256: record.sha256, format: format.format))
        }
    }

    /// Leaves out, of each group, the places that `choose` returns.
    private mutating func forEachGroup(
        _ only: PackageFormat?, _ track: String?,
        _ choose: (inout GroupPlan, any RepositoryFormat) throws -> [(place: Int, record: PackageRecord)]
    ) async throws {
        for state in head.groups where (track ?? state.group.track) == state.group.track {
            guard (only ?? state.group.format) == state.group.format, let format = format(of: state.group) else {
                continue
            }
            try await open(state.group, format)
            guard var plan = plans[state.group] else { continue }
            for (place, record) in try choose(&plan, format) {
                plan.removed[place] = record
                removed.insert(record)
            }
            plans[state.group] = plan
        }
    }

    /// The files of all packages left out of any group.
    var removedKeys: [String] {
        Set(plans.values.flatMap { $0.removed.values.map(\.key) }).sorted()
    }

    private mutating func phase(_ selector: PackageSelector, _ track: String, _ percentage: Int?) async throws {
        for state in head.groups where state.group.track == track {
            guard let format = format(of: state.group) else { continue }
            try await open(state.group, format)
            guard var plan = plans[state.group], let old = plan.old else { continue }
            for (place, _) in try plan.places(of: selector) {
                guard let entry = try old.entries(at: place).first else { continue }
                let phased = try format.entry(entry, phased: percentage)
                if phased != entry { plan.replaced[place] = phased }
            }
            plans[state.group] = plan
        }
    }

    private mutating func copy(_ selector: PackageSelector, from source: String, to target: String) async throws {
        for state in head.groups where state.group.track == source {
            guard (selector.format ?? state.group.format) == state.group.format, let format = format(of: state.group)
            else { continue }
            try await open(state.group, format)
            guard var donor = plans[state.group], let old = donor.old else { continue }
            var places: [(place: Int, record: PackageRecord)] = []
            let group = IndexGroup(state.group.format, target, state.group.architecture)
            let meant = try donor.places(of: selector)
            guard !meant.isEmpty else { continue }
            try await openOrFill(group, format)
            guard var plan = plans[group] else { continue }
            for (place, record) in meant {
                if let (_, there) = try plan.listing(record.identity).first {
                    guard there.sha256 == record.sha256 else {
                        throw RepositoryError.divergence(
                            record.identity, group: group, published: there.sha256, new: record.sha256)
                    }
                    unchanged += 1
                    continue
                }
                guard !plan.addedFingerprints.contains(record.identity.fingerprint) else { continue }
                places.append((place, record))
                added.insert(record.identity)
            }
            try await copy(places, of: EntryReader(old), to: &plan, format)
            plans[group] = plan
        }
    }

    /// Leaves out all, and adds what the generation's own files list.
    private mutating func restore(_ generation: UInt64, _ track: String?) async throws {
        let history = GenerationHistory(head: head, library: library)
        guard let listed = try await history.groups(at: generation) else {
            throw RepositoryError.noSuchGeneration(generation)
        }
        for state in head.groups where (track ?? state.group.track) == state.group.track {
            guard let format = format(of: state.group) else { continue }
            try await open(state.group, format)
            guard var plan = plans[state.group], let old = plan.old else { continue }
            let then = listed[state.group]
            if then?.files == old.state.indexes.map(\.files) { continue }
            var past: PastGroup?
            if let then { past = try await library.past(then, format) }
            var current: [PackageIdentity: (place: Int, record: PackageRecord, entry: [UInt8])] = [:]
            try old.forEachRecord { current[$1.identity] = ($0, $1, $2) }
            var missing: [(place: Int, record: PackageRecord)] = []
            for place in 0..<(past?.count ?? 0) {
                guard let entry = try past?.entry(index: 0, place: place) else { continue }
                let record = try format.record(of: entry, in: state.group)
                if current[record.identity]?.entry == entry {
                    current[record.identity] = nil
                } else {
                    missing.append((place, record))
                    added.insert(record.identity)
                }
            }
            for (place, record, _) in current.values {
                plan.removed[place] = record
                removed.insert(record)
            }
            if let past { try await copy(missing, of: past, to: &plan, format) }
            plans[state.group] = plan
        }
    }

    private static func surplus(
        in plan: GroupPlan, _ format: any RepositoryFormat, keeping count: Int
    ) throws -> [(place: Int, record: PackageRecord)] {
        var versions: [String: [(place: Int, record: PackageRecord)]] = [:]
        try plan.old?.forEachRecord { place, record, _ in
            guard plan.removed[place] == nil else { return }
            versions["\(record.identity.name) \(record.identity.architecture)", default: []].append((place, record))
        }
        return versions.values.flatMap { listed in
            listed.sorted { format.isOlder($1.record.identity.version, than: $0.record.identity.version) }
                .dropFirst(max(count, 1))
        }
    }

    private func format(of group: IndexGroup) -> (any RepositoryFormat)? {
        formats.first { $0.format == group.format }
    }

    /// Begins the plan of a group that there is; nil where there is none.
    @discardableResult
    private mutating func open(_ group: IndexGroup, _ format: any RepositoryFormat) async throws -> Bool? {
        if plans[group] != nil { return true }
        guard let state = head.group(group) else { return nil }
        plans[group] = GroupPlan(group, format: format, old: try await library.open(state, format))
        return true
    }
}

/// Giving groups other indexes than they have had.
extension UpdatePlan {
    /// - Parameter format: As the groups of it shall be; the plan's own formats are as they are.
    mutating func realign(_ format: any RepositoryFormat) async throws {
        for state in head.groups where state.group.format == format.format {
            guard let present = formats.first(where: { $0.format == format.format }) else { continue }
            let old = try await library.open(state, present)
            var plan = GroupPlan(state.group, format: format, old: old)
            plan.isRealigned = true
            let known = Set(state.indexes.map(\.name))
            for (position, index) in format.indexes.enumerated() where !known.contains(index.name) {
                plan.filled[index.name] = try await entries(of: old, position, format)
            }
            plans[state.group] = plan
        }
    }

    /// The entries of an index that a group does not have, of all that it lists.
    private mutating func entries(
        of group: OpenGroup, _ position: Int, _ format: any RepositoryFormat
    ) async throws -> AddedEntries {
        spoolCount += 1
        let writer = try FileWriter(folder.appending("filled-\(spoolCount)"))
        var records: [PackageRecord] = []
        try group.forEachRecord { _, record, _ in records.append(record) }
        var counts: [Int] = []
        for record in records {
            let entry = try await packages.entries(of: record, format)[position]
            try writer.write(entry)
            counts.append(entry.count)
        }
        try writer.commit(durably: false)
        let file = try FileReader(writer.path)
        var entries = AddedEntries()
        var offset: UInt64 = 0
        for count in counts {
            entries.append(file, at: offset, count: count)
            offset += UInt64(count)
        }
        return entries
    }
}

extension IndexGroup {
    init(_ format: PackageFormat, _ track: String, _ architecture: String) {
        self.init(format: format, track: track, architecture: architecture)
    }
}
