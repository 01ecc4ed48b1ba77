// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
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
        let values = TemplateValues(
            project: project.resolved.name,
            ReleaseVersion(
                version: try SemanticVersion(of: manifest), tag: manifest.tag, commit: manifest.commit,
                date: manifest.date, isSnapshot: manifest.isSnapshot),
            track: "stable", environment: machine.environment)
        let source = project.folder.pushing(FilePath(try settings.source.rendered(values)))
        let runner = CommandRun(
            machine: machine, reporter: reporter, folder: project.folder, templates: values, environment: [:])
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
            generation: settings.command.map { DocsGeneration($0, runner: runner) },
            author: project.maintainer ?? GitPerson(name: "Fledge", email: "fledge@localhost"),
            access: isOnGitHub
                ? GitHubAccess(client: client, tokenName: "GITHUB_TOKEN", keyPath: "channels.docs") : nil)
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
