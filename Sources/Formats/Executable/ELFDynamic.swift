// SPDX-License-Identifier: Apache-2.0

/// The dynamic section: what the loader is told (gABI, chapter 5, "Dynamic Section").
package struct ELFDynamic: Sendable, Hashable {
    /// The sonames of the libraries that it needs, in order.
    package let needed: [String]
    package let soname: String?
    /// `DT_RPATH`, split at its colons; an empty text stands for the working folder.
    package let rpath: [String]
    /// `DT_RUNPATH`, split at its colons; an empty text stands for the working folder.
    package let runpath: [String]
    package let hasGNUHash: Bool
    package let hasSystemVHash: Bool
    /// `DF_1_PIE`: a program, though its type is a library's.
    package let isMarkedPIE: Bool
    /// Per library, in the file's order.
    package let versionRequirements: [ELFVersionRequirement]
    /// The imported symbols without a version, sorted.
    package let unversionedImports: [String]

    /// Reads it by the segments; there is none in a static program.
    init(
        reading bytes: any RandomAccessBytes, header: ELFHeader, segments: [ELFSegment], sections: [ELFSection]
    ) throws {
        let entries = try DynamicEntries(reading: bytes, header: header, segments: segments)
        needed = try entries.all(.needed).map { try entries.text($0) }
        soname = try entries.first(.soname).map { try entries.text($0) }
        rpath = try entries.paths(.rpath)
        runpath = try entries.paths(.runpath)
        hasGNUHash = entries.first(.gnuHash) != nil
        hasSystemVHash = entries.first(.hash) != nil
        isMarkedPIE = (entries.first(.flags1) ?? 0) & 0x0800_0000 != 0
        let imports = try ELFImportedSymbols(reading: entries, sections: sections)
        versionRequirements = try Self.versionRequirements(entries, imports: imports)
        unversionedImports = (imports.byVersion[0, default: []] + imports.byVersion[1, default: []]).sorted()
    }

    /// Walks the chains of `Elf_Verneed` (16 bytes: version, count, file, first aux, next) and of `Elf_Vernaux`
    /// (16 bytes: hash, flags, index, name, next), both forward only.
    private static func versionRequirements(
        _ entries: DynamicEntries, imports: ELFImportedSymbols
    ) throws -> [ELFVersionRequirement] {
        guard let address = entries.first(.versionNeeded) else { return [] }
        let limit = 32_768
        let table = try entries.fields("version requirements", address: address, limit: 1 << 22)
        var requirements: [ELFVersionRequirement] = []
        var position = 0
        var versionCount = 0
        while true {
            let library = try entries.text(UInt64(table.u32(at: position + 4)))
            var versions: [ELFVersionRequirement.Version] = []
            var auxiliary = position + Int(try table.u32(at: position + 8))
            for _ in 0..<Int(try table.u16(at: position + 2)) {
                versionCount += 1
                guard versionCount <= limit else {
                    throw ExecutableError.tooLarge(
                        structure: table.structure, count: UInt64(versionCount), limit: UInt64(limit))
                }
                let index = try table.u16(at: auxiliary + 6) & 0x7FFF
                versions.append(
                    .init(
                        name: try entries.text(UInt64(table.u32(at: auxiliary + 8))),
                        isWeak: try table.u16(at: auxiliary + 4) & 2 != 0,
                        symbols: imports.byVersion[index, default: []]))
                let next = Int(try table.u32(at: auxiliary + 12))
                if next == 0 { break }
                auxiliary += next
            }
            requirements.append(ELFVersionRequirement(library: library, versions: versions))
            guard requirements.count <= limit else {
                throw ExecutableError.tooLarge(
                    structure: table.structure, count: UInt64(requirements.count), limit: UInt64(limit))
            }
            let next = Int(try table.u32(at: position + 12))
            if next == 0 { return requirements }
            position += next
        }
    }
}

/// The entries of a dynamic section, and the way from addresses to the file.
struct DynamicEntries {
    let bytes: any RandomAccessBytes
    let header: ELFHeader
    private let loaded: [ELFSegment]
    private let entries: [(tag: UInt64, value: UInt64)]
    private let texts: ByteFields

