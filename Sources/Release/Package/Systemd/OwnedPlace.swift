// SPDX-License-Identifier: Apache-2.0
package import Project

/// A file or folder of a package that belongs to an account which the package makes.
package struct OwnedPlace: Sendable, Hashable {
    /// Absolute.
    package let path: String
    package let owner: String
    package let group: String
    package let mode: FileMode

    package init(path: String, owner: String, group: String, mode: FileMode) {
        self.path = path
        self.owner = owner
        self.group = group
        self.mode = mode
    }
}
