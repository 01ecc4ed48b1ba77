// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Release
import Repositories

/// `fledge repo remove`
struct RepoRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take packages out of the indexes; `gc` removes their files later.")

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var publication: PublicationOptions

    @Option(help: ArgumentHelp("The track to remove them from; all unless given.", valueName: "track"))
    var track: String?

    @Option(help: ArgumentHelp("Only of this architecture.", valueName: "architecture"))
    var architecture: String?

    @Argument(help: ArgumentHelp("`name` for all versions of a package, or `name=version`.", valueName: "package"))
    var packages: [String]

    func run() async throws {
        let console = repository.console()
        let access = try await publication.access(repository, console)
        let changes = packages.map { package -> RepositoryChange in
            let parts = package.split(separator: "=", maxSplits: 1)
            let selector = PackageSelector(
                name: parts.first.map(String.init) ?? "", version: parts.count > 1 ? String(parts[1]) : nil,
                architecture: architecture)
            return .remove(selector, track: track)
        }
        let report = try await Interrupts.withCancellation { try await access.update(changes) }
        await console.summarize(UpdateText(report, access.engine.location).text, next: nil)
    }
}
