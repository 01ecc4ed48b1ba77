// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Repositories
import SystemPackage

extension DocsChannel {
    /// The channel of a project, as its configuration and the environment describe it.
    init(
        project: LoadedProject, machine: Machine, manifest: Manifest, reporter: any Reporter
    ) throws(Diagnostic) {
        let settings = project.configuration.channels.docs ?? Project.DocsChannel()
        let server = GitHubServer(machine.environment)
        guard let repository = settings.repository?.value ?? project.gitHubRepository(on: server) else {
            throw Diagnostic(
                "the channel `docs` has no repository, and git's `origin` is none of \(server.host)",
                at: settings.location, keyPath: "channels.docs.repository",
                hint: "say `repository: owner/name`, or the address of any git repository", exit: .configuration)
        }
        let (source, generation) = try Self.source(settings, project, machine, manifest, reporter)
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

    /// The folder to publish, and what writes it.
    fileprivate static func source(
        _ settings: Project.DocsChannel, _ project: LoadedProject, _ machine: Machine, _ manifest: Manifest,
        _ reporter: any Reporter
    ) throws(Diagnostic) -> (FilePath, DocsGeneration?) {
        let values = TemplateValues(
            project: project.resolved.name,
            ReleaseVersion(
                version: try SemanticVersion(of: manifest), tag: manifest.tag, commit: manifest.commit,
                date: manifest.date, isSnapshot: manifest.isSnapshot),
            track: "stable", environment: machine.environment)
        let runner = CommandRun(
            machine: machine, reporter: reporter, folder: project.folder, templates: values, environment: [:])
        return (
            project.folder.pushing(FilePath(try settings.source.rendered(values))),
            settings.command.map { DocsGeneration($0, runner: runner) }
        )
    }

    /// The channel of a project on a branch, or in the storage that its configuration names.
    static func made(
        project: LoadedProject, machine: Machine, manifest: Manifest, reporter: any Reporter
    ) throws(Diagnostic) -> any Channel {
        guard let settings = project.configuration.channels.docs, let storage = settings.storage else {
            return try DocsChannel(project: project, machine: machine, manifest: manifest, reporter: reporter)
        }
        let (source, generation) = try source(settings, project, machine, manifest, reporter)
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
