// SPDX-License-Identifier: Apache-2.0

/// The first structure of an ELF file (System V gABI, chapter 4).
///
///     offset 32  64  size 32/64  field
///             0   0        16    e_ident: 7F 'E' 'L' 'F', class, data, version, OS ABI
///            16  16         2    e_type
///            18  18         2    e_machine
///            24  24       4/8    e_entry
///            28  32       4/8    e_phoff
///            32  40       4/8    e_shoff
///            36  48         4    e_flags
///            42  54         2    e_phentsize, e_phnum, e_shentsize, e_shnum, e_shstrndx
package struct ELFHeader: Sendable, Hashable {
    static let magic: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]

    package let is64Bit: Bool
    package let endianness: Endianness
    /// `EI_OSABI`; Linux programs have 0 (System V) or 3 (GNU).
    package let osABI: UInt8
    /// `e_type`: 1 relocatable, 2 executable, 3 shared object or PIE, 4 core.
    package let type: UInt16
    package let machine: UInt16
    package let entryAddress: UInt64
    /// `e_flags`, of the processor's own meaning.
    package let flags: UInt32
    let programHeaders: Table
    let sectionHeaders: Table
    let sectionNamesIndex: UInt16

    /// Where a table of headers is, its number of entries and the size of one.
    struct Table: Sendable, Hashable {
        let offset: UInt64
        let count: UInt16
        let entrySize: UInt16
    }

    package init(reading bytes: any RandomAccessBytes) throws {
        let structure = "ELF header"
        let identification = try bytes.fields(structure, at: 0, count: min(16, bytes.count), order: .little)
        guard identification.bytes.starts(with: Self.magic) else {
            throw ExecutableError.unrecognized(expected: "ELF")
        }
        switch try identification.u8(at: 4) {
        case 1: is64Bit = false
        case 2: is64Bit = true
        case let other: throw identification.malformed("class \(other) is neither 1 nor 2")
        }
        switch try identification.u8(at: 5) {
        case 1: endianness = .little
        case 2: endianness = .big
        case let other: throw identification.malformed("data encoding \(other) is neither 1 nor 2")
        }
        osABI = try identification.u8(at: 7)

        let fields = try bytes.fields(structure, at: 0, count: is64Bit ? 64 : 52, order: endianness)
        type = try fields.u16(at: 16)
        machine = try fields.u16(at: 18)
        entryAddress = try fields.word(at: 24, is64Bit: is64Bit)
        let programOffset = try fields.word(at: is64Bit ? 32 : 28, is64Bit: is64Bit)
        let sectionOffset = try fields.word(at: is64Bit ? 40 : 32, is64Bit: is64Bit)
        flags = try fields.u32(at: is64Bit ? 48 : 36)
        let sizes = is64Bit ? 54 : 42
        programHeaders = Table(
            offset: programOffset, count: try fields.u16(at: sizes + 2), entrySize: try fields.u16(at: sizes))
        sectionHeaders = Table(
            offset: sectionOffset, count: try fields.u16(at: sizes + 6), entrySize: try fields.u16(at: sizes + 4))
        sectionNamesIndex = try fields.u16(at: sizes + 8)
    }

    /// The size of one program header and of one section header, in bytes.
    var entrySizes: (program: UInt64, section: UInt64) { is64Bit ? (56, 64) : (32, 40) }
}
