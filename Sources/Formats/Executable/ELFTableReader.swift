// SPDX-License-Identifier: Apache-2.0

/// Reads the tables that an ELF header points at.
struct ELFTableReader {
    let bytes: any RandomAccessBytes
    let header: ELFHeader

    /// A note: a name, a type of that name's owner, and what it says.
    struct Note: Sendable, Hashable {
        let name: String
        let type: UInt32
        let descriptor: [UInt8]
        /// Where the descriptor is in the file.
        let descriptorOffset: UInt64
    }

    /// The section headers; section 0 holds their number where it is too large for the header.
    func sectionFields() throws -> [ELFSectionFields] {
        let table = header.sectionHeaders
        guard table.offset != 0 else { return [] }
        let entrySize = header.entrySizes.section
        guard UInt64(table.entrySize) == entrySize else {
            throw ExecutableError.malformed(
                structure: "section header table", offset: table.offset, reason: "entries of \(table.entrySize) bytes")
        }
        var count = UInt64(table.count)
        if count == 0 {
            let first = try bytes.fields(
                "section header 0", at: table.offset, count: entrySize, order: header.endianness)
            count = try ELFSectionFields(reading: first, at: 0, is64Bit: header.is64Bit).size
        }
        let (size, overflow) = count.multipliedReportingOverflow(by: entrySize)
        let all = try bytes.fields(
            "section header table", at: table.offset, count: overflow ? .max : size, order: header.endianness)
        return try (0..<Int(count)).map {
            try ELFSectionFields(reading: all, at: $0 * Int(entrySize), is64Bit: header.is64Bit)
        }
    }

    /// The program headers; section 0 holds their number where it is too large for the header (`PN_XNUM`).
    func segments(firstSection: ELFSectionFields?) throws -> [ELFSegment] {
        let table = header.programHeaders
        guard table.offset != 0, table.count > 0 else { return [] }
        let entrySize = header.entrySizes.program
        guard UInt64(table.entrySize) == entrySize else {
            throw ExecutableError.malformed(
                structure: "program header table", offset: table.offset, reason: "entries of \(table.entrySize) bytes")
        }
        var count = UInt64(table.count)
        if table.count == 0xFFFF, let firstSection { count = UInt64(firstSection.info) }
        let all = try bytes.fields(
            "program header table", at: table.offset, count: count * entrySize, order: header.endianness)
        return try (0..<Int(count)).map {
            try ELFSegment(reading: all, at: $0 * Int(entrySize), is64Bit: header.is64Bit)
        }
    }

    func named(_ fields: [ELFSectionFields]) throws -> [ELFSection] {
        guard let first = fields.first else { return [] }
        let index = header.sectionNamesIndex == 0xFFFF ? Int(first.link) : Int(header.sectionNamesIndex)
        guard index != 0 else { return fields.map { $0.named("") } }
        guard fields.indices.contains(index) else {
            throw ExecutableError.malformed(
                structure: "section name table", offset: header.sectionHeaders.offset,
                reason: "it is section \(index) of \(fields.count)")
        }
        let names = try bytes.fields(
            "section name table", at: fields[index].offset, count: fields[index].size, order: header.endianness)
        var budget = TextBudget(structure: "section names")
        return try fields.map { section in
            let name = try names.string(at: Int(section.nameOffset), orEnd: true)
            try budget.spend(name)
            return section.named(name)
        }
    }

    func interpreter(_ segments: [ELFSegment]) throws -> String? {
        guard let segment = segments.first(where: { $0.type == ELFSegment.interpreter }) else { return nil }
        guard segment.fileSize <= 4096 else {
            throw ExecutableError.tooLarge(structure: "interpreter's path", count: segment.fileSize, limit: 4096)
        }
        let path = try bytes.fields(
            "interpreter's path", at: segment.offset, count: segment.fileSize, order: header.endianness)
        return try path.string(at: 0, orEnd: true)
    }

    /// The notes of the sections, or of the segments where there are no sections.
    func notes(segments: [ELFSegment], sections: [ELFSection]) throws -> [Note] {
        var places: [(offset: UInt64, size: UInt64, alignment: UInt64)] = []
        if sections.isEmpty {
            places = segments.filter { $0.type == ELFSegment.note }.map { ($0.offset, $0.fileSize, $0.alignment) }
        } else {
            places = sections.filter { $0.type == ELFSection.note }.map { ($0.offset, $0.size, $0.alignment) }
        }
        var notes: [Note] = []
        for place in places.prefix(256) where place.size <= 1 << 20 {
            let fields = try bytes.fields("note", at: place.offset, count: place.size, order: header.endianness)
            notes += try Self.notes(in: fields, alignment: place.alignment == 8 ? 8 : 4)
        }
        return notes
    }

    /// Notes that follow one another: sizes of name and descriptor, type, name, descriptor, each padded.
    private static func notes(in fields: ByteFields, alignment: Int) throws -> [Note] {
        var notes: [Note] = []
        var position = 0
        while position + 12 <= fields.count {
            let nameSize = Int(try fields.u32(at: position))
            let descriptorSize = Int(try fields.u32(at: position + 4))
            let type = try fields.u32(at: position + 8)
            let name = try fields.slice(position + 12, count: nameSize)
            let descriptorStart = padded(position + 12 + nameSize, to: alignment)
            notes.append(
                Note(
                    name: String(decoding: name.prefix { $0 != 0 }, as: UTF8.self), type: type,
                    descriptor: try fields.slice(descriptorStart, count: descriptorSize),
                    descriptorOffset: fields.fileOffset + UInt64(descriptorStart)))
            position = padded(descriptorStart + descriptorSize, to: alignment)
        }
        return notes
    }

    private static func padded(_ size: Int, to alignment: Int) -> Int {
        (size + alignment - 1) / alignment * alignment
    }

    func architecture(_ sections: [ELFSection]) throws -> ProcessorArchitecture {
        let architecture = ProcessorArchitecture(
            elfMachine: header.machine, order: header.endianness, is64Bit: header.is64Bit)
        guard architecture == .arm, let section = sections.first(where: { $0.type == 0x7000_0003 }),
            section.size <= 1 << 16
        else { return architecture }
        let fields = try bytes.fields(
            "ARM attributes", at: section.offset, count: section.size, order: header.endianness)
        return try ARMBuildAttributes.architecture(fields) ?? architecture
    }
}

/// Bounds the memory that texts of one file may take, since many entries can point at one long text.
struct TextBudget {
    let structure: String
    private(set) var left: UInt64 = 64 << 20

    mutating func spend(_ text: String) throws(ExecutableError) {
        let cost = UInt64(text.utf8.count) + 16
        guard cost <= left else { throw .tooLarge(structure: structure, count: (64 << 20) + 1, limit: 64 << 20) }
        left -= cost
    }

    init(structure: String) {
        self.structure = structure
    }
}
