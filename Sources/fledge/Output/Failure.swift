// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Foundation
import Project
import Release

/// The end of a command that failed: what is printed, and the exit code.
struct Failure {
    private let diagnostics: [Diagnostic]
    private let status: ExitStatus
    /// The argument parser's own answer, such as a help text, which it prints itself.
    private let parserError: (any Error)?

    init(_ error: any Error) {
        switch error {
        case let diagnostic as Diagnostic:
            self.init([diagnostic], diagnostic.exit)
        case let several as Diagnostics:
            self.init(several.list, several.exit)
        case let error as FileError:
            let diagnostic = Diagnostic(error)
            self.init([diagnostic], diagnostic.exit)
        case is CancellationError, ProgramError.cancelled:
            self.init(
                [Diagnostic("interrupted", hint: "run the same command again to go on", exit: .interrupted)],
                .interrupted)
        case let verdict as Verdict:
            self.init([], verdict.status)
        default:
            if Self.isParserError(error) {
                self.init([], .usage, parserError: error)
            } else {
                self.init([Diagnostic("\(error)")], .workFailed)
            }
        }
    }

    private init(_ diagnostics: [Diagnostic], _ status: ExitStatus, parserError: (any Error)? = nil) {
        self.diagnostics = diagnostics
        self.status = status
        self.parserError = parserError
    }

    /// Prints the failure where the rest was printed.
    ///
    /// - Returns: What is left to be thrown: the exit code, or the argument parser's own error.
    func shown(on console: Console) async -> any Error {
        if let parserError { return parserError }
        for diagnostic in diagnostics { await console.show(diagnostic) }
        let errors = diagnostics.count { $0.severity == .error }
        if errors > 1 { await console.summarize("found \(errors) errors", next: nil) }
        return Verdict(status)
    }

    /// Prints the failure and ends the process.
    func leave() async -> Never {
        if let parserError {
            let code = Fledge.exitCode(for: parserError)
            if code == .success {
                // Help, say: it is data that was asked for.
                await Self.leave { try StandardOutput.print(Fledge.fullMessage(for: parserError)) }
            }
            // What a command finds wrong by itself comes without the command, whose usage the parser would add.
            let message =
                parserError is ValidationError
                ? "Error: \(Fledge.message(for: parserError))" : Fledge.fullMessage(for: parserError)
            var text = message.replacing("Error: ", with: "error: ", maxReplacements: 1)
            if let nearest = Self.nearestCommand { text += "\n\nhint: did you mean `fledge \(nearest)`?" }
            StandardError.write(text + "\n")
            Foundation.exit(ExitStatus.usage.rawValue)
        }
        _ = await shown(on: Console(style: Console.suitableStyle(), volume: .normal))
        Foundation.exit(status.rawValue)
    }

    private static func leave(after body: () throws -> Void) async -> Never {
        do {
            try body()
        } catch {
            await Failure(error).leave()
        }
        Foundation.exit(ExitStatus.success.rawValue)
    }

    /// The command that the first argument may have meant, where it is none.
    private static var nearestCommand: String? {
        guard CommandLine.arguments.count > 1 else { return nil }
        let word = CommandLine.arguments[1]
        let known = Fledge.configuration.subcommands.compactMap { command in command.configuration.commandName }
        return word.hasPrefix("-") || known.contains(word) ? nil : NearestName.nearest(to: word, among: known)
    }

    private static func isParserError(_ error: any Error) -> Bool {
        error is CleanExit || error is ValidationError || error is ExitCode
            || String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
    }
}
