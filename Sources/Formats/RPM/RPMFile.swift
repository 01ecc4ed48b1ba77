// SPDX-License-Identifier: Apache-2.0

/// One file of a package that was read, as its header lists it.
package struct RPMFile: Sendable, Hashable {
    /// The path is relative, as in all archives.
    package let entry: ArchiveEntry
    package let flags: RPMFileFlags
    /// As hexadecimal digits, of the package's algorithm; empty for what has none.
    package let digest: String
}

extension RPMHeader {
    /// The files that the header lists, in its order.
    ///
    /// Special files, which no package of Fledge's has, are listed as files of no bytes.
    package func files() throws(RPMReadError) -> [RPMFile] {
        let names = try texts(.baseNames)
        let directories = try texts(.directoryNames)
        let indexes = try column(.directoryIndexes, names.count)
        let modes = try column(.fileModes, names.count)
        let times = try column(.fileModificationTimes, names.count)
        let flags = try column(.fileFlags, names.count)
        let sizes = try column(self[.longFileSizes] == nil ? .fileSizes : .longFileSizes, names.count)
        let digests = try texts(.fileDigests, names.count)
        let targets = try texts(.fileLinkTargets, names.count)
        let owners = try texts(.fileOwners, names.count)
        let groups = try texts(.fileGroups, names.count)
        var files: [RPMFile] = []
        for (row, name) in names.enumerated() {
            guard indexes[row] < UInt64(directories.count) else { throw .unexpectedValue(.directoryIndexes) }
            let kind: ArchiveEntry.Kind
            switch modes[row] & 0o170000 {
            case 0o040000: kind = .directory
            case 0o120000: kind = .symbolicLink(target: targets[row])
            case 0o100000: kind = .file(size: sizes[row])
            default: kind = .file(size: 0)
            }
            let path = directories[Int(indexes[row])] + name
            let entry = ArchiveEntry(
                path: String(decoding: path.utf8.drop { $0 == UInt8(ascii: "/") }, as: UTF8.self), kind: kind,
                mode: UInt32(modes[row] & 0o7777), owner: owners[row], group: groups[row],
                modified: Int64(clamping: times[row]))
            let known = RPMFileFlags(rawValue: UInt32(truncatingIfNeeded: flags[row]))
            files.append(RPMFile(entry: entry, flags: known, digest: digests[row]))
        }
        return files
    }

    private func column(_ tag: RPMTag, _ count: Int) throws(RPMReadError) -> [UInt64] {
        let numbers = try numbers(tag)
        guard numbers.count == count else { throw numbers.isEmpty ? .missingTag(tag) : .unexpectedValue(tag) }
        return numbers
    }

    private func texts(_ tag: RPMTag, _ count: Int) throws(RPMReadError) -> [String] {
        let texts = try texts(tag)
        guard texts.count == count else { throw texts.isEmpty ? .missingTag(tag) : .unexpectedValue(tag) }
        return texts
    }
}

extension RPMHeader {
    /// The package's version.
    package func packageVersion() throws -> RPMVersion {
        guard let version = try text(.version) else { throw RPMReadError.missingTag(.version) }
        guard let release = try text(.release) else { throw RPMReadError.missingTag(.release) }
        let epoch = try numbers(.epoch).first.map { UInt32(truncatingIfNeeded: $0) }
        return try RPMVersion(epoch: epoch, version: version, release: release)
    }

    /// The dependencies of one kind as names, versions and flags, in the header's order.
    package func dependencies(
        _ relation: RPM.Relation
    ) throws(RPMReadError) -> [(name: String, version: String, sense: RPMDependency.Sense)] {
        let names = try texts(relation.tags.names)
        let versions = try texts(relation.tags.versions, names.count)
        let flags = try column(relation.tags.flags, names.count)
        return names.indices.map { index in
            let sense = RPMDependency.Sense(rawValue: UInt32(truncatingIfNeeded: flags[index]))
            return (names[index], versions[index], sense)
        }
    }
}
