// SPDX-License-Identifier: Apache-2.0

/// Brings a formula into a tap by a pull request, from a branch of the tap itself.
struct TapPullRequest: Sendable {
    let client: GitHubClient
    /// `fledge/hello-1.2.3`
    let head: String
    let title: String

    /// The page of the open request; nil where there is none.
    func page(onto base: String) async throws -> String? {
        try await client.pullRequest(from: head, to: base).map { $0.page ?? "#\($0.number)" }
    }

    func open(_ commit: String, onto base: String) async throws {
        if try await !client.createBranch(head, at: commit), try await client.head(of: head) != commit {
            // Left over from an earlier attempt, and only ours by its name.
            if try await !client.advance(head, to: commit) {
                try await client.deleteBranch(head)
                _ = try await client.createBranch(head, at: commit)
            }
        }
        _ = try await client.createPullRequest(title: title, from: head, to: base, body: "Written by Fledge.")
    }

    func close(onto base: String) async throws {
        if let request = try await client.pullRequest(from: head, to: base) {
            try await client.closePullRequest(request.number)
        }
        try await client.deleteBranch(head)
    }
}
