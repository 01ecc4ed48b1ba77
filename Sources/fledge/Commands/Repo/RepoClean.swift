// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Foundation
import Release
import Repositories

/// `fledge repo gc`
struct RepoClean: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc", abstract: "Remove what no present or recent publication refers to.")

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var publication: PublicationOptions

    @Option(
        help: ArgumentHelp("Keep so many of the newest versions of each package; all unless given.", valueName: "count")
    )
    var versions: Int?

    @Option(help: ArgumentHelp("Days for which what was superseded is kept.", valueName: "days"))
    var keepDays: Int64 = 7

    @Flag(help: "Remove nothing, and say what would be.")
    var dryRun = false

    func validate() throws {
        if let versions, versions < 1 { throw ValidationError("'--versions' is at least 1") }
        guard (0...36_500).contains(keepDays) else {
            throw ValidationError("'--keep-days' is a number from 0 to 36500")
        }
    }

    func run() async throws {
        let console = repository.console()
        let access =
            versions == nil
            ? try RepositoryAccess(repository.storage, on: Machine.current())
            : try await publication.access(repository, console)
        let (versions, grace, isDryRun) = (versions, keepDays * 86_400, dryRun)
        let report = try await Interrupts.withCancellation {
            try await access.clean(keepingVersions: versions, grace: grace, isDryRun: isDryRun)
        }
        for key in report.retired + report.removed { try StandardOutput.print(key) }
        let verb = dryRun ? "would remove" : "removed"
        await console.summarize(
            "\(verb) \(Columns.count(report.removed.count, "object")), \(ByteSize(report.size))", next: nil)
    }
}
