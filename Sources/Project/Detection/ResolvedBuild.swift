// SPDX-License-Identifier: Apache-2.0

/// One program and how its binaries are made, with nothing left to guess.
package struct ResolvedBuild: Sendable, Hashable {
    package enum Recipe: Sendable, Hashable {
        /// - Parameters:
        ///   - sdks: The Swift SDK to build a target with, by target.
        ///   - version: What holds the version; where it says nothing, that is looked for.
        case swift(product: String, linking: StaticLinking, sdks: [Target: String], version: VersionStamp)
        /// - Parameter version: What holds the version; where it says nothing, that is looked for.
        case go(package: String, version: VersionStamp)
        /// - Parameter path: Where the command leaves the binary, from the project folder; nil where `RELEASE_OUTPUT` says.
        case command(Located<UserCommand>, path: Located<Template>?)
        case prebuilt(path: Located<Template>)
    }

    package struct Variable: Sendable, Hashable {
        package let name: String
        package let value: Located<Template>
    }

    /// Unique within the project.
    package var id: String
    /// The program's file name, without suffix.
    package var binary: String
    package var recipe: Recipe
    /// In the order of the design, each once.
    package var targets: [Target]
    package var environment: [Variable]
    package var flags: [Located<Template>]
    package var timeout: Duration
    package var keepsDebugSymbols: Bool
    /// The source files of the project's own targets that are in the program, from the project's folder; empty where
    /// they are not known.
    package var sources: [String] = []
    /// Where the configuration describes it; nil for one that was detected.
    package var location: SourceLocation?

    package var builder: Builder {
        switch recipe {
        case .swift: .swift
        case .go: .go
        case .command: .command
        case .prebuilt: .prebuilt
        }
    }
}
