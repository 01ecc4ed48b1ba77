// SPDX-License-Identifier: Apache-2.0

/// A platform that a program is built for: `linux/amd64`.
///
/// Targets are ordered as the design lists them: by system (Linux, macOS, Windows), then by architecture.
package struct Target: Sendable, Hashable {
    package enum System: String, Sendable, Hashable, CaseIterable, Codable {
        case linux, macos, windows
    }

    package enum Architecture: String, Sendable, Hashable, CaseIterable, Codable {
        case amd64, arm64, armv7
        /// amd64 and arm64 in one Mach-O file.
        case universal
    }

    package let os: System
    package let arch: Architecture

    /// - Returns: Nil for a pair that does not exist, such as `windows/armv7` or `linux/universal`.
    package init?(_ os: System, _ arch: Architecture) {
        guard Self.exists(os, arch) else { return nil }
        self.os = os
        self.arch = arch
    }

    private init(existing os: System, _ arch: Architecture) {
        self.os = os
        self.arch = arch
    }

    /// Parses `os/arch`. `darwin` is macOS; `x86_64`, `x64`, `aarch64`, `armhf`, `armv7hl`, `arm7` and `all` are
    /// what others call architectures; case does not matter.
    package init?(parsing text: String) {
        let parts = text.lowercased().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return nil }
        guard
            let os = System(rawValue: Self.systemAliases[parts[0]] ?? parts[0]),
            let arch = Architecture(rawValue: Self.architectureAliases[parts[1]] ?? parts[1])
        else { return nil }
        self.init(os, arch)
    }

    package static let linuxAmd64 = Target(existing: .linux, .amd64)
    package static let linuxArm64 = Target(existing: .linux, .arm64)
    package static let linuxArmv7 = Target(existing: .linux, .armv7)
    package static let macosAmd64 = Target(existing: .macos, .amd64)
    package static let macosArm64 = Target(existing: .macos, .arm64)
    package static let macosUniversal = Target(existing: .macos, .universal)
    package static let windowsAmd64 = Target(existing: .windows, .amd64)
    package static let windowsArm64 = Target(existing: .windows, .arm64)

    /// All targets, in order.
    package static let known = [
        linuxAmd64, linuxArm64, linuxArmv7, macosAmd64, macosArm64, macosUniversal, windowsAmd64, windowsArm64,
    ]
    /// What a project is built for that says nothing: Go and commands.
    package static let standard = [linuxAmd64, linuxArm64, macosAmd64, macosArm64, windowsAmd64]
    /// What Swift programs can be built for.
    package static let swift = [linuxAmd64, linuxArm64, macosAmd64, macosArm64, macosUniversal, windowsAmd64]

    /// The other lower-case spellings that `init(parsing:)` accepts, in order.
    package static let aliases: [String] = {
        let systems = System.allCases.map(\.rawValue) + systemAliases.keys.sorted()
        let architectures = Architecture.allCases.map(\.rawValue) + architectureAliases.keys.sorted()
        let canonical = Set(known.map(\.description))
        return systems.flatMap { system in architectures.map { "\(system)/\($0)" } }
            .filter { !canonical.contains($0) && Target(parsing: $0) != nil }
    }()

    /// The machine that this program was built for.
    package static var host: Target {
        #if os(macOS)
            #if arch(arm64)
                macosArm64
            #else
                macosAmd64
            #endif
        #elseif os(Windows)
            #if arch(arm64)
                windowsArm64
            #else
                windowsAmd64
            #endif
        #else
            #if arch(arm64)
                linuxArm64
            #elseif arch(arm)
                linuxArmv7
            #else
                linuxAmd64
            #endif
        #endif
    }

    private static func exists(_ os: System, _ arch: Architecture) -> Bool {
        switch arch {
        case .amd64, .arm64: true
        case .armv7: os == .linux
        case .universal: os == .macos
        }
    }

    private static let systemAliases = ["darwin": "macos"]
    private static let architectureAliases = [
        "x86_64": "amd64", "x64": "amd64", "aarch64": "arm64", "armhf": "armv7", "armv7hl": "armv7", "arm7": "armv7",
        "all": "universal",
    ]
}

extension Target: CustomStringConvertible {
    package var description: String { "\(os.rawValue)/\(arch.rawValue)" }
}

extension Target: Comparable {
    package static func < (left: Target, right: Target) -> Bool {
        (left.os.order, left.arch.order) < (right.os.order, right.arch.order)
    }
}

extension Target: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let target = Target(parsing: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no target is called `\(text)`")
        }
        self = target
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Target.System {
    fileprivate var order: Int {
        switch self {
        case .linux: 0
        case .macos: 1
        case .windows: 2
        }
    }
}

extension Target.Architecture {
    fileprivate var order: Int {
        switch self {
        case .amd64: 0
        case .arm64: 1
        case .armv7: 2
        case .universal: 3
        }
    }
}
