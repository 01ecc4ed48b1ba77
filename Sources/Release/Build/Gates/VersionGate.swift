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
        /// It was ended by us, whether or not it had printed the version by then.
        case unended(after: Duration, isExpected: Bool)
        /// It did not start: a library is missing, or it crashed.
        case crashed(String)
    }

    let machine: Machine
    /// How long a program may take.
    var patience: Duration = .seconds(20)

    func verdict(on binary: FilePath, target: Target, version: String) async throws -> Verdict {
        guard let runner = ForeignRunner(for: target, running: binary, on: machine) else { return .untried }
        return try await machine.files.withTemporaryDirectory { folder in
            var call = runner.call(binary, ["--version"], in: folder)
            call.timeout = patience
            let result: ProgramResult
            switch try await runner.start(call, on: machine) {
            case .untried: return .untried
            case .failed(let failure): return .crashed(failure.reason)
            case .ran(let ended): result = ended
            }
            let printed = PrintedVersion(in: result.output.text + "\n" + result.error.text, expecting: version)
            if case .timedOut(let duration) = result.outcome {
                return .unended(after: duration, isExpected: printed == .expected)
            }
            switch printed {
            case .expected: return .passed
            case .other(let other): return result.isSuccess ? .printed(other: other) : .printedNone
            case .none: return .printedNone
            }
        }
    }
}
