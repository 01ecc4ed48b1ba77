// SPDX-License-Identifier: Apache-2.0
import Project

extension Manifest {
    /// What stands for a release of which nothing but its version is known, or asked.
    init(naming version: String, of project: LoadedProject) {
        self.init(
            project: project.resolved.name, version: version, tag: nil, commit: nil, date: 0, isSnapshot: false,
            artifacts: [])
    }

    /// The tag of the release on GitHub.
    var releaseTag: String { tag ?? "v\(version)" }

    /// The refusal of other bytes under a name that users get already.
    func divergence(_ path: String, present: String, ours: String) -> Diagnostic {
        Diagnostic(
            message: "version \(version) is published already, with other bytes: `\(path)`",
            causes: ["the published file's SHA-256 is \(present)", "this release's is \(ours)"],
            hints: ["a published version never changes: tag the next one"], exit: .needsChange)
    }
}

extension SemanticVersion {
    /// A version as a user names it on the command line, with or without the tag's `v`.
    init(asked text: String) throws(Diagnostic) {
        guard let version = try? SemanticVersion(tag: text) else {
            throw Diagnostic("`\(text)` is no version", hint: "a version is as in 1.2.3", exit: .usage)
        }
        self = version
    }
}
