// SPDX-License-Identifier: Apache-2.0

/// The processor that a program is for, in Go's and Debian's words where they have one.
package enum ProcessorArchitecture: String, Sendable, Hashable, CaseIterable {
    case amd64
    case arm64
    case armv7
    case armv6
    case armv5
    /// 32-bit ARM of a version that the file doesn't tell.
    case arm
    case i386
    case loongarch64
    case mips
    case ppc64
    case ppc64le
    case riscv64
    case s390x
    case unknown
}

extension ProcessorArchitecture: CustomStringConvertible {
    package var description: String { rawValue }
}

extension ProcessorArchitecture {
    /// From `e_machine` (gABI, chapter 4), which leaves the version of 32-bit ARM open.
    init(elfMachine machine: UInt16, order: Endianness, is64Bit: Bool) {
        self =
            switch machine {
            case 3: .i386
            case 8: .mips
            case 21: order == .little ? .ppc64le : .ppc64
            case 22 where is64Bit: .s390x
            case 40: .arm
            case 62: .amd64
            case 183: .arm64
            case 243 where is64Bit: .riscv64
            case 258 where is64Bit: .loongarch64
            default: .unknown
            }
    }

    /// From `cputype` and `cpusubtype` (`mach/machine.h`).
    init(machOType type: UInt32, subtype: UInt32) {
        self =
            switch (type, subtype & 0x00FF_FFFF) {
            case (0x0100_0007, _): .amd64
            case (0x0100_000C, _): .arm64
            case (7, _): .i386
            case (12, 9), (12, 11): .armv7
            case (12, 6): .armv6
            case (12, _): .arm
            default: .unknown
            }
    }

    /// From `Machine` in a COFF header (PE format, "Machine Types").
    init(coffMachine machine: UInt16) {
        self =
            switch machine {
            case 0x8664: .amd64
            case 0xAA64: .arm64
            case 0x14C: .i386
            case 0x1C4: .armv7
            case 0x1C0: .arm
            case 0x5064: .riscv64
            default: .unknown
            }
    }
}
