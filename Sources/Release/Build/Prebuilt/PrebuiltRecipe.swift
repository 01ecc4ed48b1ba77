// SPDX-License-Identifier: Apache-2.0

/// Where a program lies that was built before.
package struct PrebuiltRecipe: Sendable, Hashable {
    /// The path relative to the project folder, with the templates filled in.
    package var path: String

    package init(path: String) {
        self.path = path
    }
}
