// SPDX-License-Identifier: Apache-2.0

/// How a program ended, and what it wrote.
package struct ProgramResult: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        case exited(Int32)
        /// Ended by a signal, such as 11 for a crash.
        case signalled(Int32)
        /// Ended by us, since it took longer than it was given.
        case timedOut(after: Duration)
    }

    package let outcome: Outcome
    package let output: CapturedOutput
    package let error: CapturedOutput

    package init(outcome: Outcome, output: CapturedOutput = CapturedOutput(), error: CapturedOutput = CapturedOutput())
    {
        self.outcome = outcome
        self.output = output
        self.error = error
    }

    /// Whether the program exited with 0.
    package var isSuccess: Bool {
        outcome == .exited(0)
    }

    /// Standard output as text, without the line break at its end.
    package var outputText: String {
        var text = Substring(output.text)
        while text.hasSuffix("\n") { text.removeLast() }
        return String(text)
    }
}

extension ProgramResult.Outcome: CustomStringConvertible {
    package var description: String {
        switch self {
        case .exited(let code): "exited with \(code)"
        case .signalled(let signal): "ended by signal \(signal)"
        case .timedOut(let duration): "took longer than \(duration)"
        }
    }
}
