// SPDX-License-Identifier: Apache-2.0

/// A program header: a part of the file as the loader sees it (gABI, chapter 5).
package struct ELFSegment: Sendable, Hashable {
    /// `PT_LOAD`, `PT_DYNAMIC`, …
    package let type: UInt32
    /// `PF_X` 1, `PF_W` 2, `PF_R` 4.
    package let flags: UInt32
    package let offset: UInt64
    package let address: UInt64
    /// The bytes in the file; memory may have more, which are zero.
    package let fileSize: UInt64
    package let alignment: UInt64

    static let load: UInt32 = 1
    static let dynamic: UInt32 = 2
    static let interpreter: UInt32 = 3
    static let note: UInt32 = 4

    package var isExecutable: Bool { flags & 1 != 0 }
    package var isReadable: Bool { flags & 4 != 0 }

    /// Reads the entry at `offset` of the table of program headers.
    init(reading table: ByteFields, at entry: Int, is64Bit: Bool) throws(ExecutableError) {
        type = try table.u32(at: entry)
        if is64Bit {
            flags = try table.u32(at: entry + 4)
            offset = try table.u64(at: entry + 8)
            address = try table.u64(at: entry + 16)
            fileSize = try table.u64(at: entry + 32)
            alignment = try table.u64(at: entry + 48)
        } else {
            offset = try UInt64(table.u32(at: entry + 4))
            address = try UInt64(table.u32(at: entry + 8))
            fileSize = try UInt64(table.u32(at: entry + 16))
            flags = try table.u32(at: entry + 24)
            alignment = try UInt64(table.u32(at: entry + 28))
        }
    }
}
