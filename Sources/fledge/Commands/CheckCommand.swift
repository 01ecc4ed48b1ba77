// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Project
import Release

/// `fledge check`
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Find everything that is wrong, in one pass.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let machine = Machine.current(userAgent: Fledge.userAgent)
        let folder = try common.folder(on: machine)
        let config = common.config
        let console = common.console()
        let findings = try await console.running {
            try await ProjectCheck(machine: machine).findings(folder, config: config)
        }
        let errors = findings.filter { $0.severity == .error }
        if common.json {
            try DataText.print(findings)
        } else {
            for finding in findings { await console.show(finding) }
            let warnings = findings.count - errors.count
            let text =
                findings.isEmpty
                ? "nothing is wrong"
                : "found \(errors.count) \(errors.count == 1 ? "error" : "errors") and \(warnings) \(warnings == 1 ? "warning" : "warnings")"
            await console.summarize(text, next: nil)
        }
        if !errors.isEmpty {
            throw Verdict(errors.contains { $0.exit == .configuration } ? .configuration : .needsChange)
        }
    }
}

/// The exit code of a command that has said all it has to say.
struct Verdict: Error {
    let status: ExitStatus

    init(_ status: ExitStatus) {
        self.status = status
    }
}
