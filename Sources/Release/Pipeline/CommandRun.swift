// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// Runs a command that the configuration names: a hook, or the tests.
struct CommandRun {
    let machine: Machine
    let reporter: any Reporter
    /// Where it runs.
    let folder: FilePath
    /// What its templates may name.
    let templates: TemplateValues
    /// Variables over those of a minimal environment.
    let environment: [String: String]

    /// Runs the command; throws what a person needs to know when it fails.
    func run(_ command: Located<UserCommand>, called what: String, stage: StageName) async throws {
        let call = try call(command)
        let watch = Stopwatch()
        await reporter.report(.stepStarted(stage, step: what))
        let result: ProgramResult
        do {
            result = try await machine.programs.run(
                call, reportingTo: reporter, as: what, redactedBy: machine.secrets)
        } catch ProgramError.cancelled(let name) {
            throw ProgramError.cancelled(name)
        } catch {
            throw Diagnostic("cannot run \(what)", at: command.location, cause: error, exit: .needsChange)
        }
        guard result.isSuccess else {
            await reporter.report(.failureOutput(step: what, text: result.transcript(redactedBy: machine.secrets)))
            throw Diagnostic(
                "\(what) failed: `\(machine.secrets.redact(call.commandLine))` \(result.outcome)", at: command.location,
                hint: "its own words are above", exit: .workFailed)
        }
        await reporter.report(.stepFinished(stage, step: what, seconds: watch.seconds, size: nil))
    }

    private func call(_ command: Located<UserCommand>) throws -> ProgramCall {
        let program: ProgramCall.Program
        let arguments: [String]
        switch command.value {
        case .arguments(let words):
            let rendered = try words.map { try $0.rendered(templates, at: command.location) }
            guard let first = rendered.first else {
                throw Diagnostic("the command is empty", at: command.location, exit: .configuration)
            }
            program = ProgramCall.Program(word: first, in: folder)
            arguments = Array(rendered.dropFirst())
        case .shell(let line):
            program = .path("/bin/sh")
            arguments = ["-c", try line.rendered(templates, at: command.location)]
        }
        return ProgramCall(
            program, arguments, workingDirectory: folder, environment: .minimal(adding: environment),
            timeout: .seconds(3600))
    }
}
