// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Project
import Release

/// `fledge lint`
struct LintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Analyse the project's sources, in its working tree.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let machine = Machine.current(userAgent: Fledge.userAgent)
        let folder = try common.folder(on: machine)
        let console = common.console()
        let config = common.config
        let findings = try await console.running {
            let project = try await ProjectLoading(machine: machine).load(folder, config: config)
            return try await ProjectLint(machine: machine, reporter: console, project: project, folder: folder)
                .findings()
        }
        if common.json {
            try DataText.print(findings)
        } else {
            for finding in findings { await console.show(finding) }
            let text = findings.count == 1 ? "found a fault" : "found \(findings.count) faults"
            await console.summarize(findings.isEmpty ? "nothing to find fault with" : text, next: nil)
        }
        if !findings.isEmpty { throw Verdict(.workFailed) }
    }
}
