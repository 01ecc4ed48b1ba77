// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Project
import Release

/// `fledge test`
struct TestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run the project's tests, in its working tree.")

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("Fail when the tests cover less of the lines.", valueName: "percent"))
    var minCoverage: Int?

    func run() async throws {
        let machine = Machine.current(userAgent: Fledge.userAgent)
        let folder = try common.folder(on: machine)
        let console = common.console()
        let config = common.config
        let minimum = minCoverage
        try await console.running {
            let project = try await ProjectLoading(machine: machine).load(folder, config: config)
            let values = TemplateValues([.name: project.resolved.name], environment: machine.environment)
            try await ProjectTests(
                machine: machine, reporter: console, project: project, folder: folder, templates: values
            )
            .run(project.configuration.test, minimumCoverage: minimum)
        }
        await console.summarize("the tests passed", next: nil)
    }
}
