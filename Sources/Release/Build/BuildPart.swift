// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// A partial `dist/` folder that `fledge build --split` made, as a rule on another machine.
struct BuildPart: Sendable {
    /// As the command line names it.
    let folder: FilePath
    /// Whether it is the project's own `dist/`, in which the parts are joined.
    let isDist: Bool
    /// What is taken from it.
    let artifacts: [Artifact]

    /// Reads a part's manifest.
    ///
    /// - Parameter dist: The project's own.
    init(_ folder: FilePath, project: String, version: ReleaseVersion, dist: DistFolder) throws(Diagnostic) {
        self.folder = folder
        isDist = try Self.isDist(folder, dist)
        let manifest = try Self.manifest(in: folder, dist.files)
        let differences = [
            manifest.schemaVersion > Manifest.currentSchema ? "it was made by a newer Fledge" : nil,
            manifest.project != project ? "it is of `\(manifest.project)`, not of `\(project)`" : nil,
            manifest.version != "\(version.version)"
                ? "it is of version \(manifest.version), not \(version.version)" : nil,
            manifest.commit != version.commit
                ? "it is of commit \(manifest.commit ?? "none"), not \(version.commit ?? "none")" : nil,
        ].compactMap { $0 }
        guard differences.isEmpty else {
            throw Diagnostic(
                message: "`\(folder)` does not belong to this release", causes: differences,
                hints: ["build it again at the same commit with `fledge build --split`"], exit: .needsChange)
        }
        artifacts = manifest.artifacts.filter { Self.isMerged($0.kind) }
    }

    /// Reads the parts that a release is joined from; all that is wrong with them is thrown at once.
    static func read(
        _ folders: [FilePath], project: String, version: ReleaseVersion, dist: DistFolder
    ) throws -> [BuildPart] {
        var parts: [BuildPart] = []
        var problems: [Diagnostic] = []
        for folder in folders {
            do throws(Diagnostic) {
                parts.append(try BuildPart(folder, project: project, version: version, dist: dist))
            } catch {
                problems.append(error)
            }
        }
        guard problems.isEmpty else { throw Diagnostics(problems) }
        return parts
    }

    private static let advice = "name the dist/ folders that `fledge build --split` made"

    /// Refuses what is no folder, and a folder within `dist/`, from which the release removes what is not its own.
    private static func isDist(_ folder: FilePath, _ dist: DistFolder) throws(Diagnostic) -> Bool {
        let (kind, own, other): (FileStatus.Kind?, FilePath?, FilePath?)
        do throws(FileError) {
            kind = try dist.files.statusIfPresent(folder, followingLinks: true)?.kind
            own = try dist.files.exists(dist.path) ? try dist.files.resolve(dist.path) : nil
            other = kind == nil ? nil : try dist.files.resolve(folder)
        } catch {
            throw Diagnostic("cannot merge `\(folder)`", cause: error, exit: .needsChange)
        }
        guard let kind, let other else {
            throw Diagnostic("there is no folder `\(folder)` to merge", hint: advice, exit: .needsChange)
        }
        guard kind == .directory else {
            throw Diagnostic("cannot merge `\(folder)`, which is no folder", hint: advice, exit: .needsChange)
        }
        guard let own, other.starts(with: own) else { return false }
        guard other == own else {
            throw Diagnostic(
                "cannot merge `\(folder)`: it lies in dist/, whose content the release replaces",
                hint: "move it out of dist/", exit: .needsChange)
        }
        return true
    }

    private static func manifest(in folder: FilePath, _ files: Files) throws(Diagnostic) -> Manifest {
        let path = folder.appending("manifest.json")
        do {
            return try Manifest(reading: path, files: files)
        } catch {
            var diagnostic = Diagnostic(
                "`\(path)` is not the manifest of a partial dist/ folder", cause: error, exit: .needsChange)
            diagnostic.hints = [advice]
            throw diagnostic
        }
    }

    private static func isMerged(_ kind: ArtifactKind) -> Bool {
        switch kind {
        case .binary, .resource, .debugSymbols: true
        default: false
        }
    }
}
