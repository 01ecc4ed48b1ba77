// SPDX-License-Identifier: Apache-2.0

/// Where a program's completion scripts come from.
package struct Completions: ConfigurationSection {
    package var location: SourceLocation?
    package var bash: Located<Template>?
    package var zsh: Located<Template>?
    package var fish: Located<Template>?
    /// Arguments of the program, to which the shell's name is added.
    package var command: Located<String>?

    package init() {}

    package static let summary = "Completion scripts for shells, as files or from the program itself."

    package static var fields: [Field<Completions>] {
        [
            Field("bash", \.bash, .projectPath, "The script for bash."),
            Field("zsh", \.zsh, .projectPath, "The script for zsh."),
            Field("fish", \.fish, .projectPath, "The script for fish."),
            Field(
                "command", \.command, ScalarRule.line.located,
                "The program's arguments that print a script, to which the shell's name is added, such as `--generate-completion-script`."
            ),
        ]
    }

    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        guard let command, let file = bash ?? zsh ?? fish else { return }
        decoder.report(
            "completions come from files or from `command`, not from both", at: file.location, keyPath: file.keyPath,
            hint: command.location.map { "`command` is on line \($0.line)" })
    }
}
