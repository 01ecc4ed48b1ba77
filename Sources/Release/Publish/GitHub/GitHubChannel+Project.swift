// SPDX-License-Identifier: Apache-2.0
import Effects
package import Project

extension GitHubChannel {
    /// The channel of a project, as its configuration and the environment describe it.
    init(project: LoadedProject, machine: Machine, dist: DistFolder, manifest: Manifest) throws(Diagnostic) {
        let server = GitHubServer(machine.environment)
        guard let repository = project.gitHubRepository(on: server) else {
            throw Diagnostic(
                "the channel `github` has no repository, and git's `origin` is none of \(server.host)",
                at: project.configuration.channels.github?.location, keyPath: "channels.github.repository",
                hint: "say `channels: {github: {repository: owner/name}}`", exit: .configuration)
        }
        self.init(
            client: GitHubClient(
                web: machine.web, server: server, repository: repository,
                token: GitHubClient.token(machine.environment)),
            machine: machine, dist: dist, manifest: manifest, prefix: project.resolved.tagPrefix,
            changes: ChangelogSource(
                machine: machine, folder: project.folder, prefix: project.resolved.tagPrefix,
                page: server.page(of: repository)))
    }

    package func preflight() async throws -> [Diagnostic] {
        let access = GitHubAccess(client: client, tokenName: "GITHUB_TOKEN", keyPath: "channels.github")
        var found = try await access.findings()
        guard !found.contains(where: { $0.severity == .error }), let commit = manifest.commit else { return found }
        // A release whose tag is not there yet makes it at this commit, which GitHub has to know.
        do {
            if let present = try await client.commit(ofTag: tag) {
                if present != commit {
                    found.append(
                        Diagnostic(
                            message: "the tag `\(tag)` of `\(client.repository)` is another commit than the one here",
                            causes: ["there it is \(present)", "here it is \(commit)"],
                            hints: ["a published tag never moves: release the next version"], exit: .needsChange))
                }
            } else if try await !client.has(commit: commit) {
                found.append(
                    .warning(
                        "`\(client.repository)` has no commit \(commit.prefix(7)), which the release's tag would lead to",
                        keyPath: "channels.github",
                        hint:
                            "push it first: `git push origin HEAD \(manifest.tag.map { "refs/tags/\($0)" } ?? "--tags")`"
                    )
                )
            }
        } catch {
            found.append(access.finding(error))
        }
        return found
    }
}

extension LoadedProject {
    /// The project's repository on GitHub: what is configured, else that of git's `origin`.
    func gitHubRepository(on server: GitHubServer) -> String? {
        configuration.channels.github?.repository?.value ?? server.repository(of: resolved.origin)
    }
}
