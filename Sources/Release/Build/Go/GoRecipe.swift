// SPDX-License-Identifier: Apache-2.0

/// How a Go program is built.
package struct GoRecipe: Sendable, Hashable {
    /// The package to build, such as `./cmd/hello`.
    package var package: String
    /// The variable that takes the version, such as `main.version`.
    package var versionVariable: String

    package init(package: String = ".", versionVariable: String = "main.version") {
        self.package = package
        self.versionVariable = versionVariable
    }
}
