// SPDX-License-Identifier: Apache-2.0
package import Formats

/// The machines that a program is meant for.
package struct AuditTarget: Sendable, Hashable {
    package let operatingSystem: ExecutableFormat.OperatingSystem
    /// One, or both of a universal program's.
    package let architectures: Set<ProcessorArchitecture>

    package init(_ operatingSystem: ExecutableFormat.OperatingSystem, _ architectures: Set<ProcessorArchitecture>) {
        self.operatingSystem = operatingSystem
        self.architectures = architectures
    }

    /// Whether a program for `architecture` runs on one of the target's machines.
    func runs(_ architecture: ProcessorArchitecture) -> Bool {
        architectures.contains { target in
            switch (target, architecture) {
            case (.armv7, .armv6), (.armv7, .armv5), (.armv6, .armv5): true
            case (.armv7, .arm), (.armv6, .arm), (.armv5, .arm): true
            default: target == architecture
            }
        }
    }
}

extension AuditTarget: CustomStringConvertible {
    package var description: String {
        let architectures = architectures.map(\.rawValue).sorted().joined(separator: "+")
        return "\(operatingSystem.rawValue)/\(architectures)"
    }
}
