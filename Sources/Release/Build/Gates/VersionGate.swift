// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// Runs a program with `--version` and compares what it prints with the version that is released.
///
/// A program that reports the version before is the commonest fault of releases made by hand.
struct VersionGate {
    /// What the gate found.
    enum Verdict: Sendable, Hashable {
        case passed
        /// It can't be run here.
        case untried
        case printed(other: String)
        case printedNone
        /// It did not start: a library is missing, or it crashed.
        case crashed(ProgramResult.Outcome, String)
    }

    let machine: Machine

    func verdict(on binary: FilePath, target: Target, version: String) async throws -> Verdict {
        guard let runner = ForeignRunner(for: target, running: binary, on: machine) else { return .untried }
        return try await machine.files.withTemporaryDirectory { folder in
            let result = try await machine.programs.run(runner.call(binary, ["--version"], in: folder))
            if let failure = StartupFailure(result) {
                if failure.isForeignLoader, runner != .native { return .untried }
                return .crashed(result.outcome, failure.reason)
            }
            switch PrintedVersion(in: result.output.text + "\n" + result.error.text, expecting: version) {
            case .expected: return .passed
            case .other(let other): return result.isSuccess ? .printed(other: other) : .printedNone
            case .none: return .printedNone
            }
        }
    }
}
