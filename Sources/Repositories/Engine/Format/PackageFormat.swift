// SPDX-License-Identifier: Apache-2.0

/// The kind of a package, and with it of the repository it goes to.
package enum PackageFormat: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// `.deb`, below `apt/`.
    case apt
    /// `.rpm`, below `yum/`.
    case yum

    package static func < (left: PackageFormat, right: PackageFormat) -> Bool { left.rawValue < right.rawValue }
}
