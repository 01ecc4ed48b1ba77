// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Project
import Release

/// `fledge phase`
struct PhaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "phase", abstract: "Offer a published version to a part of its users.",
        discussion: """
            apt offers it to so many percent of the machines, always the same ones, which follow from their machine-id. \
            Other package managers know no phases.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The version, as in 1.2.3.")
    var version: String

    @Argument(help: "How many percent of the users are offered it, from 0 to 100; or `stop`, which is 0.")
    var percent: String

    @Option(help: ArgumentHelp("The track; by default the version's own.", valueName: "track"))
    var track: String?

    func validate() throws {
        guard percentage != nil else {
            throw ValidationError("'\(percent)' is neither a number from 0 to 100 nor 'stop'")
        }
    }

    private var percentage: Int? {
        if percent == "stop" { return 0 }
        return Int(percent).flatMap { (0...100).contains($0) ? $0 : nil }
    }

    func run() async throws {
        let machine = Machine.current(userAgent: Fledge.userAgent)
        let folder = try common.folder(on: machine)
        let (config, version, percentage, track) = (common.config, version, percentage ?? 0, track)
        let isChanged = try await Interrupts.withCancellation {
            let project = try await ProjectLoading(machine: machine).load(folder, config: config)
            return try await PhaseChange(of: project, on: machine).perform(
                version, percentage: percentage, track: track)
        }
        guard !common.quiet else { return }
        let who = percentage == 100 ? "all users" : percentage == 0 ? "no more users" : "\(percentage) % of the users"
        StandardError.write("apt offers \(version) to \(who)\(isChanged ? "" : " already")\n")
    }
}
