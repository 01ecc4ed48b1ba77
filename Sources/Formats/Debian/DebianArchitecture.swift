// SPDX-License-Identifier: Apache-2.0

/// A Debian architecture, with its name in RPM packages.
package enum DebianArchitecture: String, Sendable, Hashable, CaseIterable {
    case amd64, arm64, armhf, i386, ppc64el, riscv64, s390x
    /// Runs anywhere: scripts, documents.
    case all

    /// The same machine's name in RPM packages.
    package var rpm: RPMArchitecture {
        switch self {
        case .amd64: .x86_64
        case .arm64: .aarch64
        case .armhf: .armv7hl
        case .i386: .i686
        case .ppc64el: .ppc64le
        case .riscv64: .riscv64
        case .s390x: .s390x
        case .all: .noarch
        }
    }
}
