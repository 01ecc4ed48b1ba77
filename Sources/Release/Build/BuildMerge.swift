// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Project
import SystemPackage

/// Joins the partial `dist/` folders that several machines built with `--split`, of which `dist/` itself may be one.
struct BuildMerge: Sendable {
    let dist: DistFolder
    let parts: [BuildPart]

    /// What the outcome depends on: the same files are the same, however they are spread over the parts, so that a
    /// `dist/` in which they are joined already needs no second joining.
    func add(to key: inout Fingerprint) {
        let files = Set(parts.flatMap(\.artifacts).map { "\($0.path) \($0.sha256)" })
        for file in files.sorted() { key.add("merged", file) }
    }

    /// Copies the jobs' programs to `dist/build/`; returns their artifacts as one machine would have made them.
    ///
    /// - Throws: `Diagnostics` for a file that is not what its manifest says, and a program that is missing or there
    ///   twice; nothing is changed then.
    func perform(jobs: [BuildJob]) throws -> [Artifact] {
        var problems: [Diagnostic] = []
        var origins: [String: (part: BuildPart, sha256: String)] = [:]
        for part in parts {
            for artifact in part.artifacts {
                if let other = origins[artifact.path] {
                    // An earlier run has joined it in `dist/`.
                    if other.part.isDist != part.isDist, other.sha256 == artifact.sha256 { continue }
                    problems.append(
                        Diagnostic(
                            "`\(artifact.path)` is in `\(other.part.folder)` and in `\(part.folder)`",
                            hint: "leave one of the folders out", exit: .needsChange))
                    continue
                }
                origins[artifact.path] = (part, artifact.sha256)
                if let problem = try check(artifact, in: part.folder) { problems.append(problem) }
            }
        }
        problems += jobs.filter { origins[Self.path(of: $0)] == nil }.map(Self.missing)
        guard problems.isEmpty else { throw Diagnostics(problems) }
        let artifacts = ordered(like: jobs, origins.mapValues(\.part.folder))
        try removeStrays(keeping: artifacts)
        for artifact in artifacts { try copy(artifact, from: origins[artifact.path]?.part.folder) }
        return artifacts
    }

    private func check(_ artifact: Artifact, in folder: FilePath) throws -> Diagnostic? {
        let file = folder.appending(artifact.path)
        guard !artifact.path.split(separator: "/").contains(".."), !artifact.path.hasPrefix("/") else {
            return Diagnostic("`\(folder)` names the path `\(artifact.path)`, which leaves it", exit: .needsChange)
        }
        guard try dist.files.statusIfPresent(file)?.isFile == true else {
            return Diagnostic("`\(file)` is missing", hint: "copy the whole folder", exit: .needsChange)
        }
        let found = try FileDigest.sha256(of: file)
        guard found != artifact.sha256 else { return nil }
        return Diagnostic(
            message: "`\(file)` is not the file that its manifest describes",
            causes: ["its SHA-256 is \(found), and the manifest says \(artifact.sha256)"],
            hints: ["copy the folder again"],
            exit: .needsChange)
    }

    private static func missing(_ job: BuildJob) -> Diagnostic {
        Diagnostic(
            "no folder has `\(job.program)` for \(job.target)", at: job.location,
            hint:
                "build it with `fledge build --split` on a machine that can, or leave it out with `--skip \(job.target)`",
            exit: .needsChange)
    }

    /// Removes what an earlier build left in `dist/build/`, but for what the release has too.
    private func removeStrays(keeping artifacts: [Artifact]) throws {
        let root = dist.path.appending("build")
        guard try dist.files.exists(root) else { return }
        let kept = Set(artifacts.map(\.path))
        // What is in a folder comes before it in this order.
        for entry in try dist.files.walk(root).reversed() {
            if entry.status.isDirectory {
                if try dist.files.list(entry.path).isEmpty { try dist.files.remove(entry.path) }
            } else if !kept.contains("build/\(entry.relativePath)") {
                try dist.files.remove(entry.path)
            }
        }
    }

    private func copy(_ artifact: Artifact, from folder: FilePath?) throws {
        guard let folder else { return }
        let destination = dist.path.appending(artifact.path)
        try dist.files.createDirectory(destination.removingLastComponent())
        let reader = try FileReader(folder.appending(artifact.path))
        var source = FileByteSource(reader)
        // Transfers between machines lose the permission to execute.
        var sink = try ArtifactSink(destination, mode: artifact.kind == .binary ? 0o755 : reader.status.mode & 0o777)
        try source.copy(into: &sink)
        _ = try sink.commit(modified: dist.modified)
    }

    private static func path(of job: BuildJob) -> String { "build/\(job.target.fileName)/\(job.fileName)" }

    /// The jobs' artifacts, each from the part that it is taken from.
    private func ordered(like jobs: [BuildJob], _ origins: [String: FilePath]) -> [Artifact] {
        let all = parts.flatMap { part in part.artifacts.filter { origins[$0.path] == part.folder } }
        return jobs.flatMap { job in
            all.filter { $0.target == job.target && $0.program == job.program }
                .sorted { ($0.kind == .binary ? 0 : 1, $0.path) < ($1.kind == .binary ? 0 : 1, $1.path) }
        }
    }
}
