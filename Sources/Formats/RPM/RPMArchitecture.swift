// SPDX-License-Identifier: Apache-2.0

/// An architecture of RPM packages, with what a package's header says of it.
package enum RPMArchitecture: String, Sendable, Hashable, CaseIterable {
    case x86_64, aarch64, armv7hl, i686, ppc64le, riscv64, s390x
    /// Runs anywhere: scripts, documents.
    case noarch

    /// What dependencies on this machine's package add to its name, such as `(x86-64)`; nil for `noarch`.
    package var qualifier: String? {
        switch self {
        case .x86_64: "(x86-64)"
        case .aarch64: "(aarch-64)"
        case .armv7hl: "(armv7hl-32)"
        case .i686: "(x86-32)"
        case .ppc64le: "(ppc-64)"
        case .riscv64: "(riscv-64)"
        case .s390x: "(s390-64)"
        case .noarch: nil
        }
    }

    /// The architecture's number in the lead, which no tool but `file` reads.
    var leadNumber: UInt16 {
        switch self {
        case .x86_64, .i686: 1
        case .armv7hl: 12
        case .s390x: 15
        case .ppc64le: 16
        case .aarch64: 19
        case .riscv64: 22
        case .noarch: 255
        }
    }
}
