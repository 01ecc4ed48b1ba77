// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// The project's source as it is built: a clone at the commit, or for a snapshot a copy of the working tree.
///
/// It is made when it is first needed, so that a release whose stages are all done needs none.
actor ExportedSource {
    private let machine: Machine
    private let project: FilePath
    private let workspace: BuildWorkspace
    private let version: ReleaseVersion
    private var exported: FilePath?

    init(machine: Machine, folder: FilePath, workspace: BuildWorkspace, version: ReleaseVersion) {
        self.machine = machine
        project = folder
        self.workspace = workspace
        self.version = version
    }

    /// The project's folder in the export.
    func folder() async throws -> FilePath {
        if let exported { return exported }
        let repository = try await GitRepository.containing(project, on: machine)
        let export = SourceExport(machine: machine)
        let folder: FilePath
        if let repository, let commit = version.commit, !version.isSnapshot {
            folder = try await export.export(repository, commit: commit, to: workspace.source)
        } else {
            folder = try await export.exportWorkingTree(of: project, in: repository, to: workspace.source)
        }
        exported = folder
        return folder
    }

    /// What stands for the source's content: the commit, or for a snapshot the state of all files.
    func fingerprint() async throws -> String {
        if !version.isSnapshot, let commit = version.commit { return commit }
        var key = Fingerprint()
        for entry in try machine.files.walk(try await folder(), skipping: { $0.relativePath.string == ".git" }) {
            let status = entry.status
            key.add(
                entry.relativePath.description,
                "\(status.kind) \(status.mode) \(status.size) \(status.modified) \(status.modifiedNanoseconds)")
        }
        return key.finished()
    }
}
