// SPDX-License-Identifier: Apache-2.0

/// The entries of a data member in the order of dpkg-deb: the root, directories ahead of what is in
/// them, symbolic links last.
struct DebTree: Sendable {
    let entries: [ArchiveEntry]
    /// The index in the package's contents of each entry; nil for a directory that was added.
    private let origins: [Int?]
    private let files: Set<String>

    /// Directories that are missing are added: 0755, root's, of the time `modified`.
    init(_ given: [ArchiveEntry], modified: Int64) throws(DebError) {
        var places: [String: Int] = [:]
        for (index, entry) in given.enumerated() {
            do { try EntryPath.check(entry) } catch { throw .unsafePath(error) }
            guard places.updateValue(index, forKey: entry.path) == nil else { throw .duplicatePath(entry.path) }
            if entry.path.utf8.contains(0x0A) { throw .lineBreakInPath(entry.path) }
        }
        var rows = given.indices.map { (entry: given[$0], origin: Optional($0)) }
        var added: Set<String> = []
        // Those whose entries have been met: what is above them was looked at then.
        var known: Set<Substring> = []
        for entry in given where entry.path != "." {
            let folders = EntryPath.folders(of: entry.path[...])
            guard known.insert(folders.last ?? ".").inserted else { continue }
            for parent in folders.map(String.init) + ["."] {
                if let place = places[parent] {
                    guard case .directory = given[place].kind else {
                        throw .parentIsNoDirectory(path: entry.path, parent: parent)
                    }
                } else if added.insert(parent).inserted {
                    rows.append((ArchiveEntry(path: parent, kind: .directory, mode: 0o755, modified: modified), nil))
                }
            }
        }
        if given.isEmpty { rows = [(ArchiveEntry(path: ".", kind: .directory, mode: 0o755, modified: modified), nil)] }
        let sorted = rows.map { (row: $0, key: Self.sortKey($0.entry)) }.sorted { left, right in
            left.key.rank != right.key.rank
                ? left.key.rank < right.key.rank : left.key.path.lexicographicallyPrecedes(right.key.path)
        }
        entries = sorted.map(\.row.entry)
        origins = sorted.map(\.row.origin)
        files = Set(
            given.compactMap { entry in
                if case .file = entry.kind { entry.path } else { nil }
            })
    }

    func containsFile(_ path: String) -> Bool { files.contains(path) }

    func contents(of base: any ArchiveContents) -> RearrangedContents {
        RearrangedContents(base, entries: entries, origins: origins)
    }

    /// In KiB as dpkg-gencontrol counts: each file and link rounded up, one for each directory.
    var installedSize: UInt64 {
        entries.reduce(0) { sum, entry in
            switch entry.kind {
            case .file(let size): sum + size / 1024 + (size.isMultiple(of: 1024) ? 0 : 1)
            case .directory: sum + 1
            case .symbolicLink(let target): sum + UInt64((target.utf8.count + 1023) / 1024)
            }
        }
    }

    /// A slash sorts before all other bytes, so that what is in a directory follows it at once.
    private static func sortKey(_ entry: ArchiveEntry) -> (rank: Int, path: [UInt8]) {
        let path = entry.path.utf8.map { $0 == UInt8(ascii: "/") ? 0 : $0 }
        if entry.path == "." { return (0, path) }
        if case .symbolicLink = entry.kind { return (2, path) }
        return (1, path)
    }
}
