// SPDX-License-Identifier: Apache-2.0
import Effects
import Project

extension HomebrewChannel {
    /// The channel of a project, as its configuration and the environment describe it.
    init(project: LoadedProject, machine: Machine, dist: DistFolder, manifest: Manifest) throws(Diagnostic) {
        let settings = project.configuration.channels.homebrew
        guard let tap = settings?.tap?.value else {
            throw Diagnostic(
                "the channel `homebrew` has no tap", at: settings?.location, keyPath: "channels.homebrew.tap",
                hint: "say `channels: {homebrew: {tap: owner/homebrew-tap}}`", exit: .configuration)
        }
        let formula = project.formulaName
        let tokenName = machine.environment["HOMEBREW_TAP_TOKEN"] == nil ? "GITHUB_TOKEN" : "HOMEBREW_TAP_TOKEN"
        let token = GitHubClient.token(machine.environment, "HOMEBREW_TAP_TOKEN")
        let author = project.maintainer ?? GitPerson(name: "Fledge", email: "fledge@localhost")
        guard tap.isOwnerAndName else {
            let remote = PushedBranch(
                machine: machine, url: tap, named: settings?.branch?.value,
                token: machine.environment["HOMEBREW_TAP_TOKEN"].map(Secret.init))
            self.init(
                machine: machine, dist: dist, manifest: manifest, branch: remote, formula: formula, author: author,
                pullRequests: nil, access: nil, tokenName: "HOMEBREW_TAP_TOKEN")
            return
        }
        let client = GitHubClient(
            web: machine.web, server: GitHubServer(machine.environment), repository: tap, token: token)
        let isByRequest = settings?.pullRequest.value ?? false
        self.init(
            machine: machine, dist: dist, manifest: manifest,
            branch: GitHubBranch(client: client, named: settings?.branch?.value), formula: formula, author: author,
            pullRequests: isByRequest
                ? TapPullRequest(
                    client: client, head: "fledge/\(formula)-\(manifest.version)",
                    title: "\(formula) \(manifest.version)") : nil,
            access: GitHubAccess(client: client, tokenName: tokenName, keyPath: "channels.homebrew"),
            tokenName: tokenName)
    }
}

extension String {
    /// Whether it is `owner/name`, and no address or path.
    var isOwnerAndName: Bool {
        !contains(":") && !hasPrefix("/") && split(separator: "/", omittingEmptySubsequences: false).count == 2
    }
}
