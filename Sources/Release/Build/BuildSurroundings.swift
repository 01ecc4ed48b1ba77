// SPDX-License-Identifier: Apache-2.0
package import Effects
package import Project
package import SystemPackage

/// Where and as what programs are built; the same for all jobs of a release.
package struct BuildSurroundings: Sendable {
    package let machine: Machine
    package let workspace: BuildWorkspace
    /// The exported project folder: in a repository of several projects, a folder within the exported source.
    package let source: FilePath
    /// The user's project folder, which is only read, and only for prebuilt programs.
    package let project: FilePath
    package let version: ReleaseVersion
    package let reporter: any Reporter

    /// The environment of every compiler: a minimal one, the version, and the job's own.
    func environment(for job: BuildJob, adding more: [String: String] = [:]) -> ProgramCall.ChildEnvironment {
        var values = more
        values["RELEASE_VERSION"] = "\(version.version)"
        values["SOURCE_DATE_EPOCH"] = "\(version.date)"
        values.merge(job.environment) { $1 }
        return .minimal(adding: values)
    }

    /// Runs a compiler and throws what a person needs to know when it fails.
    func run(_ call: ProgramCall, for job: BuildJob) async throws -> ProgramResult {
        var call = call
        call.timeout = .seconds(job.timeout)
        call.outputLimit = 1 << 20
        let result: ProgramResult
        do {
            result = try await machine.programs.run(
                call, reportingTo: reporter, as: job.label, redactedBy: machine.secrets)
        } catch ProgramError.cancelled(let name) {
            throw ProgramError.cancelled(name)
        } catch {
            throw Diagnostic(
                "cannot build `\(job.program)` for \(job.target)", at: job.location, hint: Self.advice(for: error),
                cause: error, exit: .workFailed)
        }
        guard !result.isSuccess else { return result }
        await reporter.report(.failureOutput(step: job.label, text: result.transcript(redactedBy: machine.secrets)))
        throw Diagnostic(
            message: "cannot build `\(job.program)` for \(job.target)", location: job.location,
            causes: ["`\(machine.secrets.redact(call.commandLine))` \(result.outcome)"],
            hints: [Self.advice(for: result.outcome, call, job)], exit: .workFailed)
    }

    private static func advice(for error: ProgramError) -> String? {
        guard case .notFound(let name) = error else { return nil }
        switch name {
        case "swift": return "install Swift from https://www.swift.org/install and put `swift` on the PATH"
        case "go": return "install Go from https://go.dev/dl and put `go` on the PATH"
        default: return "install `\(name)`, or correct `builds.command`"
        }
    }

    private static func advice(for outcome: ProgramResult.Outcome, _ call: ProgramCall, _ job: BuildJob) -> String {
        if case .timedOut = outcome { return "give it longer with `builds.timeout`, or look at why it hangs" }
        let folder = call.workingDirectory.map { " in `\($0)`" } ?? ""
        return "the compiler's own words are above; the same command can be run by hand\(folder)"
    }
}
