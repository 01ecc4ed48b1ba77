// SPDX-License-Identifier: Apache-2.0
import Effects

/// A program that could not start, as opposed to one that started and did not like its arguments.
struct StartupFailure: Sendable, Hashable {
    /// The line that says why, or how it ended.
    let reason: String

    /// Judges a finished run; nil if the program started.
    init?(_ result: ProgramResult) {
        let lines = result.error.text.split(separator: "\n").map(String.init)
        switch result.outcome {
        case .signalled(let signal):
            reason = lines.first { $0.contains("Fatal error") } ?? "it was ended by signal \(signal)"
        case .exited(let code) where code != 0:
            // A shell that was its caller reports a signal so. Other high codes are a program's own: `git` exits with 129
            // where it doesn't know an option.
            let signals: Set<Int32> = [132, 133, 134, 135, 136, 139]
            guard
                let line = lines.first(where: Self.isLoaderMessage)
                    ?? (signals.contains(code) ? lines.first ?? "it exited with \(code)" : nil)
            else { return nil }
            reason = line
        case .exited, .timedOut: return nil
        }
    }

    /// Judges a run that the system refused; nil for what says nothing of the program.
    init?(refusing error: any Error) {
        switch error {
        case ProgramError.notStarted(_, let why) where why.contains("Exec format error"):
            reason = "it is no program that this system can run"
        case ProgramError.notStarted(_, let why) where why.contains("not found or cannot be executed"):
            reason = Self.unknownStarter
        case ProgramError.notFound: reason = Self.unknownStarter
        default: return nil
        }
    }

    private static let unknownStarter =
        "it is no program that this system can run, or what is to start it is not here"

    /// Whether an emulator lacks the system that the program would be loaded by, which says nothing of the program.
    var isForeignLoader: Bool { reason.contains("Could not open '/lib") }

    /// What the dynamic loaders of glibc, musl and macOS say of a program that they can't start.
    private static func isLoaderMessage(_ line: String) -> Bool {
        let words = [
            "error while loading shared libraries", "Error loading shared library", "Error relocating",
            "version `GLIBC_",
            "symbol lookup error", "Library not loaded", "could not load resource bundle", "Could not open '/lib",
            "Unable to obtain Swift runtime path",
        ]
        return words.contains { line.contains($0) }
    }
}
