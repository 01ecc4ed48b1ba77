// SPDX-License-Identifier: Apache-2.0
package import Effects
import Foundation
package import Project
package import SystemPackage

/// Runs a project's tests: the configured command, or what its language has.
package struct ProjectTests: Sendable {
    let machine: Machine
    let reporter: any Reporter
    let project: LoadedProject
    /// Where they run.
    let folder: FilePath
    let templates: TemplateValues

    package init(
        machine: Machine, reporter: any Reporter, project: LoadedProject, folder: FilePath, templates: TemplateValues
    ) {
        self.machine = machine
        self.reporter = reporter
        self.project = project
        self.folder = folder
        self.templates = templates
    }

    /// Runs the tests; a minimum for the coverage is checked where the language's tools measure it.
    package func run(_ settings: TestSettings?, minimumCoverage: Int? = nil) async throws {
        let minimum = minimumCoverage ?? settings?.minimumCoverage?.value
        if let command = settings?.command {
            try await CommandRun(
                machine: machine, reporter: reporter, folder: folder, templates: templates, environment: [:]
            )
            .run(command, called: "the tests", stage: .test)
            return
        }
        let builders = Set(project.resolved.builds.map(\.builder))
        if builders.contains(.swift) { try await runSwift(minimum) }
        if builders.contains(.go) { try await runGo(minimum) }
        if builders.isDisjoint(with: [.swift, .go]) {
            throw Diagnostic(
                "no tests are known for `\(project.resolved.name)`",
                hint: "name a command in `test.command` of fledge.yaml", exit: .needsChange)
        }
    }

    private func runSwift(_ minimum: Int?) async throws {
        var arguments = ["test"]
        if minimum != nil { arguments.append("--enable-code-coverage") }
        try await run("swift", arguments, called: "swift test")
        guard let minimum else { return }
        let path = try await machine.programs.run(
            ProgramCall(
                .name("swift"), ["test", "--show-codecov-path"], workingDirectory: folder, timeout: .seconds(600)))
        let data = Data(try machine.files.read(FilePath(path.outputText), limit: 512 << 20))
        let report = try JSONDecoder().decode(CoverageReport.self, from: data)
        try check(report.percent(of: folder), against: minimum)
    }

    private func runGo(_ minimum: Int?) async throws {
        guard minimum != nil else { return try await run("go", ["test", "./..."], called: "go test") }
        try await machine.files.withTemporaryDirectory { temporary in
            let profile = temporary.appending("coverage.out")
            try await run("go", ["test", "-coverprofile", profile.string, "./..."], called: "go test")
            try check(
                GoCoverage.percent(of: try machine.files.readText(profile, limit: 64 << 20)), against: minimum ?? 0)
        }
    }

    private func check(_ percent: Double, against minimum: Int) throws {
        let shown = Double(Int((percent * 10).rounded(.down))) / 10
        guard percent < Double(minimum) else { return }
        throw Diagnostic(
            "the tests cover \(shown) % of the lines, and at least \(minimum) % are asked for",
            hint: "test more, or lower `test.minimum-coverage`", exit: .workFailed)
    }

    private func run(_ program: String, _ arguments: [String], called what: String) async throws {
        let watch = Stopwatch()
        await reporter.report(.stepStarted(.test, step: what))
        let call = ProgramCall(.name(program), arguments, workingDirectory: folder, timeout: .seconds(3600))
        let result = try await machine.programs.run(
            call, reportingTo: reporter, as: what, redactedBy: machine.secrets)
        guard result.isSuccess else {
            await reporter.report(.failureOutput(step: what, text: result.transcript(redactedBy: machine.secrets)))
            throw Diagnostic(
                "the tests failed: `\(call.commandLine)` \(result.outcome)", hint: "their own words are above",
                exit: .workFailed)
        }
        await reporter.report(.stepFinished(.test, step: what, seconds: watch.seconds, size: nil))
    }
}

/// The part of `llvm-cov export`'s JSON that counts lines by file.
private struct CoverageReport: Decodable {
    struct Lines: Decodable {
        let count: Int
        let covered: Int
    }
    struct Summary: Decodable { let lines: Lines }
    struct File: Decodable {
        let filename: String
        let summary: Summary
    }
    struct Export: Decodable { let files: [File] }
    let data: [Export]

    /// The share of the project's own lines that ran, dependencies and tests left out.
    func percent(of folder: FilePath) -> Double {
        let own = data.flatMap(\.files).filter { file in
            file.filename.hasPrefix(folder.string + "/Sources/")
        }
        let all = own.reduce(0) { $0 + $1.summary.lines.count }
        return all == 0 ? 100 : 100 * Double(own.reduce(0) { $0 + $1.summary.lines.covered }) / Double(all)
    }
}
