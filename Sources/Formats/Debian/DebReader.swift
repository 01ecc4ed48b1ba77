// SPDX-License-Identifier: Apache-2.0

/// Reads a `.deb`: its control member at once, the files of its data member one by one. deb(5).
package struct DebReader<Source: ByteSource> {
    /// The control fields; `Package`, `Version` and `Architecture` are among them.
    package let control: ControlStanza
    /// All files of the control member, by name.
    package let controlFiles: [String: [UInt8]]
    /// How the data member is compressed.
    package let compression: Compression
    private var data: TarReader<Decompressor<ArMemberSource<Source>>>

    /// Reads up to the data member.
    ///
    /// - Throws: `DebReadError`, `ArchiveReadError`, `CompressionError`, and what the source throws.
    package init(_ source: Source) throws {
        var archive = ArReader(source)
        guard let first = try archive.next(), first.name == "debian-binary" else { throw DebReadError.notAPackage }
        let format = try Self.content(of: first, in: &archive, limit: 4096)
        let line = String(decoding: format.prefix { $0 != 0x0A }, as: UTF8.self)
        guard line.utf8.starts(with: "2.".utf8), line.utf8.dropFirst(2).allSatisfy(\.isASCIIDigit) else {
            throw DebReadError.unsupportedFormat(line)
        }
        guard let member = try Self.nextMember(of: &archive) else { throw DebReadError.missingMember("control.tar") }
        let controlCompression = try Self.compression(of: member, "control.tar")
        let compressed = try Self.content(of: member, in: &archive, limit: DebLimits.control)
        controlFiles = try Self.files(compressed, controlCompression)
        guard let text = controlFiles["control"] else { throw DebReadError.missingControl }
        do { control = try ControlStanza(parsing: text) } catch { throw DebReadError.invalidControl(error) }
        for name in ["Package", "Version", "Architecture"] where control[name] == nil {
            throw DebReadError.missingField(name)
        }
        guard let dataMember = try Self.nextMember(of: &archive) else { throw DebReadError.missingMember("data.tar") }
        compression = try Self.compression(of: dataMember, "data.tar")
        data = TarReader(try Decompressor(ArMemberSource(archive: archive), compression))
    }

    /// Reads the header of the next file, passing over the content of the one before; nil at the end.
    ///
    /// The root directory has the path `.`.
    package mutating func next() throws -> ArchiveEntry? {
        guard var entry = try data.next() else { return nil }
        entry.path = Self.relative(entry.path)
        return entry
    }

    /// Reads on in the content of the file that `next()` returned; an empty array is its end.
    package mutating func readContent(upTo count: Int) throws -> [UInt8] { try data.readContent(upTo: count) }

    /// The files that are left, without their contents.
    package mutating func files(limit: Int = 1_000_000) throws -> [ArchiveEntry] {
        var files: [ArchiveEntry] = []
        while let entry = try next() {
            guard files.count < limit else { throw DebReadError.tooManyFiles(limit: limit) }
            files.append(entry)
        }
        return files
    }

    /// Reads the data member to its end without looking at its files, so that its compression's checks are made.
    ///
    /// - Parameter seen: Is told the bytes of each piece, and may refuse it.
    package mutating func drainData(_ seen: (Int) throws -> Void) throws {
        try data.drain(seen)
    }

    /// The next member that is none of the private ones, whose names begin with `_`.
    private static func nextMember(of archive: inout ArReader<Source>) throws -> ArMember? {
        while let member = try archive.next() {
            if member.name.utf8.first != UInt8(ascii: "_") { return member }
        }
        return nil
    }

    private static func compression(of member: ArMember, _ stem: String) throws(DebReadError) -> Compression {
        switch member.name {
        case stem: .none
        case stem + ".gz": .gzip
        case stem + ".xz": .xz
        case stem + ".zst": .zstd
        default: throw .unexpectedMember(member.name)
        }
    }

    private static func content(
        of member: ArMember, in archive: inout ArReader<Source>, limit: Int
    ) throws -> [UInt8] {
        guard member.size <= UInt64(limit) else { throw DebReadError.tooLarge(member: member.name, limit: limit) }
        var bytes: [UInt8] = []
        while true {
            let piece = try archive.readContent(upTo: 1 << 18)
            if piece.isEmpty { return bytes }
            bytes += piece
        }
    }

    private static func files(_ compressed: [UInt8], _ compression: Compression) throws -> [String: [UInt8]] {
        var reader = TarReader(try Decompressor(ArraySource(compressed), compression))
        var files: [String: [UInt8]] = [:]
        var total = 0
        while let entry = try reader.next() {
            guard case .file = entry.kind else { continue }
            guard files.count < DebLimits.controlFiles else {
                throw DebReadError.tooManyFiles(limit: DebLimits.controlFiles)
            }
            var bytes: [UInt8] = []
            while true {
                let piece = try reader.readContent(upTo: 1 << 18)
                if piece.isEmpty { break }
                bytes += piece
                total += piece.count
                guard total <= DebLimits.control else {
                    throw DebReadError.tooLarge(member: "control.tar", limit: DebLimits.control)
                }
            }
            files[relative(entry.path)] = bytes
        }
        return files
    }

    /// A path without `./` in front and `/` behind.
    private static func relative(_ path: String) -> String {
        var bytes = path.utf8[...]
        while bytes.starts(with: "./".utf8) { bytes = bytes.dropFirst(2) }
        while bytes.last == UInt8(ascii: "/") { bytes = bytes.dropLast() }
        return bytes.isEmpty ? "." : String(decoding: bytes, as: UTF8.self)
    }
}

/// What of a package is kept in memory.
private enum DebLimits {
    /// The bytes of the control member, compressed and not.
    static let control = 64 << 20
    static let controlFiles = 1000
}

/// The content of the member at which an `ar` reader stands.
struct ArMemberSource<Source: ByteSource>: ByteSource {
    var archive: ArReader<Source>

    mutating func read(upTo count: Int) throws -> [UInt8] { try archive.readContent(upTo: count) }
}
