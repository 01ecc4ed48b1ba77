// SPDX-License-Identifier: Apache-2.0

/// The indexes that list the same packages: those of one architecture, on one track, in one format.
package struct IndexGroup: Sendable, Hashable, Codable {
    package let format: PackageFormat
    package let track: String
    /// As the format calls it: `amd64`, `x86_64`.
    package let architecture: String

    package init(format: PackageFormat, track: String, architecture: String) {
        self.format = format
        self.track = track
        self.architecture = architecture
    }
}

extension IndexGroup: Comparable {
    package static func < (left: IndexGroup, right: IndexGroup) -> Bool {
        (left.format.rawValue, left.track, left.architecture) < (right.format.rawValue, right.track, right.architecture)
    }
}

extension IndexGroup: CustomStringConvertible {
    package var description: String { "\(format.rawValue)/\(track)/\(architecture)" }
}
