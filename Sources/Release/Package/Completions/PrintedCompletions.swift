// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Project
import SystemPackage

/// The completion scripts that built programs print when they are asked to.
///
/// A program is asked natively or through an emulator; where its target can't run here, the same program of another
/// target answers for it. Each is asked twice, from two folders: what differs would make the release differ too.
struct PrintedCompletions {
    let machine: Machine
    let dist: DistFolder
    /// The arguments, to which the shell's name is added.
    let arguments: [String]
    /// Where the configuration has them.
    let location: SourceLocation?

    /// Why there is no script.
    private struct Refusal: Error {
        let reason: String
        let hint: String?

        init(_ reason: String, hint: String? = nil) {
            self.reason = reason
            self.hint = hint
        }
    }

    /// A program that can run here, and what it printed.
    private struct Answer {
        let target: Target
        var scripts: [ShellCompletion: [UInt8]] = [:]
    }

    /// All scripts by target, and what is to be said of those that could not be had.
    ///
    /// - Throws: `Diagnostic` when no program prints a script for any shell.
    func scripts(of built: [Artifact]) async throws -> (byTarget: [Target: [CompletionScript]], warnings: [Diagnostic])
    {
        let programs = built.filter { $0.kind == .binary && $0.target?.os != .windows }
        var byTarget: [Target: [CompletionScript]] = [:]
        var warnings: [Diagnostic] = []
        for name in Set(programs.compactMap(\.program)).sorted() {
            let own = programs.filter { $0.program == name }
            let (answers, refusals) = try await answers(of: own)
            warnings += answers.isEmpty ? [unheard(name)] : []
            for shell in ShellCompletion.allCases {
                let answer = answers.lazy.compactMap { $0.scripts[shell] }.first
                if answer == nil, let refusal = refusals[shell] { warnings.append(warning(name, shell, refusal)) }
                for target in own.compactMap(\.target) {
                    guard let text = answers.first(where: { $0.target == target })?.scripts[shell] ?? answer else {
                        continue
                    }
                    byTarget[target, default: []].append(CompletionScript(shell: shell, command: name, printed: text))
                }
            }
        }
        if byTarget.isEmpty, let first = warnings.first {
            var error = first
            error.severity = .error
            error.exit = .needsChange
            throw error
        }
        return (byTarget, warnings)
    }

    /// What each target of a program prints, this machine's own first, and why a shell got nothing.
    private func answers(of programs: [Artifact]) async throws -> ([Answer], [ShellCompletion: Refusal]) {
        let runnable = programs.compactMap { program in
            program.target.flatMap { target in
                ForeignRunner(for: target, running: dist.path.appending(program.path), on: machine)
            }.map { (program, $0) }
        }.sorted { left, right in (left.1 == .native ? 0 : 1) < (right.1 == .native ? 0 : 1) }
        var answers: [Answer] = []
        var refusals: [ShellCompletion: Refusal] = [:]
        for (program, runner) in runnable {
            guard let target = program.target else { continue }
            var answer = Answer(target: target)
            for shell in ShellCompletion.allCases {
                switch try await script(of: program, runner, shell) {
                case .success(let text): answer.scripts[shell] = text
                case .failure(let refusal): refusals[shell] = refusals[shell] ?? refusal
                }
            }
            answers.append(answer)
        }
        return (answers, refusals)
    }

    private func unheard(_ program: String) -> Diagnostic {
        .warning(
            "no target of `\(program)` runs on this machine, so it can't print its completions", at: location,
            keyPath: "packages.completions.command", hint: "name script files in `bash`, `zsh` and `fish`")
    }

    private func warning(_ program: String, _ shell: ShellCompletion, _ refusal: Refusal) -> Diagnostic {
        .warning(
            "`\(([program] + arguments + [shell.rawValue]).joined(separator: " "))` prints no completion script",
            at: location, keyPath: "packages.completions.command",
            hint: refusal.hint ?? "correct it, or name script files in `bash`, `zsh` and `fish`",
            causes: [refusal.reason])
    }

    private func script(
        of program: Artifact, _ runner: ForeignRunner, _ shell: ShellCompletion
    ) async throws -> Result<[UInt8], Refusal> {
        let first = try await output(of: program, runner, shell)
        guard case .success(let text) = first else { return first }
        guard case .success(text) = try await output(of: program, runner, shell) else {
            return .failure(
                Refusal(
                    "it prints another one each time, by which no release could be repeated",
                    hint: "write the script to a file, and name that in `\(shell.rawValue)`"))
        }
        return first
    }

    /// What the program prints, started in a folder of its own through a link, so that its place is in no script.
    private func output(
        of program: Artifact, _ runner: ForeignRunner, _ shell: ShellCompletion
    ) async throws -> Result<[UInt8], Refusal> {
        try await machine.files.withTemporaryDirectory { folder in
            let link = folder.appending(program.name)
            try machine.files.createSymbolicLink(
                link, to: try machine.files.resolve(dist.path.appending(program.path)))
            let result = try await machine.programs.run(
                runner.call(link, arguments + [shell.rawValue], in: folder, outputLimit: 16 << 20))
            guard result.isSuccess else {
                let said = result.error.text.split(separator: "\n").first.map { ": \($0)" } ?? ""
                return .failure(Refusal("it \(result.outcome)\(said)"))
            }
            guard !result.output.isTruncated else { return .failure(Refusal("it prints more than 16 MiB")) }
            guard !result.output.bytes.isEmpty else { return .failure(Refusal("it prints nothing")) }
            return .success(result.output.bytes)
        }
    }
}
