// SPDX-License-Identifier: Apache-2.0
import Effects
import Project

/// Whether a token lets a release be published to a repository, found out before anything is built.
struct GitHubAccess: Sendable {
    let client: GitHubClient
    /// The variable that the user is told about.
    let tokenName: String
    /// The channel's place in the configuration.
    let keyPath: String

    /// What stands in the way; empty where the repository can be written.
    func findings() async throws -> [Diagnostic] {
        guard client.token != nil else {
            return [
                Diagnostic(
                    "there is no token for `\(client.repository)`", keyPath: keyPath,
                    hint:
                        "set `\(tokenName)`: a fine-grained token with the permission `Contents: write`, a classic one with `repo`, or the workflow's own with `permissions: {contents: write}`",
                    exit: .needsChange)
            ]
        }
        let response: WebResponse
        let facts: GitHubRepository
        do {
            response = try await client.send(try client.request(.get, ""))
            facts = try client.decode(response)
        } catch {
            return [finding(error)]
        }
        var found: [Diagnostic] = []
        if facts.isArchived == true {
            found.append(
                Diagnostic(
                    "`\(client.repository)` is archived and takes no changes", keyPath: keyPath,
                    hint: "unarchive it in its settings", exit: .needsChange))
        }
        let scopes = response.headers["X-OAuth-Scopes"]?.split(separator: ",").map { $0.filter { $0 != " " } }
        // Only classic tokens have scopes; others may have the header empty.
        let lacksScope =
            scopes.map { scopes in
                (!scopes.isEmpty || isClassic) && !scopes.contains("repo") && !scopes.contains("public_repo")
            } ?? false
        // What an app's token may do does not show here, which is also what a workflow has.
        let isRefused = facts.permissions?.push == false && client.token?.value.hasPrefix("ghs_") != true
        if isRefused || lacksScope {
            found.append(
                Diagnostic(
                    message: "the token in `\(tokenName)` may not write to `\(client.repository)`", keyPath: keyPath,
                    causes: lacksScope
                        ? [
                            "its scopes are \(scopes.flatMap { $0.isEmpty ? nil : $0.joined(separator: ", ") } ?? "none")"
                        ]
                        : [],
                    hints: [
                        "give it the permission `Contents: write`, or the scope `repo`; in a workflow `permissions: {contents: write}`"
                    ], exit: .needsChange))
        }
        return found
    }

    private var isClassic: Bool { client.token?.value.hasPrefix("ghp_") == true }

    func finding(_ error: any Error) -> Diagnostic {
        let explained = GitHubProblem.diagnostic(
            "cannot reach `\(client.repository)` on \(client.server.host)", error, repository: client.repository,
            tokenName: tokenName)
        var diagnostic = explained as? Diagnostic ?? Diagnostic("\(explained)")
        diagnostic.keyPath = keyPath
        return diagnostic
    }
}
