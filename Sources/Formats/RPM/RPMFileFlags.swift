// SPDX-License-Identifier: Apache-2.0

/// What rpm knows of a file besides its metadata; `rpmfiles.h`.
package struct RPMFileFlags: OptionSet, Sendable, Hashable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Kept as `.rpmsave` where a user has changed it.
    package static let config = RPMFileFlags(rawValue: 1 << 0)
    package static let doc = RPMFileFlags(rawValue: 1 << 1)
    package static let missingOK = RPMFileFlags(rawValue: 1 << 3)
    /// With `config`: a changed file stays, the new one becomes `.rpmnew`.
    package static let noReplace = RPMFileFlags(rawValue: 1 << 4)
    /// Owned by the package, not contained in it.
    package static let ghost = RPMFileFlags(rawValue: 1 << 6)
    package static let license = RPMFileFlags(rawValue: 1 << 7)
    package static let readme = RPMFileFlags(rawValue: 1 << 8)
}
