// SPDX-License-Identifier: Apache-2.0
package import Project

/// One program to be built for one target; `macos/universal` is made from two of them.
package struct BuildJob: Sendable, Hashable {
    /// How the program comes about.
    package enum Recipe: Sendable, Hashable {
        case swift(SwiftRecipe)
        case go(GoRecipe)
        case command(CommandRecipe)
        case prebuilt(PrebuiltRecipe)
    }

    /// The build's `id` in the configuration.
    package var id: String
    /// The program's file name, without `.exe`.
    package var program: String
    package var target: Target
    package var recipe: Recipe
    /// Variables for the compiler's environment, over those of every build.
    package var environment: [String: String]
    /// Further arguments for the compiler.
    package var flags: [String]
    /// How long it may take, in seconds.
    package var timeout: Int64
    /// Whether the symbols are kept, as an artifact of their own.
    package var keepsSymbols: Bool
    /// Where the configuration asks for it.
    package var location: SourceLocation?

    /// The thin jobs that a universal program is merged from; empty for all others.
    package var slices: [BuildJob] = []

    /// Whether the version was put into the program's source, or will be by its linker.
    package var isStamped = false

    /// What messages call it: `hello linux/amd64`.
    package var label: String { "\(program) \(target)" }

    /// The file name of the program on its target.
    package var fileName: String { program + target.executableSuffix }
}

extension BuildJob {
    /// Adds all that the job's outcome depends on, the source aside.
    func add(to key: inout Fingerprint) {
        key.add("job", label)
        key.add("recipe", "\(recipe)")
        key.add("environment", environment)
        key.add("flags", flags.joined(separator: "\u{0}"))
        key.add("symbols", "\(keepsSymbols)")
        for slice in slices { slice.add(to: &key) }
    }
}
