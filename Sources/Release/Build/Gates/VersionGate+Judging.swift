// SPDX-License-Identifier: Apache-2.0
import Project

extension VersionGate.Verdict {
    /// What the verdict means to the release; nil if it is in order, or nothing could be tried.
    func diagnostic(for job: BuildJob, version: String, policy: GatePolicy, isSnapshot: Bool) -> Diagnostic? {
        switch self {
        case .passed, .untried: return nil
        case .printed(let other):
            // A snapshot's version is in no program that was built elsewhere.
            let isExpected = isSnapshot && !job.isStamped && policy.version == .error
            return make(
                isExpected ? .warning : policy.version, policy,
                "`\(job.program) --version` prints \(other) for \(job.target), and the release is \(version)", job
            ) { Self.stampingAdvice(for: job, else: $0) }
        case .printedNone:
            return make(
                policy.version == .off ? .off : .warning, policy,
                "`\(job.program) --version` prints no version for \(job.target)", job
            ) { Self.stampingAdvice(for: job, else: $0) }
        case .unended(let duration, let isExpected):
            let end = "did not end within \(duration.components.seconds) s for \(job.target)"
            return make(
                policy.version == .off ? .off : .warning, policy,
                "`\(job.program) --version` \(end), and printed \(isExpected ? version : "no such version")", job
            ) { "let the program end when it has printed its version, \($0)" }
        case .crashed(let reason):
            return make(
                policy.startup, policy, "`\(job.program)` does not start on \(job.target): \(reason)", job
            ) { _ in "run it by hand: dist/build/\(job.target.fileName)/\(job.fileName)" }
        }
    }

    /// - Parameter hint: Gets the way out that is there for every finding.
    private func make(
        _ level: GateLevel, _ policy: GatePolicy, _ message: String, _ job: BuildJob, hint: (String) -> String
    ) -> Diagnostic? {
        guard let severity = policy.severity(level) else { return nil }
        return Diagnostic(
            severity: severity, message: message, location: job.location, keyPath: nil, causes: [],
            hints: [hint("or \(policy.remedy("version", severity))")],
            exit: severity == .error ? .needsChange : .success)
    }

    private static func stampingAdvice(for job: BuildJob, else off: String) -> String {
        switch job.recipe {
        case .swift(let recipe):
            switch recipe.stamp {
            case .constant(let name?):
                return
                    "is `\(name)` what the program prints? If not, correct `version.constant` of build `\(job.id)`, \(off)"
            case .symbol(let name):
                return
                    "does the program print the C symbol `\(name)`, and is it weak? See \"The version in your program\" in the README, \(off)"
            case .constant(nil): break
            }
            return
                "bind the version to a constant, such as `let \(job.id)Version = \"0.0.0\"`, print it at `--version`, "
                + "and name it in `version: {constant: …}`, \(off)"
        case .go(let recipe):
            switch recipe.stamp {
            case .constant(let name), .overlay(let name, _):
                return
                    "is `\(name)` what the program prints? If not, correct `version.constant` of build `\(job.id)`, \(off)"
            case .detected, .variable:
                return
                    "print the variable `\(recipe.variable ?? "")` at `--version`, or name another in `version: {variable: …}`, \(off)"
            }
        case .command, .prebuilt:
            return "take the version from RELEASE_VERSION when the program is built, \(off)"
        }
    }
}