    enum Tag: UInt64 {
        case needed = 1
        case hash = 4
        case strings = 5
        case symbols = 6
        case stringsSize = 10
        case soname = 14
        case rpath = 15
        case runpath = 29
        case gnuHash = 0x6FFF_FEF5
        case symbolVersions = 0x6FFF_FFF0
        case flags1 = 0x6FFF_FFFB
        case versionNeeded = 0x6FFF_FFFE
    }

    init(reading bytes: any RandomAccessBytes, header: ELFHeader, segments: [ELFSegment]) throws {
        self.bytes = bytes
        self.header = header
        loaded = segments.filter { $0.type == ELFSegment.load && $0.fileSize > 0 }
        var entries: [(tag: UInt64, value: UInt64)] = []
        if let segment = segments.first(where: { $0.type == ELFSegment.dynamic }), header.type != 1 {
            let fields = try bytes.fields(
                "dynamic section", at: segment.offset, count: segment.fileSize, order: header.endianness)
            let word = header.is64Bit ? 8 : 4
            for index in 0..<fields.count / (2 * word) {
                let tag = try fields.word(at: 2 * index * word, is64Bit: header.is64Bit)
                if tag == 0 { break }
                entries.append((tag, try fields.word(at: (2 * index + 1) * word, is64Bit: header.is64Bit)))
            }
        }
        self.entries = entries
        func first(_ tag: Tag) -> UInt64? { entries.first { $0.tag == tag.rawValue }?.value }
        guard let strings = first(.strings), let size = first(.stringsSize) else {
            texts = ByteFields(structure: "dynamic strings", fileOffset: 0, bytes: [], order: header.endianness)
            return
        }
        let offset = try Self.offset(ofAddress: strings, structure: "dynamic strings", in: loaded)
        texts = try bytes.fields("dynamic strings", at: offset, count: size, order: header.endianness)
    }

    func all(_ tag: Tag) -> [UInt64] {
        entries.lazy.filter { $0.tag == tag.rawValue }.prefix(4096).map(\.value)
    }

    func first(_ tag: Tag) -> UInt64? {
        entries.first { $0.tag == tag.rawValue }?.value
    }

    /// The text at `offset` of the string table, of at most `limit` bytes.
    func text(_ offset: UInt64, limit: Int = 1024) throws -> String {
        let text = try texts.string(at: Int(clamping: offset))
        guard text.utf8.count <= limit else {
            throw ExecutableError.tooLarge(
                structure: texts.structure, count: UInt64(text.utf8.count), limit: UInt64(limit))
        }
        return text
    }

    func paths(_ tag: Tag) throws -> [String] {
        guard let value = first(tag) else { return [] }
        let paths = try text(value, limit: 1 << 16)
        return paths.isEmpty ? [] : paths.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }

    /// The bytes from `address` to the end of its segment, at most `limit` of them.
    func fields(_ structure: String, address: UInt64, limit: UInt64) throws -> ByteFields {
        let offset = try Self.offset(ofAddress: address, structure: structure, in: loaded)
        let left = offset <= bytes.count ? bytes.count - offset : 0
        return try bytes.fields(structure, at: offset, count: min(limit, left), order: header.endianness)
    }

    /// The `count` bytes from `address` on.
    func fields(_ structure: String, address: UInt64, count: UInt64) throws -> ByteFields {
        let offset = try Self.offset(ofAddress: address, structure: structure, in: loaded)
        return try bytes.fields(structure, at: offset, count: count, order: header.endianness)
    }

    private static func offset(
        ofAddress address: UInt64, structure: String, in loaded: [ELFSegment]
    ) throws(ExecutableError) -> UInt64 {
        for segment in loaded where address >= segment.address && address - segment.address < segment.fileSize {
            return segment.offset.addingClamped(address - segment.address)
        }
        throw .malformed(structure: structure, offset: address, reason: "no segment holds this address")
    }
}
