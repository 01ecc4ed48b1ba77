// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Release
import Repositories

/// `fledge repo import`
struct RepoImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take over a repository that aptly, reprepro or createrepo_c made.")

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var publication: PublicationOptions

    @Option(
        help: ArgumentHelp("Only this track of it, which APT calls a suite; may be given again.", valueName: "track"))
    var fromTrack: [String] = []

    @Option(help: ArgumentHelp("The track to add all to; that of the same name unless given.", valueName: "track"))
    var track: String?

    @Argument(help: ArgumentHelp("Where it is: a path, file:///path or http(s)://address.", valueName: "url"))
    var origin: String

    func run() async throws {
        let console = repository.console()
        let access = try await publication.access(repository, console)
        let (origin, tracks, target) = (origin, fromTrack, track)
        let report = try await Interrupts.withCancellation {
            try await access.adopt(origin, tracks: tracks, into: target)
        }
        var text = "took over \(Columns.count(report.added, "package")) to \(report.tracks.joined(separator: ", "))"
        if report.unchanged > 0 { text += ", \(Columns.count(report.unchanged, "package")) there already" }
        if let update = report.update { text += ": generation \(update.generation) in \(access.engine.location)" }
        await console.summarize(text, next: nil)
    }
}
