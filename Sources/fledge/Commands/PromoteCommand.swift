// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Project
import Release

/// `fledge promote`
struct PromoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Offer a version that one track has to another track's users.",
        discussion: """
            The packages are the same, byte for byte. apt and yum list them on both tracks; packagecloud, where tracks are \
            repositories, moves them.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The version, as in 1.2.3.")
    var version: String

    @Option(help: ArgumentHelp("The track that has it.", valueName: "track"))
    var from = "beta"

    @Option(help: ArgumentHelp("The track that gets it.", valueName: "track"))
    var to = "stable"

    @Flag(help: "Print what would be done and change nothing.")
    var dryRun = false

    func run() async throws {
        let machine = Machine.current(userAgent: Fledge.userAgent)
        let folder = try common.folder(on: machine)
        let (config, version, from, to, dryRun) = (common.config, version, from, to, dryRun)
        let report = try await Interrupts.withCancellation {
            let project = try await ProjectLoading(machine: machine).load(folder, config: config)
            return try await Promotion(of: version, from: from, to: to, project: project, on: machine)
                .perform(isDryRun: dryRun)
        }
        if common.json { try DataText.print(report) }
        guard !common.quiet else { return }
        StandardError.write(Self.text(report, isDryRun: dryRun))
    }

    private static func text(_ report: PromotionReport, isDryRun: Bool) -> String {
        report.channels.map { row in
            let packages = row.packages.joined(separator: ", ")
            let what =
                if row.packages.isEmpty {
                    "nothing to promote in \(row.place)"
                } else if row.isMoved {
                    "\(isDryRun ? "would move" : "moved") \(packages) to \(row.place)"
                } else {
                    "\(isDryRun ? "would offer" : "offers") \(packages) on \(report.to)"
                }
            return "\(row.channel.rawValue): \(what)\n"
        }.joined()
    }
}
