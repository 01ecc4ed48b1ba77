// SPDX-License-Identifier: Apache-2.0

/// A tag of a git repository.
package struct GitTag: Sendable, Hashable {
    /// The name below `refs/tags/`.
    package let name: String
    /// The object name of what it marks, as a rule of a commit.
    package let target: String
}
