// SPDX-License-Identifier: Apache-2.0
package import Project

/// What a release says while it runs; the command line decides how it looks.
package protocol Reporter: Sendable {
    /// Takes one event; called from several tasks at once, each event whole.
    func report(_ event: ReleaseEvent) async
}

/// Something worth telling the person who waits.
package enum ReleaseEvent: Sendable, Hashable {
    /// The release was planned: what will be made, from what.
    case planned(project: String, version: String, commit: String?, isSnapshot: Bool)
    case stageStarted(StageName)
    /// A stage did nothing, and why.
    case stageSkipped(StageName, reason: String)
    case stageFinished(StageName, seconds: Double)
    /// A step of a stage began, such as `swift linux/amd64`.
    case stepStarted(StageName, step: String)
    case stepFinished(StageName, step: String, seconds: Double, size: UInt64?)
    /// A step is left out of this run, and why.
    case stepSkipped(StageName, step: String, reason: String)
    /// A step that would be done, in a dry run.
    case stepPlanned(StageName, step: String)
    /// What a channel is about to do.
    case publication(channel: String, steps: [PublicationReport.Step])
    /// The version was put into a program's source, or will be by its linker: where.
    case stamped(program: String, place: String)
    /// A line of a program's output, for `--verbose`.
    case output(step: String, line: String)
    /// All that a failed program wrote, which is shown in any case.
    case failureOutput(step: String, text: String)
    case artifact(Artifact)
    case diagnostic(Diagnostic)
    /// Something that the user may do next.
    case next(String)
}
