// SPDX-License-Identifier: Apache-2.0

/// How a Go program is built.
package struct GoRecipe: Sendable, Hashable {
    /// How the version gets into the program.
    package enum Stamp: Sendable, Hashable {
        /// Wherever the source keeps it, which is found when it is built.
        case detected
        /// The linker sets a variable, such as `main.version`.
        case variable(String)
        /// A string constant of this name in the sources is built with another value.
        case constant(String)
        /// The compiler reads another file in the place of one, as this JSON file tells it (`go help build`, `-overlay`).
        case overlay(constant: String, file: String)
    }

    /// The package to build, such as `./cmd/hello`.
    package var package: String
    package var stamp: Stamp

    package init(package: String = ".", stamp: Stamp = .detected) {
        self.package = package
        self.stamp = stamp
    }

    /// The variable that the linker is told to set: without a better one GoReleaser's, which a program need not have.
    var variable: String? {
        switch stamp {
        case .detected: "main.version"
        case .variable(let name): name
        case .constant, .overlay: nil
        }
    }
}
