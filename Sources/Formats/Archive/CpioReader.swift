// SPDX-License-Identifier: Apache-2.0

/// Reads a cpio stream in the `newc` form entry by entry.
package struct CpioReader<Source: ByteSource> {
    /// The longest name or link target accepted, in bytes.
    private static var nameLimit: Int { 1 << 16 }

    private var input: ArchiveInput<Source>
    private var ended = false

    package init(_ source: Source) {
        input = ArchiveInput(source)
    }

    /// Reads the next entry's header, passing over what is left of the content before it; nil at the trailer.
    ///
    /// - Returns: The entry with its path as stored; owner and group are their numbers, in decimal.
    /// - Throws: `ArchiveReadError`, and what the source throws.
    package mutating func next() throws -> ArchiveEntry? {
        if ended { return nil }
        try input.finishContent()
        let start = input.offset
        let bytes = try input.take(CpioHeader.size)
        guard bytes.starts(with: CpioHeader.magic) else {
            throw ArchiveReadError.malformed(field: "magic", offset: start)
        }
        func field(_ index: Int, _ name: String) throws(ArchiveReadError) -> UInt32 {
            let digits = bytes[(6 + index * 8)..<(14 + index * 8)]
            guard digits.first != UInt8(ascii: "+"),
                let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
            else { throw .malformed(field: name, offset: start) }
            return value
        }
        let path = try name(size: Int(field(11, "size of the name")), start)
        let size = try field(6, "size")
        if path.utf8.elementsEqual(CpioHeader.trailer) {
            ended = true
            return nil
        }
        let mode = try field(1, "mode")
        let kind: ArchiveEntry.Kind
        switch mode & CpioHeader.formatMask {
        case CpioHeader.file: kind = .file(size: UInt64(size))
        case CpioHeader.directory: kind = .directory
        case CpioHeader.symbolicLink: kind = .symbolicLink(target: try target(size: Int(size), start))
        default: throw ArchiveReadError.malformed(field: "mode", offset: start)
        }
        if kind == .directory, size != 0 { throw ArchiveReadError.malformed(field: "size", offset: start) }
        if case .file = kind { input.beginContent(UInt64(size), alignment: 4) }
        return ArchiveEntry(
            path: path, kind: kind, mode: mode & 0o7777, owner: "\(try field(2, "owner"))",
            group: "\(try field(3, "group"))", modified: Int64(try field(5, "modification time")))
    }

    /// Reads on in the content of the entry that `next()` returned; an empty array is its end.
    package mutating func readContent(upTo count: Int) throws -> [UInt8] {
        try input.readContent(upTo: count)
    }

    private mutating func name(size: Int, _ start: UInt64) throws -> String {
        guard size > 1 else { throw ArchiveReadError.malformed(field: "name", offset: start) }
        try checkLimit("name", size, start)
        let stored = try input.take(size + (4 - (CpioHeader.size + size) % 4) % 4)
        let name = stored[..<(size - 1)]
        guard stored[size - 1] == 0, !name.contains(0) else {
            throw ArchiveReadError.malformed(field: "name", offset: start)
        }
        return String(decoding: name, as: UTF8.self)
    }

    private mutating func target(size: Int, _ start: UInt64) throws -> String {
        try checkLimit("link target", size, start)
        let stored = try input.take(size + (4 - size % 4) % 4)
        return String(decoding: stored[..<size], as: UTF8.self)
    }

    private func checkLimit(_ field: String, _ size: Int, _ start: UInt64) throws(ArchiveReadError) {
        guard size <= Self.nameLimit else {
            throw .tooLong(field: field, count: UInt64(size), limit: UInt64(Self.nameLimit), offset: start)
        }
    }
}
