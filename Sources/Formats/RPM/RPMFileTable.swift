// SPDX-License-Identifier: Apache-2.0

/// The files of a package in the order of its header, by the bytes of their paths, as rpm looks them up.
struct RPMFileTable: Sendable {
    struct Row: Sendable {
        let entry: ArchiveEntry
        let flags: RPMFileFlags
        /// The entry's index in the package's contents.
        let origin: Int
    }

    let rows: [Row]

    /// - Throws: `RPMError` for a path that is there twice or can stand in no header, and flags of one that isn't.
    init(_ entries: [ArchiveEntry], flags: [String: RPMFileFlags]) throws(RPMError) {
        for entry in entries {
            do { try EntryPath.check(entry) } catch { throw .unsafePath(error) }
            if entry.path == "." { throw .unsafePath(UnsafeEntryName(path: entry.path, reason: .reserved)) }
        }
        let keyed = entries.indices.map { (index: $0, path: Array(entries[$0].path.utf8)) }
        rows = keyed.sorted { $0.path.lexicographicallyPrecedes($1.path) }.map { item in
            Row(entry: entries[item.index], flags: flags[entries[item.index].path] ?? [], origin: item.index)
        }
        for (row, next) in zip(rows, rows.dropFirst()) where row.entry.path == next.entry.path {
            throw .duplicatePath(row.entry.path)
        }
        for row in rows {
            if row.entry.path.utf8.contains(0x0A) { throw .lineBreakInPath(row.entry.path) }
            guard row.entry.modified >= 0, row.entry.modified <= Int64(UInt32.max) else {
                throw .timeOutOfRange(row.entry.path, row.entry.modified)
            }
        }
        let paths = Set(rows.map(\.entry.path))
        if let unknown = flags.keys.filter({ !paths.contains($0) }).min() { throw .flagsWithoutFile(unknown) }
    }

    /// Whether a size is beyond what 32 bits hold: then all sizes have 64, and the payload rpm's own form.
    var needsLargeForm: Bool { rows.contains { $0.size >= UInt64(UInt32.max) } }

    /// The sum of the sizes, in bytes.
    var installedSize: UInt64 { rows.reduce(0) { $0 + ($1.flags.contains(.ghost) ? 0 : $1.size) } }

    /// The contents of the payload: all but ghosts.
    func payload(of contents: any ArchiveContents) -> (contents: RearrangedContents, numbers: [UInt32]) {
        let kept = rows.indices.filter { !rows[$0].flags.contains(.ghost) }
        let rearranged = RearrangedContents(
            contents, entries: kept.map { rows[$0].entry }, origins: kept.map { rows[$0].origin })
        return (rearranged, kept.map { UInt32($0) })
    }

    /// Adds the tags of the files. Where there are none, there are no tags.
    ///
    /// - Parameter digests: By the rows' indices.
    func add(to header: inout RPMHeader, digests: [Int: FileDigests]) {
        let total = installedSize
        if total > UInt64(UInt32.max) {
            header[.longSize] = .int64([total])
        } else {
            header[.size] = .int32([UInt32(total)])
        }
        guard !rows.isEmpty else { return }
        if needsLargeForm {
            header[.longFileSizes] = .int64(rows.map(\.size))
        } else {
            header[.fileSizes] = .int32(rows.map { UInt32($0.size) })
        }
        header[.fileModes] = .int16(rows.map(\.fullMode))
        header[.fileDeviceNumbers] = .int16(rows.map { _ in 0 })
        header[.fileModificationTimes] = .int32(rows.map { UInt32(clamping: $0.entry.modified) })
        header[.fileDigests] = .strings(
            rows.indices.map { digests[$0]?.sha256?.description ?? "" })
        header[.fileDigestAlgorithm] = .int32([8])
        header[.fileLinkTargets] = .strings(rows.map(\.linkTarget))
        header[.fileFlags] = .int32(rows.map(\.flags.rawValue))
        header[.fileOwners] = .strings(rows.map(\.entry.owner))
        header[.fileGroups] = .strings(rows.map(\.entry.group))
        header[.fileVerifyFlags] = .int32(rows.map(\.verifyFlags))
        header[.fileDevices] = .int32(rows.map { _ in 1 })
        header[.fileInodes] = .int32(rows.indices.map { UInt32($0 + 1) })
        header[.fileLanguages] = .strings(rows.map { _ in "" })
        addNames(to: &header)
    }

    private func addNames(to header: inout RPMHeader) {
        var directories: [String] = []
        var numbers: [String: UInt32] = [:]
        var indexes: [UInt32] = []
        var names: [String] = []
        for row in rows {
            let (directory, name) = row.splitPath
            let number = numbers[directory] ?? UInt32(directories.count)
            if number == directories.count {
                directories.append(directory)
                numbers[directory] = number
            }
            indexes.append(number)
            names.append(name)
        }
        header[.directoryNames] = .strings(directories)
        header[.directoryIndexes] = .int32(indexes)
        header[.baseNames] = .strings(names)
    }
}

extension RPMFileTable.Row {
    /// A link's size is its target's.
    var size: UInt64 {
        if case .symbolicLink(let target) = entry.kind { UInt64(target.utf8.count) } else { entry.size }
    }

    fileprivate var fullMode: UInt16 {
        switch entry.kind {
        case .file: 0o100000 | UInt16(entry.mode & 0o7777)
        case .directory: 0o040000 | UInt16(entry.mode & 0o7777)
        case .symbolicLink: 0o120777
        }
    }

    fileprivate var linkTarget: String {
        if case .symbolicLink(let target) = entry.kind { target } else { "" }
    }

    /// Of a ghost, rpm checks neither digest nor size, target or time.
    fileprivate var verifyFlags: UInt32 {
        flags.contains(.ghost) ? ~(1 << 0 | 1 << 1 | 1 << 2 | 1 << 5) : ~0
    }

    /// The directory, with a `/` at both ends, and the name in it.
    fileprivate var splitPath: (directory: String, name: String) {
        let bytes = entry.path.utf8
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return ("/", entry.path) }
        return ("/" + entry.path[...slash], String(entry.path[bytes.index(after: slash)...]))
    }
}
