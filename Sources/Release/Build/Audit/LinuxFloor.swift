// SPDX-License-Identifier: Apache-2.0
package import Formats

/// The oldest Linux systems that a dynamic program runs on, and what in it sets that floor.
package struct LinuxFloor: Sendable, Hashable {
    /// The newest version needed of each family, in the order glibc, GLIBCXX, CXXABI, GCC.
    package let versions: [ELFVersionFloor.Family: ELFVersionFloor]

    package init(_ image: ELFImage) {
        var versions: [ELFVersionFloor.Family: ELFVersionFloor] = [:]
        for family in ELFVersionFloor.Family.allCases { versions[family] = image.floor(family) }
        self.versions = versions
    }

    package var glibc: ELFVersionFloor? { versions[.glibc] }

    /// Whether `distribution` has all that is needed.
    package func runs(on distribution: LinuxDistribution) -> Bool {
        func has(_ family: ELFVersionFloor.Family, _ newest: DottedVersion) -> Bool {
            (versions[family]?.version).map { $0 <= newest } ?? true
        }
        return has(.glibc, distribution.glibc) && has(.glibcxx, distribution.glibcxx)
            && has(.cxxabi, distribution.cxxabi)
    }

    /// The oldest release of each distribution that it runs on.
    package var supported: [LinuxDistribution] {
        LinuxDistribution.byName.compactMap { $0.first(where: runs) }
    }

    /// The newest release of each distribution that it doesn't run on.
    package var unsupported: [LinuxDistribution] {
        LinuxDistribution.byName.compactMap { $0.last { !runs(on: $0) } }
    }
}

extension LinuxFloor: CustomStringConvertible {
    /// Such as: needs glibc 2.34 (for `dlopen`), which Debian 12 and later have, not Debian 11.
    package var description: String {
        let needs = ELFVersionFloor.Family.allCases.filter { $0 != .gcc }.compactMap { family in
            versions[family].map { Self.name(family, $0) + Self.reason($0.symbols) }
        }
        guard !needs.isEmpty else { return "needs no particular version of glibc" }
        var text = "needs " + needs.joined(separator: ", ")
        let supported = supported.map(\.description)
        text +=
            supported.isEmpty
            ? ": newer than any distribution known to Fledge" : ": runs on \(Self.list(supported)) and later"
        let unsupported = unsupported.map(\.description)
        return unsupported.isEmpty || supported.isEmpty ? text : text + ", not on \(Self.list(unsupported))"
    }

    private static func name(_ family: ELFVersionFloor.Family, _ floor: ELFVersionFloor) -> String {
        family == .glibc ? "glibc \(floor.version)" : floor.name
    }

    /// At most three of the symbols, and the number of the others.
    private static func reason(_ symbols: [String]) -> String {
        guard !symbols.isEmpty else { return "" }
        let shown = symbols.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
        return symbols.count > 3 ? " (for \(shown) and \(symbols.count - 3) more)" : " (for \(shown))"
    }

    private static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.joined() }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}

/// A release of a Linux distribution, by the newest versions that its C and C++ libraries have.
package struct LinuxDistribution: Sendable, Hashable {
    package let name: String
    package let release: String
    package let glibc: DottedVersion
    package let glibcxx: DottedVersion
    package let cxxabi: DottedVersion

    private init(_ name: String, _ release: String, glibc: UInt32, gcc: (glibcxx: UInt32, cxxabi: UInt32)) {
        self.name = name
        self.release = release
        self.glibc = DottedVersion([2, glibc])
        glibcxx = DottedVersion([3, 4, gcc.glibcxx])
        cxxabi = DottedVersion([1, 3, gcc.cxxabi])
    }

    /// Per distribution its releases, the oldest first.
    package static let byName: [[LinuxDistribution]] = {
        let gcc8: (UInt32, UInt32) = (25, 11)
        let gcc10: (UInt32, UInt32) = (28, 12)
        let gcc11: (UInt32, UInt32) = (29, 13)
        let gcc12: (UInt32, UInt32) = (30, 13)
        let gcc14: (UInt32, UInt32) = (33, 15)
        return [
            [
                LinuxDistribution("Debian", "11", glibc: 31, gcc: gcc10),
                LinuxDistribution("Debian", "12", glibc: 36, gcc: gcc12),
                LinuxDistribution("Debian", "13", glibc: 41, gcc: gcc14),
            ],
            [
                LinuxDistribution("Ubuntu", "20.04", glibc: 31, gcc: gcc10),
                LinuxDistribution("Ubuntu", "22.04", glibc: 35, gcc: gcc12),
                LinuxDistribution("Ubuntu", "24.04", glibc: 39, gcc: gcc14),
            ],
            [
                LinuxDistribution("RHEL", "8", glibc: 28, gcc: gcc8),
                LinuxDistribution("RHEL", "9", glibc: 34, gcc: gcc11),
                LinuxDistribution("RHEL", "10", glibc: 39, gcc: gcc14),
            ],
            [LinuxDistribution("Amazon Linux", "2023", glibc: 34, gcc: gcc11)],
        ]
    }()
}

extension LinuxDistribution: CustomStringConvertible {
    package var description: String { "\(name) \(release)" }
}
