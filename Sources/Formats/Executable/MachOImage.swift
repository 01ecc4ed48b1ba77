// SPDX-License-Identifier: Apache-2.0

/// What a thin 64-bit Mach-O file says of itself (`mach-o/loader.h`).
///
///     offset size  mach_header_64
///          0    4  magic FEEDFACF, little-endian
///          4    8  cputype, cpusubtype
///         12    4  filetype
///         16    8  ncmds, sizeofcmds
///         24    8  flags, reserved
///         32       load commands: command, size, content
package struct MachOImage: Sendable, Hashable {
    package let architecture: ProcessorArchitecture
    /// As stored; a universal file repeats them.
    package let cpuType: UInt32
    package let cpuSubtype: UInt32
    package let fileType: FileType
    package let flags: UInt32
    package let operatingSystem: ExecutableFormat.OperatingSystem
    /// The oldest system that it runs on, such as 11.0; nil where it doesn't say.
    package let minimumOS: DottedVersion?
    /// The version of the SDK that it was built with; nil where it doesn't say.
    package let sdk: DottedVersion?
    /// In the order of the load commands.
    package let libraries: [LinkedLibrary]
    package let rpaths: [String]
    /// A library's own name.
    package let installName: String?
    package let uuid: [UInt8]?
    package let codeSignature: MachOCodeSignature?
    /// The parts of the file that hold data, not instructions or debug information: in order, none overlapping.
    package let dataRanges: [Range<UInt64>]

    package enum FileType: Sendable, Hashable {
        case object
        case executable
        case library
        case bundle
        case other(UInt32)

        init(_ value: UInt32) {
            self =
                switch value {
                case 1: .object
                case 2: .executable
                case 6: .library
                case 8: .bundle
                default: .other(value)
                }
        }
    }

    /// A library that the loader must find.
    package struct LinkedLibrary: Sendable, Hashable {
        package let name: String
        /// Whether the program starts without it.
        package let isWeak: Bool

        package init(name: String, isWeak: Bool) {
            self.name = name
            self.isWeak = isWeak
        }
    }

    /// Whether the first bytes of a file are those of any thin Mach-O, the kinds that aren't read included.
    static func isMagic(_ magic: [UInt8]) -> Bool {
        let known: [[UInt8]] = [
            [0xCF, 0xFA, 0xED, 0xFE], [0xCE, 0xFA, 0xED, 0xFE], [0xFE, 0xED, 0xFA, 0xCF], [0xFE, 0xED, 0xFA, 0xCE],
        ]
        return known.contains(Array(magic.prefix(4)))
    }

    package init(parsing bytes: any RandomAccessBytes) throws {
        let magic = try bytes.read(at: 0, count: Int(min(4, bytes.count)))
        guard Self.isMagic(magic) else { throw ExecutableError.unrecognized(expected: "Mach-O") }
        guard magic == [0xCF, 0xFA, 0xED, 0xFE] else {
            throw ExecutableError.unsupported("Mach-O that is 32-bit or big-endian")
        }
        let header = try bytes.fields("Mach-O header", at: 0, count: 32, order: .little)
        cpuType = try header.u32(at: 4)
        cpuSubtype = try header.u32(at: 8)
        architecture = ProcessorArchitecture(machOType: cpuType, subtype: cpuSubtype)
        fileType = FileType(try header.u32(at: 12))
        flags = try header.u32(at: 24)
        let commands = try bytes.fields(
            "load commands", at: 32, count: UInt64(header.u32(at: 20)), order: .little)
        let read = try MachOLoadCommands(reading: commands, count: header.u32(at: 16))
        operatingSystem = read.operatingSystem
        minimumOS = read.minimumOS
        sdk = read.sdk
        libraries = read.libraries
        rpaths = read.rpaths
        installName = read.installName
        uuid = read.uuid
        dataRanges = read.dataRanges.mergedRanges
        codeSignature = try read.signatureRange.map { try MachOCodeSignature(reading: bytes, range: $0) }
    }
}
