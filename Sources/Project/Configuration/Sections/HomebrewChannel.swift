// SPDX-License-Identifier: Apache-2.0

/// A formula in a Homebrew tap.
package struct HomebrewChannel: ConfigurationSection {
    package var location: SourceLocation?
    package var tap: Located<String>?
    package var branch: Located<String>?
    package var pullRequest = Located(default: false)
    package var formula: Located<String>?
    package var caveats: Located<String>?
    package var dependencies: [Located<String>] = []
    package var conflicts: [Located<String>] = []
    package var service: Located<String>?
    package var test: Located<String>?
    package var completions: Completions?

    package init() {}

    package static let summary = "A formula in a Homebrew tap."

    package static var fields: [Field<HomebrewChannel>] {
        [
            Field(
                "tap", \.tap, ScalarRule.gitRepository.located,
                "The tap's repository: `owner/homebrew-name` on GitHub, or the address of any other that git can push to."
            ),
            Field("branch", \.branch, ScalarRule.line.located, "The tap's branch; by default its default branch."),
            Field(
                "pull-request", \.pullRequest, ScalarRule.boolean.located,
                "Whether the formula is brought in by a pull request, on GitHub alone."),
            Field(
                "formula", \.formula, ScalarRule.formulaName.located,
                "The formula's name, in lower case; by default the project's."),
            Field("caveats", \.caveats, ScalarRule.text.located, "What users are told after installation."),
            Field("dependencies", \.dependencies, .list(of: ScalarRule.line.located), "Formulae that are needed."),
            Field(
                "conflicts", \.conflicts, .list(of: ScalarRule.line.located),
                "Formulae that cannot be installed beside it."),
            Field(
                "service", \.service, ScalarRule.line.located,
                "The arguments of the program that `brew services` starts, such as `serve`; by default those of the packages' service, whose `environment` and `restart` hold either way."
            ),
            Field(
                "test", \.test, ScalarRule.text.located,
                "Ruby for the `test do` block; by default the program's `--version` is looked at."),
            Field("completions", \.completions, .section, "Completion scripts; by default those of the packages."),
        ]
    }
}
