// SPDX-License-Identifier: Apache-2.0

/// What git knows about a project and the people behind it.
package struct ProjectHistory: Sendable, Hashable {
    package var origin: GitRemote?
    /// The user of git's configuration.
    package var user: GitPerson?
    /// Who wrote the commit that is checked out.
    package var lastAuthor: GitPerson?

    package init(origin: GitRemote? = nil, user: GitPerson? = nil, lastAuthor: GitPerson? = nil) {
        self.origin = origin
        self.user = user
        self.lastAuthor = lastAuthor
    }

    /// Asks a repository.
    static func of(_ repository: GitRepository) async throws(Diagnostic) -> ProjectHistory {
        let (settings, head) = try await GitRepository.atOnce(
            { () async throws(Diagnostic) -> GitSettings in try await repository.settings() },
            { () async throws(Diagnostic) -> GitCommit? in try await repository.head() })
        return ProjectHistory(
            origin: try await repository.originRemote(settings), user: settings.user,
            lastAuthor: try await author(of: head, in: repository))
    }

    /// Who wrote the commit, or if that was a robot, the last person before it.
    private static func author(
        of head: GitCommit?, in repository: GitRepository
    ) async throws(Diagnostic) -> GitPerson? {
        guard let author = head?.author, author.isRobot else { return head?.author }
        return try await repository.recentAuthors().first { !$0.isRobot } ?? author
    }

    /// `Name <address>` of the last author, else of the user: the same commit has the same maintainer on any machine. A
    /// robot maintains nothing.
    package var maintainer: String? {
        let author = lastAuthor.flatMap { $0.isRobot ? nil : $0 }
        return Self.text(of: author ?? user)
    }

    /// `Name <address>` of the user, else of the last author.
    package var identity: String? { Self.text(of: user ?? lastAuthor) }

    private static func text(of person: GitPerson?) -> String? {
        person.flatMap { person in
            let unwanted: (Character) -> Bool = {
                $0 == "<" || $0 == ">" || $0.unicodeScalars.contains(where: isControl)
            }
            let name = person.name.filter { !unwanted($0) }
            let address = person.email.filter { !unwanted($0) && $0 != " " }
            return name.isEmpty || address.isEmpty ? nil : "\(name) <\(address)>"
        }
    }
}
