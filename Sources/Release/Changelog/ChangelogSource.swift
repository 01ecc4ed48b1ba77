// SPDX-License-Identifier: Apache-2.0
package import Effects
import Formats
import Project
package import SystemPackage

/// Reads a project's changes from its git history.
package struct ChangelogSource: Sendable {
    let machine: Machine
    let folder: FilePath
    /// What precedes the version in the project's tags.
    let prefix: String
    /// The repository's page, where it is one of GitHub.
    let page: String?

    package init(machine: Machine, folder: FilePath, prefix: String, page: String?) {
        self.machine = machine
        self.folder = folder
        self.prefix = prefix
        self.page = page
    }

    /// The changes that lead to HEAD: to its version where it is at a version's tag, else those not released yet.
    ///
    /// - Parameter from: The tag, or the version, that the list begins after. By default a stable release begins after
    ///   the last stable one, and all else after the last version of any kind.
    package func changelog(from: String? = nil) async throws -> Changelog {
        let repository = try await repository()
        guard let head = try await repository.head() else {
            throw Diagnostic(
                "there are no changes: the repository has no commits", hint: "commit first", exit: .needsChange)
        }
        let here = Self.versions(try await repository.tagsAtHead(), prefix: prefix).max { $0.version < $1.version }
        return try await changelog(
            repository, to: head.id, seconds: head.seconds, release: here, from: from)
    }

    /// The changes that lead to a release's commit; nil where this clone does not have it.
    package func changelog(of version: String, tag: String?, commit: String, date: Int64) async throws -> Changelog? {
        guard let repository = try await GitRepository.containing(folder, on: machine),
            try await repository.has(commit: commit), let parsed = try? SemanticVersion(parsing: version)
        else { return nil }
        return try await changelog(
            repository, to: commit, seconds: date, release: (parsed, tag ?? parsed.tag(prefix: prefix)), from: nil)
    }

    /// Whether the clone may lack the commits that lead to HEAD.
    package func isShallow() async throws -> Bool {
        try await repository().isShallow()
    }

    private typealias Tagged = (version: SemanticVersion, tag: String)

    private func repository() async throws -> GitRepository {
        guard let repository = try await GitRepository.containing(folder, on: machine) else {
            throw Diagnostic(
                "`\(folder)` is in no git repository, so there is no history to read", exit: .needsChange)
        }
        return repository
    }

    private func changelog(
        _ repository: GitRepository, to commit: String, seconds: Int64, release: Tagged?, from: String?
    ) async throws -> Changelog {
        let previous = try await previousTag(repository, commit: commit, release: release?.version, from: from)
        let start = if let previous { try await repository.commit(ofTag: previous) } else { String?.none }
        return Changelog(
            version: release.map { "\($0.version)" }, tag: release?.tag, previousTag: previous,
            date: "\(UTCDay(containing: seconds))", page: page,
            commits: try await repository.log(to: commit, after: start))
    }

    private func previousTag(
        _ repository: GitRepository, commit: String, release: SemanticVersion?, from: String?
    ) async throws -> String? {
        if let from { return try await tag(named: from, in: repository) }
        let behind = Self.versions(try await repository.tags(behind: commit), prefix: prefix)
        let earlier = behind.filter { tagged in
            guard let release else { return true }
            return tagged.version.precedes(release) && (release.isPrerelease || !tagged.version.isPrerelease)
        }
        return earlier.max { $0.version < $1.version }?.tag
    }

    /// The tag that `--from` names: as it stands, or by its version.
    private func tag(named name: String, in repository: GitRepository) async throws -> String {
        if try await repository.commit(ofTag: name) != nil { return name }
        let all = Self.versions(try await repository.tags(), prefix: prefix)
        if let wanted = try? SemanticVersion(tag: name), let found = all.first(where: { $0.version == wanted }) {
            return found.tag
        }
        let newest = all.sorted { $0.version > $1.version }.prefix(5).map { "`\($0.tag)`" }
        throw Diagnostic(
            "there is no tag `\(name)`",
            hint: newest.isEmpty
                ? "the repository has no version's tag; `git fetch --tags` gets those of `origin`"
                : "the newest are \(newest.joined(separator: ", "))",
            exit: .usage)
    }

    private static func versions(_ tags: [String], prefix: String) -> [Tagged] {
        tags.compactMap { tag in (try? SemanticVersion(tag: tag, prefix: prefix)).map { ($0, tag) } }
    }
}
