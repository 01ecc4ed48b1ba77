// SPDX-License-Identifier: Apache-2.0
package import Effects
package import Project
package import SystemPackage

/// Analyses a project's sources: by the configured command, or by what its language has.
package struct ProjectLint: Sendable {
    let machine: Machine
    let reporter: any Reporter
    let project: LoadedProject
    /// The project's folder.
    let folder: FilePath

    package init(machine: Machine, reporter: any Reporter, project: LoadedProject, folder: FilePath) {
        self.machine = machine
        self.reporter = reporter
        self.project = project
        self.folder = folder
    }

    /// Runs the analysis; returns what it finds fault with, each in its place.
    package func findings() async throws -> [Diagnostic] {
        if let command = project.configuration.lint.command {
            let values = TemplateValues([.name: project.resolved.name], environment: machine.environment)
            try await CommandRun(
                machine: machine, reporter: reporter, folder: folder, templates: values, environment: [:]
            )
            .run(command, called: "the static analysis", stage: .test)
            return []
        }
        let builders = Set(project.resolved.builds.map(\.builder))
        var found: [Diagnostic] = []
        if builders.contains(.swift) { found += try await swift() }
        if builders.contains(.go) { found += try await go() }
        if builders.isDisjoint(with: [.swift, .go]) {
            throw Diagnostic(
                "no static analysis is known for `\(project.resolved.name)`",
                hint: "name a command in `lint.command` of fledge.yaml", exit: .needsChange)
        }
        return found
    }

    private func swift() async throws -> [Diagnostic] {
        let present = try ["Package.swift", "Sources", "Plugins", "Tests"].filter {
            try machine.files.exists(folder.appending($0))
        }
        return try await run(
            "swift", ["format", "lint", "--strict", "--parallel", "--recursive"] + present, called: "swift format lint")
    }

    private func go() async throws -> [Diagnostic] {
        let listed = try await machine.programs.run(
            ProgramCall(.name("gofmt"), ["-l", "."], workingDirectory: folder, timeout: Self.patience))
        guard listed.isSuccess else { throw failure(of: "gofmt -l .", listed) }
        let unformatted = listed.outputText.split(separator: "\n").filter { !$0.hasPrefix("vendor/") }.map { path in
            Diagnostic(
                "`\(path)` is not formatted", at: SourceLocation(file: String(path), line: 1),
                hint: "run `gofmt -w \(path)`")
        }
        return unformatted + (try await run("go", ["vet", "./..."], called: "go vet"))
    }

    private func run(_ program: String, _ arguments: [String], called what: String) async throws -> [Diagnostic] {
        let watch = Stopwatch()
        await reporter.report(.stepStarted(.test, step: what))
        let call = ProgramCall(.name(program), arguments, workingDirectory: folder, timeout: Self.patience)
        let result = try await machine.programs.run(call)
        await reporter.report(.stepFinished(.test, step: what, seconds: watch.seconds, size: nil))
        if result.isSuccess { return [] }
        let text = result.transcript(redactedBy: machine.secrets)
        let found = text.split(separator: "\n").compactMap { LintLine(String($0), in: folder)?.diagnostic }
        if found.isEmpty { throw failure(of: call.commandLine, result) }
        return found
    }

    private func failure(of command: String, _ result: ProgramResult) -> Diagnostic {
        Diagnostic(
            message: "the static analysis failed: `\(command)` \(result.outcome)",
            causes: [result.transcript(redactedBy: machine.secrets)].filter { !$0.isEmpty }, exit: .workFailed)
    }

    private static let patience = Duration.seconds(3600)
}

/// A line of an analyser: `path:line:column: warning: message`, with or without the third and the fourth part.
struct LintLine {
    let diagnostic: Diagnostic

    init?(_ text: String, in folder: FilePath) {
        // `go vet` says so of files that do not compile.
        let text = text.hasPrefix("vet: ") ? String(text.dropFirst(5)) : text
        let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, !parts[0].isEmpty, let line = Int(parts[1]), line > 0 else { return nil }
        let column = parts.count == 4 ? Int(parts[2]) : nil
        var message = column == nil ? parts[2...].joined(separator: ":") : parts[3]
        while message.first == " " { message.removeFirst() }
        for word in ["error: ", "warning: "] where message.hasPrefix(word) { message.removeFirst(word.count) }
        guard !message.isEmpty else { return nil }
        let prefix = folder.string + "/"
        var path = parts[0]
        if path.hasPrefix(prefix) { path.removeFirst(prefix.count) }
        if path.hasPrefix("./") { path.removeFirst(2) }
        diagnostic = Diagnostic(message, at: SourceLocation(file: path, line: line, column: column))
    }
}
