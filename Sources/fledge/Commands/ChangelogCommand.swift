// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Project
import Release

/// `fledge changelog`
struct ChangelogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changelog", abstract: "Print what changed, as Markdown, from the commits.",
        discussion: """
            At a version's tag it is what that version brings; elsewhere what is not released yet. Messages written as \
            Conventional Commits are grouped.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("Begin after this tag instead of the version before.", valueName: "tag"))
    var from: String?

    func run() async throws {
        let machine = Machine.current(userAgent: Fledge.userAgent)
        let folder = try common.folder(on: machine)
        let (config, from) = (common.config, from)
        let (changelog, isShallow) = try await Interrupts.withCancellation {
            let source = try await ProjectLoading(machine: machine).changelogSource(folder, config: config)
            return (try await source.changelog(from: from), try await source.isShallow())
        }
        if isShallow {
            await common.console().show(
                .warning(
                    "this clone is shallow, so changes may be missing",
                    hint: "fetch the rest with `git fetch --unshallow --tags`, or `fetch-depth: 0` in a workflow"))
        }
        guard common.json else { return try StandardOutput.write(changelog.markdown) }
        try DataText.print(changelog)
    }
}
