// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Release
import Repositories
import SystemPackage

/// `fledge repo add`
struct RepoAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add .deb and .rpm files, in one publication.")

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var publication: PublicationOptions

    @Option(help: ArgumentHelp("The track to add them to.", valueName: "track"))
    var track = "stable"

    @Option(help: ArgumentHelp("Offer them to so many percent of the users first (apt).", valueName: "percent"))
    var phase: Int?

    @Argument(help: ArgumentHelp("The packages' files, or folders of them.", valueName: "file"))
    var files: [String]

    func run() async throws {
        let console = repository.console()
        let access = try await publication.access(repository, console)
        let (paths, track, phase) = (files.map { FilePath($0) }, track, phase)
        let report = try await Interrupts.withCancellation { try await access.add(paths, to: track, phase: phase) }
        await console.summarize(UpdateText(report, access.engine.location).text, next: nil)
    }
}
