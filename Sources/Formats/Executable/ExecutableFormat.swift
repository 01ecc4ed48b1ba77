// SPDX-License-Identifier: Apache-2.0

/// What kind of executable a file is, and for which machines.
package struct ExecutableFormat: Sendable, Hashable {
    package let container: Container
    package let operatingSystem: OperatingSystem
    /// One, or those of all slices of a universal file, in its order.
    package let architectures: [ProcessorArchitecture]

    /// The file format.
    package enum Container: String, Sendable, Hashable, CaseIterable {
        case elf = "ELF"
        case machO = "Mach-O"
        case universalMachO = "universal Mach-O"
        case pe = "PE"
    }

    /// The system that a program is for.
    package enum OperatingSystem: String, Sendable, Hashable, CaseIterable {
        case linux
        case macOS = "macos"
        case windows
        case android
        case freeBSD = "freebsd"
        case netBSD = "netbsd"
        case openBSD = "openbsd"
        case solaris
        /// Another of Apple's systems.
        case otherApple = "apple"
        case unknown
    }

    /// Reads the first headers of a file; nil where it is none of the four formats.
    package init?(detecting bytes: any RandomAccessBytes) throws {
        guard let executable = try Executable(parsing: bytes) else { return nil }
        self = executable.format
    }

    init(container: Container, operatingSystem: OperatingSystem, architectures: [ProcessorArchitecture]) {
        self.container = container
        self.operatingSystem = operatingSystem
        self.architectures = architectures
    }
}

extension ExecutableFormat.OperatingSystem {
    /// From `EI_OSABI`, and notes where that is 0, as it is on most systems; without either it is Linux.
    init(elfABI abi: UInt8, notes: [ELFTableReader.Note]) {
        switch abi {
        case 2: self = .netBSD
        case 3: self = .linux
        case 6: self = .solaris
        case 9: self = .freeBSD
        case 12: self = .openBSD
        case 0:
            let owners = Set(notes.filter { $0.type == 1 }.map(\.name))
            if owners.contains("Android") {
                self = .android
            } else if owners.contains("NetBSD") {
                self = .netBSD
            } else if owners.contains("OpenBSD") {
                self = .openBSD
            } else if owners.contains("FreeBSD") {
                self = .freeBSD
            } else {
                self = .linux
            }
        default: self = .unknown
        }
    }
}

/// An executable of any format that is read.
package enum Executable: Sendable, Hashable {
    case elf(ELFImage)
    case machO(MachOImage)
    case universal(FatMachO)
    case pe(PEImage)

    /// Reads a file by its first bytes; nil where it is none of the four formats.
    package init?(parsing bytes: any RandomAccessBytes) throws {
        let magic = try bytes.read(at: 0, count: Int(min(8, bytes.count)))
        if magic.starts(with: ELFHeader.magic) {
            self = .elf(try ELFImage(parsing: bytes))
        } else if MachOImage.isMagic(magic) {
            self = .machO(try MachOImage(parsing: bytes))
        } else if FatMachO.isMagic(magic) {
            self = .universal(try FatMachO(parsing: bytes))
        } else if magic.starts(with: PEImage.magic), try PEImage.hasSignature(bytes) {
            self = .pe(try PEImage(parsing: bytes))
        } else {
            return nil
        }
    }

    package var format: ExecutableFormat {
        switch self {
        case .elf(let image):
            ExecutableFormat(
                container: .elf, operatingSystem: image.operatingSystem, architectures: [image.architecture])
        case .machO(let image):
            ExecutableFormat(
                container: .machO, operatingSystem: image.operatingSystem, architectures: [image.architecture])
        case .universal(let file):
            ExecutableFormat(
                container: .universalMachO, operatingSystem: file.slices.first?.image.operatingSystem ?? .unknown,
                architectures: file.slices.map(\.image.architecture))
        case .pe(let image):
            ExecutableFormat(container: .pe, operatingSystem: .windows, architectures: [image.architecture])
        }
    }

    /// The parts of the file that hold data, not instructions or debug information: in order, none overlapping.
    package var dataRanges: [Range<UInt64>] {
        switch self {
        case .elf(let image): image.dataRanges
        case .machO(let image): image.dataRanges
        case .pe(let image): image.dataRanges
        case .universal(let file):
            file.slices.flatMap { slice in
                slice.image.dataRanges.map { range in
                    let start = slice.range.lowerBound
                    return start.addingClamped(range.lowerBound)..<start.addingClamped(range.upperBound)
                }
            }.mergedRanges
        }
    }
}
