// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Repositories
import SystemPackage

extension DocsChannel {
    /// The channel of a project, as its configuration and the environment describe it.
    init(
        project: LoadedProject, machine: Machine, manifest: Manifest, reporter: any Reporter,
        export: (@Sendable () async throws -> FilePath)?
    ) throws(Diagnostic) {
        let settings = project.configuration.channels.docs ?? Project.DocsChannel()
        let server = GitHubServer(machine.environment)
        guard let repository = settings.repository?.value ?? project.gitHubRepository(on: server) else {
            throw Diagnostic(
                "the channel `docs` has no repository, and git's `origin` is none of \(server.host)",
                at: settings.location, keyPath: "channels.docs.repository",
                hint: "say `repository: owner/name`, or the address of any git repository", exit: .configuration)
        }
        let (source, generation) = try Self.source(settings, project, machine, manifest, reporter, export)
        let client = GitHubClient(
            web: machine.web, server: server, repository: repository, token: GitHubClient.token(machine.environment))
        let isOnGitHub = repository.isOwnerAndName
        let branch: any CommitBranch =
            isOnGitHub
            ? GitHubBranch(client: client, named: settings.branch.value)
            : PushedBranch(
                machine: machine, url: repository, named: settings.branch.value,
                token: GitHubClient.token(machine.environment))
        self.init(
            machine: machine, manifest: manifest, branch: branch, branchName: settings.branch.value, source: source,
            generation: generation,
            author: project.maintainer ?? GitPerson(name: "Fledge", email: "fledge@localhost"),
            access: isOnGitHub
                ? GitHubAccess(client: client, tokenName: "GITHUB_TOKEN", keyPath: "channels.docs") : nil)
    }

    /// The folder to publish, and what writes it: a command does so in the copy that is built, never in the user's own.
    fileprivate static func source(
        _ settings: Project.DocsChannel, _ project: LoadedProject, _ machine: Machine, _ manifest: Manifest,
        _ reporter: any Reporter, _ export: (@Sendable () async throws -> FilePath)?
    ) throws(Diagnostic) -> (FilePath, DocsGeneration?) {
        let values = TemplateValues(
            project: project.resolved.name, try ReleaseVersion(of: manifest), track: "stable",
            environment: machine.environment)
        let place = FilePath(try settings.source.rendered(values))
        guard let command = settings.command else { return (project.folder.pushing(place), nil) }
        let workspace = BuildWorkspace(folder: project.folder, environment: machine.environment)
        let copy = workspace.source.pushing(project.repository?.subfolder ?? FilePath())
        let generation = DocsGeneration {
            guard let export else { return }
            let folder = try await export()
            // As an earlier run of the command left it.
            if !place.lexicallyNormalized().isEmpty {
                try await SourceExport(machine: machine).removeUntracked(below: place, in: folder)
            }
            let run = CommandRun(
                machine: machine, reporter: reporter, folder: folder, templates: values, environment: [:])
            try await run.run(command, called: "the documentation's command", stage: .publish)
        }
        return (copy.pushing(place), generation)
    }

    /// The channel of a project on a branch, or in the storage that its configuration names.
    ///
    /// - Parameter export: Makes the project's folder as it is at the release's commit; nil where nothing is published.
    static func made(
        project: LoadedProject, machine: Machine, manifest: Manifest, reporter: any Reporter,
        export: (@Sendable () async throws -> FilePath)?
    ) throws(Diagnostic) -> any Channel {
        guard let settings = project.configuration.channels.docs, let storage = settings.storage else {
            return try DocsChannel(
                project: project, machine: machine, manifest: manifest, reporter: reporter, export: export)
        }
        let (source, generation) = try source(settings, project, machine, manifest, reporter, export)
        do throws(StorageLocationError) {
            return StoredDocsChannel(
                machine: machine, manifest: manifest,
                storage: try StorageLocation(parsing: storage.value, in: project.folder).open(on: machine),
                source: source, generation: generation)
        } catch {
            throw Diagnostic(
                "cannot open the documentation's storage", at: storage.location, keyPath: "channels.docs.storage",
                hint: error.hint, cause: error, exit: .needsChange)
        }
    }
}

extension ReleaseVersion {
    /// The version that a manifest's release has.
    init(of manifest: Manifest) throws(Diagnostic) {
        self.init(
            version: try SemanticVersion(of: manifest), tag: manifest.tag, commit: manifest.commit,
            date: manifest.date, isSnapshot: manifest.isSnapshot)
    }
}

extension SemanticVersion {
    /// A manifest's version.
    init(of manifest: Manifest) throws(Diagnostic) {
        do throws(SemanticVersionError) {
            try self.init(parsing: manifest.version)
        } catch {
            throw Diagnostic("the release's version is none", cause: error, exit: .needsChange)
        }
    }
}
