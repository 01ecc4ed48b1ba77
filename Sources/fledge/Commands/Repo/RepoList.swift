// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Foundation
import Release
import Repositories

/// `fledge repo list`
struct RepoList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the packages.")

    @OptionGroup var repository: RepositoryOptions

    @Option(help: ArgumentHelp("Only this track.", valueName: "track"))
    var track: String?

    @Flag(help: "Print JSON on standard output.")
    var json = false

    func run() async throws {
        let access = try RepositoryAccess(repository.storage, on: Machine.current())
        let track = track
        let listing = try await Interrupts.withCancellation { try await access.list(track: track) }
        if json {
            try DataText.print(listing)
        } else if !listing.packages.isEmpty {
            let rows = listing.packages.map { package in
                [package.format.rawValue, package.track, package.name, package.version, package.architecture]
            }
            try StandardOutput.print(Columns.table(rows))
        }
    }
}
