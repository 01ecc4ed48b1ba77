// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
package import Project
package import SystemPackage

/// Joins the partial `dist/` folders that several machines built with `--split`.
package struct BuildMerge: Sendable {
    let dist: DistFolder
    let project: String
    let version: ReleaseVersion

    package init(dist: DistFolder, project: String, version: ReleaseVersion) {
        self.dist = dist
        self.project = project
        self.version = version
    }

    /// Copies the programs of all folders to `dist/`; returns their artifacts as one machine would have made them.
    ///
    /// - Throws: `Diagnostics` for a folder of another release, a file that is not what its manifest says, and a program
    ///   that is missing or there twice.
    package func perform(_ folders: [FilePath], jobs: [BuildJob]) throws -> [Artifact] {
        var problems: [Diagnostic] = []
        var origins: [String: FilePath] = [:]
        var merged: [Artifact] = []
        for folder in folders {
            guard let manifest = try read(folder, &problems) else { continue }
            for artifact in manifest.artifacts where Self.isMerged(artifact.kind) {
                if let other = origins[artifact.path] {
                    problems.append(
                        Diagnostic(
                            "`\(artifact.path)` is in `\(other)` and in `\(folder)`",
                            hint: "leave one of the folders out", exit: .needsChange))
                    continue
                }
                origins[artifact.path] = folder
                if let problem = try check(artifact, in: folder) {
                    problems.append(problem)
                } else {
                    merged.append(artifact)
                }
            }
        }
        problems += missing(jobs, in: origins, folders: folders)
        guard problems.isEmpty else { throw Diagnostics(problems) }
        for artifact in merged { try copy(artifact, from: origins[artifact.path]) }
        return ordered(merged, like: jobs)
    }

    private static func isMerged(_ kind: ArtifactKind) -> Bool {
        switch kind {
        case .binary, .resource, .debugSymbols: true
        default: false
        }
    }

    private func read(_ folder: FilePath, _ problems: inout [Diagnostic]) throws -> Manifest? {
        let path = folder.appending("manifest.json")
        let manifest: Manifest
        do {
            manifest = try Manifest(reading: path, files: dist.files)
        } catch {
            problems.append(
                Diagnostic(
                    "`\(folder)` is no partial dist/ folder", hint: "make it with `fledge build --split`", cause: error,
                    exit: .needsChange))
            return nil
        }
        let differences = [
            manifest.schemaVersion > Manifest.currentSchema ? "it was made by a newer Fledge" : nil,
            manifest.project != project ? "it is of `\(manifest.project)`, not of `\(project)`" : nil,
            manifest.version != "\(version.version)"
                ? "it is of version \(manifest.version), not \(version.version)" : nil,
            manifest.commit != version.commit
                ? "it is of commit \(manifest.commit ?? "none"), not \(version.commit ?? "none")" : nil,
        ].compactMap { $0 }
        guard differences.isEmpty else {
            problems.append(
                Diagnostic(
                    message: "`\(folder)` does not belong to this release", causes: differences,
                    hints: ["build it again at the same commit with `fledge build --split`"], exit: .needsChange))
            return nil
        }
        return manifest
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

    private func missing(_ jobs: [BuildJob], in origins: [String: FilePath], folders: [FilePath]) -> [Diagnostic] {
        jobs.filter { origins[Self.path(of: $0)] == nil }.map { job in
            Diagnostic(
                "no folder has `\(job.program)` for \(job.target)", at: job.location,
                hint: "build it with `fledge build --split` on a machine that can, or leave it out with `--target`",
                exit: .needsChange)
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

    private func ordered(_ artifacts: [Artifact], like jobs: [BuildJob]) -> [Artifact] {
        jobs.flatMap { job in
            artifacts.filter { $0.target == job.target && $0.program == job.program }
                .sorted { ($0.kind == .binary ? 0 : 1, $0.path) < ($1.kind == .binary ? 0 : 1, $1.path) }
        }
    }
}
