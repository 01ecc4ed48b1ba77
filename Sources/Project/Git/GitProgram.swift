// SPDX-License-Identifier: Apache-2.0

import Effects
import SystemPackage

/// The `git` of the machine, called so that it speaks plain English, asks nothing, runs no hook and takes no lock.
struct GitProgram: Sendable {
    let machine: Machine

    /// Runs git in a folder. A failure of git's is a result.
    func run(_ arguments: [String], in folder: FilePath) async throws(Diagnostic) -> ProgramResult {
        let call = ProgramCall(
            .name("git"), Self.options + arguments, workingDirectory: folder,
            environment: .minimal(adding: Self.environment), outputLimit: 256 << 20)
        do throws(ProgramError) {
            return try await machine.programs.run(call)
        } catch {
            switch error {
            case .notFound:
                throw Diagnostic(
                    "cannot read the repository", hint: "install git and put it on the PATH", cause: error,
                    exit: .needsChange)
            case .cancelled:
                throw Diagnostic("interrupted while git ran", exit: .interrupted)
            default:
                throw Diagnostic("cannot read the repository", cause: error, exit: .workFailed)
            }
        }
    }

    /// Standard output; a failure of git's is an error.
    func bytes(_ arguments: [String], in folder: FilePath) async throws(Diagnostic) -> [UInt8] {
        let result = try await run(arguments, in: folder)
        guard result.isSuccess, !result.output.isTruncated else { throw diagnostic(for: result, arguments, in: folder) }
        return result.output.bytes
    }

    /// Standard output as text, without the line break at its end; a failure of git's is an error.
    func text(_ arguments: [String], in folder: FilePath) async throws(Diagnostic) -> String {
        let result = try await run(arguments, in: folder)
        guard result.isSuccess else { throw diagnostic(for: result, arguments, in: folder) }
        return result.outputText
    }

    /// What a failure of git's means.
    func diagnostic(for result: ProgramResult, _ arguments: [String], in folder: FilePath) -> Diagnostic {
        let said = machine.secrets.redact(result.error.text).split(separator: "\n").map(String.init)
        if said.contains(where: { $0.contains("dubious ownership") }) {
            return Diagnostic(
                message: "git refuses to read `\(folder)`, which belongs to another user",
                causes: Array(said.prefix(1)),
                hints: ["run `git config --global --add safe.directory \(folder)`"], exit: .needsChange)
        }
        let command = "git " + arguments.prefix(2).joined(separator: " ")
        return Diagnostic(
            message: "cannot read the repository in `\(folder)`",
            causes: ["`\(command)` \(result.outcome)"] + said.prefix(5),
            hints: machine.files.adviceOnSpace(at: folder).map { [$0] } ?? [], exit: .workFailed)
    }

    private static let environment = [
        "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_PAGER": "cat", "GIT_EDITOR": "true",
    ]
    private static let options = [
        "--no-pager", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false",
        "-c", "log.showSignature=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "color.ui=false",
        "-c", "column.ui=never", "-c", "submodule.recurse=false", "-c", "advice.detachedHead=false",
    ]
}

extension FilePath {
    /// The path of these bytes, which hold no zero.
    init(bytes: some Sequence<UInt8>) {
        self.init(platformString: bytes.map { CChar(bitPattern: $0) } + [0])
    }
}
