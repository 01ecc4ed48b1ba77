// SPDX-License-Identifier: Apache-2.0
import Project

extension VersionGate.Verdict {
    /// What the verdict means to the release; nil if it is in order, or nothing could be tried.
    func diagnostic(for job: BuildJob, version: String, policy: GatePolicy, isSnapshot: Bool) -> Diagnostic? {
        let off = "or set `gates.version` to `warning` or `off`"
        switch self {
        case .passed, .untried: return nil
        case .printed(let other):
            // A snapshot's version is in no program that was built elsewhere.
            let level: GateLevel = isSnapshot && !job.isStamped ? .warning : policy.version
            return make(
                policy.severity(level),
                "`\(job.program) --version` prints \(other) for \(job.target), and the release is \(version)", job,
                hint: Self.stampingAdvice(for: job, else: off))
        case .printedNone:
            let level: GateLevel = policy.version == .off ? .off : .warning
            return make(
                policy.severity(level), "`\(job.program) --version` prints no version for \(job.target)", job,
                hint: Self.stampingAdvice(for: job, else: off))
        case .crashed(_, let reason):
            return make(
                policy.severity(policy.startup), "`\(job.program)` does not start on \(job.target): \(reason)", job,
                hint: "run it by hand: dist/build/\(job.target.fileName)/\(job.fileName)")
        }
    }

    private func make(_ severity: Diagnostic.Severity?, _ message: String, _ job: BuildJob, hint: String) -> Diagnostic?
    {
        guard let severity else { return nil }
        return Diagnostic(
            severity: severity, message: message, location: job.location, keyPath: nil, causes: [], hints: [hint],
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
