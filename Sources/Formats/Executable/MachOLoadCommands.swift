// SPDX-License-Identifier: Apache-2.0

/// What the load commands of a 64-bit Mach-O file tell (`mach-o/loader.h`).
struct MachOLoadCommands {
    private(set) var operatingSystem: ExecutableFormat.OperatingSystem = .unknown
    private(set) var minimumOS: DottedVersion?
    private(set) var sdk: DottedVersion?
    private(set) var libraries: [MachOImage.LinkedLibrary] = []
    private(set) var rpaths: [String] = []
    private(set) var installName: String?
    private(set) var uuid: [UInt8]?
    private(set) var signatureRange: Range<UInt64>?
    private(set) var dataRanges: [Range<UInt64>] = []

    /// Reads `count` commands, which must lie in `commands` one after another, each a multiple of 4 bytes.
    init(reading commands: ByteFields, count: UInt32) throws(ExecutableError) {
        var position = 0
        for _ in 0..<count {
            let kind = try commands.u32(at: position)
            let size = Int(try commands.u32(at: position + 4))
            guard size >= 8, size % 4 == 0 else {
                throw .malformed(
                    structure: "load command", offset: commands.fileOffset + UInt64(position),
                    reason: "its size is \(size)")
            }
            let command = ByteFields(
                structure: "load command", fileOffset: commands.fileOffset + UInt64(position),
                bytes: try commands.slice(position, count: size), order: .little)
            try read(command, kind: kind)
            position += size
        }
    }

    private mutating func read(_ command: ByteFields, kind: UInt32) throws(ExecutableError) {
        switch kind {
        case 0x0C, 0x8000_001F, 0x20, 0x8000_0023:
            libraries.append(.init(name: try text(command, at: 8), isWeak: false))
        case 0x8000_0018:
            libraries.append(.init(name: try text(command, at: 8), isWeak: true))
        case 0x0D:
            installName = try text(command, at: 8)
        case 0x8000_001C:
            rpaths.append(try text(command, at: 8))
        case 0x1B:
            uuid = try command.slice(8, count: 16)
        case 0x1D:
            let offset = UInt64(try command.u32(at: 8))
            signatureRange = offset..<offset + UInt64(try command.u32(at: 12))
        case 0x24:
            operatingSystem = .macOS
            try readVersions(command, at: 8)
        case 0x25, 0x2F, 0x30:
            operatingSystem = .otherApple
            try readVersions(command, at: 8)
        case 0x32:
            operatingSystem = try command.u32(at: 8) == 1 ? .macOS : .otherApple
            try readVersions(command, at: 12)
        case 0x19:
            try readSections(command)
        default:
            break
        }
    }

    private mutating func readVersions(_ command: ByteFields, at offset: Int) throws(ExecutableError) {
        minimumOS = DottedVersion(machO: try command.u32(at: offset))
        let sdk = try command.u32(at: offset + 4)
        self.sdk = sdk == 0 ? nil : DottedVersion(machO: sdk)
    }

    /// A segment of 72 bytes is followed by its sections of 80: names, address, size, offset, …, flags at 64.
    private mutating func readSections(_ command: ByteFields) throws(ExecutableError) {
        for index in 0..<(try command.u32(at: 64)) {
            let section = 72 + Int(index) * 80
            let size = try command.u64(at: section + 40)
            let offset = UInt64(try command.u32(at: section + 48))
            let flags = try command.u32(at: section + 64)
            let isZeroFilled = [1, 12, 18].contains(flags & 0xFF)
            let hasInstructions = flags & 0x8000_0400 != 0
            let isDebugInformation = try command.slice(section + 16, count: 16).starts(with: "__DWARF\0".utf8)
            guard !isZeroFilled, !hasInstructions, !isDebugInformation, offset > 0, size > 0 else { continue }
            dataRanges.append(offset..<offset.addingClamped(size))
        }
    }

    /// The text whose offset in the command is at `field`; it ends at a zero or at the command's end.
    private func text(_ command: ByteFields, at field: Int) throws(ExecutableError) -> String {
        let offset = Int(try command.u32(at: field))
        guard offset >= 12, offset < command.count else { throw command.malformed("a name is at \(offset)") }
        return try command.string(at: offset, orEnd: true)
    }
}
