// SPDX-License-Identifier: Apache-2.0
package import Project

/// How a Swift program is built.
package struct SwiftRecipe: Sendable, Hashable {
    /// How the version gets into the program.
    package enum Stamp: Sendable, Hashable {
        /// A string constant of this name in the sources; nil looks for the one that ArgumentParser prints, or that is the
        /// version by convention.
        case constant(String?)
        /// A C symbol, `const char NAME[]`, that a linked object defines in the place of a weak one.
        case symbol(String)
    }

    /// The executable product.
    package var product: String
    package var linking: StaticLinking
    /// The Swift SDK's identifier or triple; nil builds with the host's own toolchain.
    package var sdk: String?
    package var stamp: Stamp
    /// The project's own source files that are in it, from the project folder; empty where they are not known.
    package var sources: [String]

    package init(
        product: String, linking: StaticLinking = .stdlib, sdk: String? = nil, stamp: Stamp = .constant(nil),
        sources: [String] = []
    ) {
        self.product = product
        self.linking = linking
        self.sdk = sdk
        self.stamp = stamp
        self.sources = sources
    }
}
