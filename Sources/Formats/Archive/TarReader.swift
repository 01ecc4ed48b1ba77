// SPDX-License-Identifier: Apache-2.0

/// Reads a tar stream entry by entry: ustar, GNU long names and pax extended headers.
///
/// Kinds that `ArchiveEntry` has no case for, such as hard links and devices, are malformed.
package struct TarReader<Source: ByteSource> {
    /// The longest name or extended header accepted, in bytes.
    private static var extensionLimit: UInt64 { 1 << 20 }

    private var input: ArchiveInput<Source>
    private var ended = false
    private var globalRecords: [String: String] = [:]

    package init(_ source: Source) {
        input = ArchiveInput(source)
    }

    /// Reads the next entry's header, passing over what is left of the content before it.
    ///
    /// - Returns: The entry with its path as stored, without a slash behind, or nil at the end of the archive.
    /// - Throws: `ArchiveReadError`, and what the source throws.
    package mutating func next() throws -> ArchiveEntry? {
        if ended { return nil }
        try input.finishContent()
        var records = globalRecords
        var isExtended = false
        while true {
            let start = input.offset
            let block = try input.take(TarHeader.blockSize)
            if block.allSatisfy({ $0 == 0 }) {
                if isExtended { throw ArchiveReadError.malformed(field: "type", offset: start) }
                guard try input.take(TarHeader.blockSize).allSatisfy({ $0 == 0 }) else {
                    throw ArchiveReadError.malformed(field: "end mark", offset: start)
                }
                ended = true
                return nil
            }
            let fields = try TarFields(block, offset: start)
            guard let kind = fields.kind else { throw ArchiveReadError.malformed(field: "type", offset: start) }
            switch kind {
            case .longName: records["path"] = try longName(fields, start)
            case .longTarget: records["linkpath"] = try longName(fields, start)
            case .extended: records.merge(try paxRecords(fields, start)) { $1 }
            case .globalExtended:
                globalRecords.merge(try paxRecords(fields, start)) { $1 }
                records.merge(globalRecords) { old, _ in old }
                continue
            case .file, .directory, .symbolicLink: return try entry(kind, fields, records, start)
            }
            isExtended = true
        }
    }

    /// Reads on in the content of the entry that `next()` returned; an empty array is its end.
    package mutating func readContent(upTo count: Int) throws -> [UInt8] {
        try input.readContent(upTo: count)
    }

    /// Passes over all that is left of the stream, whatever it is, so that a check at its end is made.
    mutating func drain(_ seen: (Int) throws -> Void) throws {
        ended = true
        try input.drain(seen)
    }

    private mutating func entry(
        _ kind: TarHeader.Kind, _ fields: TarFields, _ records: [String: String], _ start: UInt64
    ) throws -> ArchiveEntry {
        func number<Value: FixedWidthInteger>(_ key: String, _ stored: Value) throws -> Value {
            guard let text = records[key] else { return stored }
            let whole = text.prefix { $0 != "." }
            guard let value = Value(whole) else { throw ArchiveReadError.malformed(field: key, offset: start) }
            return value
        }
        let size = try number("size", fields.size)
        var path = records["path"] ?? fields.path
        while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        let entryKind: ArchiveEntry.Kind
        switch kind {
        case .directory: entryKind = .directory
        case .symbolicLink: entryKind = .symbolicLink(target: records["linkpath"] ?? fields.target)
        default: entryKind = .file(size: size)
        }
        if kind != .file, size != 0 { throw ArchiveReadError.malformed(field: "size", offset: start) }
        input.beginContent(size, alignment: TarHeader.blockSize)
        return ArchiveEntry(
            path: path, kind: entryKind, mode: fields.mode & 0o7777, owner: records["uname"] ?? fields.owner,
            group: records["gname"] ?? fields.group, modified: try number("mtime", fields.modified))
    }

    private mutating func extensionContent(_ fields: TarFields, _ start: UInt64) throws -> [UInt8] {
        guard fields.size <= Self.extensionLimit else {
            throw ArchiveReadError.tooLong(
                field: "extended header", count: fields.size, limit: Self.extensionLimit, offset: start)
        }
        input.beginContent(fields.size, alignment: TarHeader.blockSize)
        var bytes: [UInt8] = []
        while case let piece = try input.readContent(upTo: 1 << 16), !piece.isEmpty { bytes += piece }
        try input.finishContent()
        return bytes
    }

    private mutating func longName(_ fields: TarFields, _ start: UInt64) throws -> String {
        let bytes = try extensionContent(fields, start)
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private mutating func paxRecords(_ fields: TarFields, _ start: UInt64) throws -> [String: String] {
        var rest = try extensionContent(fields, start)[...]
        var records: [String: String] = [:]
        while !rest.isEmpty {
            guard let space = rest.firstIndex(of: UInt8(ascii: " ")),
                let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
                length > space - rest.startIndex + 1, length <= rest.count,
                rest[rest.startIndex + length - 1] == UInt8(ascii: "\n"),
                case let record = rest[(space + 1)..<(rest.startIndex + length - 1)],
                let equals = record.firstIndex(of: UInt8(ascii: "="))
            else { throw ArchiveReadError.malformed(field: "extended header", offset: start) }
            let key = String(decoding: record[..<equals], as: UTF8.self)
            records[key] = String(decoding: record[(equals + 1)...], as: UTF8.self)
            rest = rest[(rest.startIndex + length)...]
        }
        return records
    }
}
