// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// The project's source as it is built: a clone at the commit, or for a snapshot a copy of the working tree.
///
/// It is made when it is first needed, so that a release whose stages are all done needs none. What the hooks made in it
/// is there for the later stages too, also when those run in a later command.
actor ExportedSource {
    private let machine: Machine
    private let project: FilePath
    private let repository: GitRepository?
    private let workspace: BuildWorkspace
    private let version: ReleaseVersion
    private let reporter: any Reporter
    private var exported: FilePath?
    /// Whether the hooks of this release have run in it.
    private var isPrepared = false

    init(
        machine: Machine, folder: FilePath, repository: GitRepository?, workspace: BuildWorkspace,
        version: ReleaseVersion, reporter: any Reporter
    ) {
        self.machine = machine
        project = folder
        self.repository = repository
        self.workspace = workspace
        self.version = version
        self.reporter = reporter
    }

    /// The project's folder in the export.
    func folder() async throws -> FilePath {
        if let exported { return exported }
        try machine.files.removeIfPresent(workspace.preparation)
        let reporter = reporter
        let export = SourceExport(machine: machine) { warning in await reporter.report(.diagnostic(warning)) }
        let folder: FilePath
        if let repository, let commit = version.commit, !version.isSnapshot {
            folder = try await export.export(repository, commit: commit, to: workspace.source)
        } else {
            folder = try await export.exportWorkingTree(of: project, in: repository, to: workspace.source)
        }
        exported = folder
        return folder
    }

    /// The project's folder in the export once the hooks have run there: as an earlier command left it for a release of
    /// this fingerprint, or made and prepared now.
    func prepared(for fingerprint: String, _ prepare: @Sendable (FilePath) async throws -> Void) async throws
        -> FilePath
    {
        if !isPrepared, exported == nil, let known = try preparation(), known.fingerprint == fingerprint {
            exported = workspace.source.pushing(FilePath(known.folder))
            isPrepared = true
        }
        let folder = try await folder()
        guard !isPrepared else { return folder }
        try await prepare(folder)
        var inside = folder
        _ = inside.removePrefix(workspace.source)
        try machine.files.replace(workspace.preparation, text: "\(fingerprint)\n\(inside)\n")
        isPrepared = true
        return folder
    }

    private func preparation() throws -> (fingerprint: Substring, folder: String)? {
        guard try machine.files.exists(workspace.preparation) else { return nil }
        let lines = try machine.files.readText(workspace.preparation, limit: 1 << 16).split(
            separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 3 else { return nil }
        return (lines[0], String(lines[1]))
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
