// SPDX-License-Identifier: Apache-2.0

/// A section header: a part of the file as the linker sees it (gABI, chapter 4).
package struct ELFSection: Sendable, Hashable {
    package let name: String
    /// `SHT_PROGBITS`, `SHT_SYMTAB`, …
    package let type: UInt32
    package let flags: UInt64
    package let address: UInt64
    package let offset: UInt64
    /// In bytes; in the file it takes none where ``occupiesFile`` says so.
    package let size: UInt64
    package let link: UInt32
    package let info: UInt32
    package let alignment: UInt64
    package let entrySize: UInt64

    static let null: UInt32 = 0
    static let symbolTable: UInt32 = 2
    static let stringTable: UInt32 = 3
    static let relocationsWithAddend: UInt32 = 4
    static let note: UInt32 = 7
    static let noBits: UInt32 = 8
    static let relocations: UInt32 = 9
    static let dynamicSymbols: UInt32 = 11

    package var isAllocated: Bool { flags & 2 != 0 }
    package var isExecutable: Bool { flags & 4 != 0 }
    package var isWritable: Bool { flags & 1 != 0 }
    package var occupiesFile: Bool { type != Self.noBits && type != Self.null && size > 0 }

    /// Where its bytes are in the file; empty where it has none there.
    package var fileRange: Range<UInt64> {
        occupiesFile ? offset..<offset.addingClamped(size) : offset..<offset
    }

    /// Whether its name says that it is debug information.
    package var isDebugInformation: Bool {
        name.hasPrefix(".debug_") || name.hasPrefix(".zdebug_") || name.hasPrefix(".gdb_index") || name == ".stab"
            || name == ".stabstr"
    }
}

/// The fields of a section header as they are stored, its name still an offset.
struct ELFSectionFields: Sendable, Hashable {
    let nameOffset: UInt32
    let type: UInt32
    let flags: UInt64
    let address: UInt64
    let offset: UInt64
    let size: UInt64
    let link: UInt32
    let info: UInt32
    let alignment: UInt64
    let entrySize: UInt64

    init(reading table: ByteFields, at entry: Int, is64Bit: Bool) throws(ExecutableError) {
        nameOffset = try table.u32(at: entry)
        type = try table.u32(at: entry + 4)
        let word = is64Bit ? 8 : 4
        flags = try table.word(at: entry + 8, is64Bit: is64Bit)
        address = try table.word(at: entry + 8 + word, is64Bit: is64Bit)
        offset = try table.word(at: entry + 8 + 2 * word, is64Bit: is64Bit)
        size = try table.word(at: entry + 8 + 3 * word, is64Bit: is64Bit)
        link = try table.u32(at: entry + 8 + 4 * word)
        info = try table.u32(at: entry + 12 + 4 * word)
        alignment = try table.word(at: entry + 16 + 4 * word, is64Bit: is64Bit)
        entrySize = try table.word(at: entry + 16 + 5 * word, is64Bit: is64Bit)
    }

    func named(_ name: String) -> ELFSection {
        ELFSection(
            name: name, type: type, flags: flags, address: address, offset: offset, size: size, link: link, info: info,
            alignment: alignment, entrySize: entrySize)
    }
}
