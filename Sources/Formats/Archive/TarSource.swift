// SPDX-License-Identifier: Apache-2.0

/// A tar stream of an archive's contents, made while it is read.
///
/// Numeric owners are 0; the names are the entries'. Two blocks of zeros end the stream.
package struct TarSource<Contents: ArchiveContents>: ByteSource {
    private let dialect: TarDialect
    private let prefix: String
    private var stream: EntryStream<Contents>
    private var pending = PendingBytes()
    private var ended = false

    /// The digests of the regular files passed so far, by the index of their entry.
    package var digests: [Int: FileDigests] { stream.digests }

    /// - Parameters:
    ///   - contents: The entries and their bytes. The path `.` of a directory stands for the root, written as `./`.
    ///   - dialect: How long names and large numbers are stored.
    ///   - prefix: What every path begins with: `./` in a `.deb`, or a folder's name and `/`.
    ///   - digests: What to compute of each file while it passes.
    package init(
        _ contents: Contents, dialect: TarDialect, prefix: String = "", digests: Set<ContentDigest> = []
    ) throws(UnsafeEntryName) {
        for entry in contents.entries { try EntryPath.check(entry) }
        self.dialect = dialect
        self.prefix = prefix
        stream = EntryStream(contents, digests: digests)
    }

    /// - Throws: `ContentChanged` where a file is longer or shorter than its entry, and what the contents throw.
    package mutating func read(upTo count: Int) throws -> [UInt8] {
        while pending.count < count, !ended {
            switch try stream.event() {
            case .header(let index): appendHeader(of: stream.contents.entries[index])
            case .content(let bytes):
                pending.append(bytes)
                if bytes.count >= 1 << 16 { return pending.take(upTo: count) }
            case .end(let index): appendPadding(after: stream.contents.entries[index].size)
            case nil:
                pending.appendZeros(2 * TarHeader.blockSize)
                ended = true
            }
        }
        return pending.take(upTo: count)
    }

    private mutating func appendHeader(of entry: ArchiveEntry) {
        var name = path(of: entry)
        var target: [UInt8] = []
        let kind: TarHeader.Kind
        switch entry.kind {
        case .file: kind = .file
        case .directory:
            kind = .directory
            if name.last != UInt8(ascii: "/") { name.append(UInt8(ascii: "/")) }
        case .symbolicLink(let text):
            kind = .symbolicLink
            target = Array(text.utf8)
        }
        var header = TarHeader(
            name: name, mode: entry.mode, size: entry.size, modified: entry.modified, kind: kind, target: target,
            owner: entry.owner, group: entry.group)
        switch dialect {
        case .gnu: appendLongNames(of: header)
        case .pax: appendExtendedHeader(for: &header)
        }
        pending.append(header.block())
    }

    private func path(of entry: ArchiveEntry) -> [UInt8] {
        if entry.path == "." { return Array((prefix.isEmpty ? "./" : prefix).utf8) }
        return Array((prefix + entry.path).utf8)
    }

    private mutating func appendLongNames(of header: TarHeader) {
        for (kind, bytes) in [(TarHeader.Kind.longTarget, header.target), (.longName, header.name)]
        where bytes.count > TarHeader.nameSize {
            appendSpecial(kind, name: "././@LongLink", content: bytes + [0])
        }
    }

    private mutating func appendExtendedHeader(for header: inout TarHeader) {
        var records: [UInt8] = []
        if header.name.allSatisfy({ $0 < 0x80 }), let (prefix, name) = TarHeader.split(header.name) {
            header.prefix = prefix
            header.name = name
        } else {
            records += Self.record("path", header.name)
        }
        if header.target.count > TarHeader.nameSize || header.target.contains(where: { $0 >= 0x80 }) {
            records += Self.record("linkpath", header.target)
        }
        for (key, name) in [("uname", header.owner), ("gname", header.group)]
        where name.utf8.count > 31 || name.utf8.contains(where: { $0 >= 0x80 }) {
            records += Self.record(key, Array(name.utf8))
        }
        if header.size >= TarHeader.octalLimit {
            records += Self.record("size", Array("\(header.size)".utf8))
            header.size = 0
        }
        if header.modified < 0 || header.modified >= Int64(TarHeader.octalLimit) {
            records += Self.record("mtime", Array("\(header.modified)".utf8))
            header.modified = 0
        }
        if !records.isEmpty {
            appendSpecial(.extended, name: "PaxHeaders/entry", content: records)
        }
    }

    private mutating func appendSpecial(_ kind: TarHeader.Kind, name: String, content: [UInt8]) {
        let header = TarHeader(
            name: Array(name.utf8), mode: 0o644, size: UInt64(content.count), modified: 0, kind: kind)
        pending.append(header.block())
        pending.append(content)
        appendPadding(after: UInt64(content.count))
    }

    private mutating func appendPadding(after size: UInt64) {
        let excess = Int(size % UInt64(TarHeader.blockSize))
        if excess > 0 { pending.appendZeros(TarHeader.blockSize - excess) }
    }

    /// A pax record, `length key=value\n`, whose length counts its own digits.
    private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let rest = Array(" \(key)=".utf8) + value + Array("\n".utf8)
        var length = rest.count
        while "\(length)".utf8.count + rest.count != length {
            length = "\(length)".utf8.count + rest.count
        }
        return Array("\(length)".utf8) + rest
    }
}
