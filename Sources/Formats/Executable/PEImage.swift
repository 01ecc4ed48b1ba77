// SPDX-License-Identifier: Apache-2.0

/// What a Windows executable says of itself (Microsoft, "PE Format").
///
///     offset size  field
///          0    2  "MZ"
///         60    4  offset of the signature
///         +0    4  "PE", two zeros
///         +4   20  COFF header: machine, sections, time, symbols, number of them, optional header's size, flags
///        +24       optional header: magic 10B (PE32) or 20B (PE32+), …, data directories
///                  section table, 40 bytes each
package struct PEImage: Sendable, Hashable {
    package let architecture: ProcessorArchitecture
    package let is64Bit: Bool
    package let isLibrary: Bool
    package let subsystem: Subsystem
    /// The DLLs that it is loaded with, in the file's order.
    package let importedLibraries: [String]
    /// The DLLs that are loaded when they are first called.
    package let delayedLibraries: [String]
    package let sections: [Section]

    package enum Subsystem: Sendable, Hashable {
        case native
        case windows
        case console
        case other(UInt16)

        init(_ value: UInt16) {
            self =
                switch value {
                case 1: .native
                case 2: .windows
                case 3: .console
                default: .other(value)
                }
        }
    }

    /// A part of the file, and where it is in memory.
    package struct Section: Sendable, Hashable {
        package let name: String
        package let address: UInt32
        package let fileRange: Range<UInt64>
        /// `IMAGE_SCN_…`
        package let characteristics: UInt32
    }

    static let magic: [UInt8] = [0x4D, 0x5A]

    /// Whether there is a PE signature where the DOS header says; a plain DOS program has none.
    static func hasSignature(_ bytes: any RandomAccessBytes) throws -> Bool {
        guard bytes.count >= 64 else { return false }
        let offset = try bytes.fields("DOS header", at: 0, count: 64, order: .little).u32(at: 60)
        guard bytes.count >= 4, UInt64(offset) <= bytes.count - 4 else { return false }
        return try bytes.read(at: UInt64(offset), count: 4) == [0x50, 0x45, 0, 0]
    }

    package init(parsing bytes: any RandomAccessBytes) throws {
        guard try bytes.read(at: 0, count: Int(min(2, bytes.count))) == Self.magic, try Self.hasSignature(bytes) else {
            throw ExecutableError.unrecognized(expected: "PE")
        }
        let start = try UInt64(bytes.fields("DOS header", at: 0, count: 64, order: .little).u32(at: 60))
        let header = try bytes.fields("COFF header", at: start, count: 24, order: .little)
        architecture = ProcessorArchitecture(coffMachine: try header.u16(at: 4))
        isLibrary = try header.u16(at: 22) & 0x2000 != 0
        let optionalSize = UInt64(try header.u16(at: 20))
        let optional = try bytes.fields("optional header", at: start + 24, count: optionalSize, order: .little)
        switch try optional.u16(at: 0) {
        case 0x10B: is64Bit = false
        case 0x20B: is64Bit = true
        case let other: throw optional.malformed("magic \(other) is neither 10B nor 20B")
        }
        subsystem = Subsystem(try optional.u16(at: 68))

        let sectionTable = try bytes.fields(
            "section table", at: start + 24 + optionalSize, count: 40 * UInt64(header.u16(at: 6)), order: .little)
        let sections = try (0..<sectionTable.count / 40).map { try Section(reading: sectionTable, at: $0 * 40) }
        self.sections = sections
        let imports = PEImports(bytes: bytes, sections: sections)
        let directories = try Self.directories(optional, is64Bit: is64Bit)
        importedLibraries = try imports.names(
            directories.import, structure: "import table", entrySize: 20, nameField: 12)
        delayedLibraries = try imports.names(
            directories.delayImport, structure: "delay import table", entrySize: 32, nameField: 4)
    }

    /// The addresses of the import tables: directories 1 and 13, each an address and a size.
    private static func directories(
        _ optional: ByteFields, is64Bit: Bool
    ) throws(ExecutableError) -> (import: UInt32, delayImport: UInt32) {
        let count = try optional.u32(at: is64Bit ? 108 : 92)
        let first = is64Bit ? 112 : 96
        return (
            import: count > 1 ? try optional.u32(at: first + 8) : 0,
            delayImport: count > 13 ? try optional.u32(at: first + 13 * 8) : 0
        )
    }
}

extension PEImage.Section {
    fileprivate init(reading table: ByteFields, at entry: Int) throws(ExecutableError) {
        name = String(decoding: try table.slice(entry, count: 8).prefix { $0 != 0 }, as: UTF8.self)
        address = try table.u32(at: entry + 12)
        let size = UInt64(try table.u32(at: entry + 16))
        let offset = UInt64(try table.u32(at: entry + 20))
        fileRange = offset..<offset + size
        characteristics = try table.u32(at: entry + 36)
    }
}

/// Reads the names of DLLs out of the import tables.
private struct PEImports {
    let bytes: any RandomAccessBytes
    let sections: [PEImage.Section]

    /// The entries from the address `table` on, to the first whose name is 0.
    func names(_ table: UInt32, structure: String, entrySize: UInt64, nameField: Int) throws -> [String] {
        guard table != 0 else { return [] }
        let limit: UInt64 = 4096
        let start = try offset(of: table, structure: structure)
        var names: [String] = []
        for index in 0..<limit {
            let entry = try bytes.fields(
                structure, at: start + index * entrySize, count: entrySize, order: .little)
            let name = try entry.u32(at: nameField)
            if name == 0 { return names }
            let nameOffset = try offset(of: name, structure: structure)
            let text = try bytes.fields(
                "name of a DLL", at: nameOffset, count: min(256, bytes.count - min(nameOffset, bytes.count)),
                order: .little)
            names.append(try text.string(at: 0))
        }
        throw ExecutableError.tooLarge(structure: structure, count: limit + 1, limit: limit)
    }

    private func offset(of address: UInt32, structure: String) throws(ExecutableError) -> UInt64 {
        for section in sections where address >= section.address {
            let distance = UInt64(address - section.address)
            if distance < section.fileRange.upperBound - section.fileRange.lowerBound {
                return section.fileRange.lowerBound + distance
            }
        }
        throw .malformed(structure: structure, offset: UInt64(address), reason: "no section holds this address")
    }
}

extension PEImage {
    /// The parts of the file that hold data, not instructions or debug information: in order, none overlapping.
    package var dataRanges: [Range<UInt64>] {
        sections.filter { $0.characteristics & 0x2200_0020 == 0 }.map(\.fileRange).mergedRanges
    }
}
