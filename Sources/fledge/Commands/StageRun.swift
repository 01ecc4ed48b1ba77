// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Release

/// Runs the stages of a release for a command and prints what came of it.
struct StageRun {
    let common: CommonOptions
    let options: ReleaseOptions

    /// Runs all stages up to `last`, as far as `dist/` lacks them.
    func perform(through last: StageName) async throws {
        try await finish { pipeline in try await pipeline.run(through: last) }
    }

    /// Publishes what is in `dist/`.
    func publish() async throws {
        try await finish { pipeline in try await pipeline.publish() }
    }

    private func finish(_ work: @escaping @Sendable (ReleasePipeline) async throws -> ReleaseOutcome) async throws {
        let machine = Machine.current(userAgent: Fledge.userAgent)
        let console = common.console()
        let folder = try common.folder(on: machine)
        let config = common.config
        let options = options
        let (outcome, url) = try await console.running {
            let project = try await ProjectLoading(machine: machine).load(folder, config: config)
            let outcome = try await work(
                ReleasePipeline(
                    machine: machine, project: project, options: options, reporter: console, maker: Fledge.versionText))
            return (outcome, project.siteURL)
        }
        guard !common.json else { return try DataText.print(outcome) }
        try await OutcomeText(outcome: outcome, siteURL: url, project: common.project).print(on: console)
    }
}
