// SPDX-License-Identifier: Apache-2.0

package import Effects
package import SystemPackage

/// Finds out which version a folder is to be released as.
package struct VersionSource: Sendable {
    private let machine: Machine
    private let folder: FilePath
    private let repository: GitRepository?

    /// - Parameter repository: The one that the folder is in, where it was found already.
    package init(folder: FilePath, repository: GitRepository? = nil, machine: Machine) {
        self.folder = folder
        self.repository = repository
        self.machine = machine
    }

    /// The version of the tag at HEAD, the highest if there are several; or, for a snapshot, the one after the highest
    /// that HEAD descends from.
    ///
    /// - Parameter prefix: What precedes the version in the project's tags, such as `tool/`.
    /// - Throws: A diagnostic with exit code 2 for a dirty tree, no tag at HEAD, a tag that is no version, no repository.
    package func resolve(snapshot: Bool, prefix: String = "") async throws(Diagnostic) -> ReleaseVersion {
        guard let repository = try await found() else {
            if snapshot { return try snapshotVersion(after: [], commit: nil) }
            throw Diagnostic(
                "cannot tell the version: `\(folder)` is in no git repository",
                hint: "run `git init`, commit and tag, or build a snapshot with `--snapshot`", exit: .needsChange)
        }
        return try await resolve(repository, snapshot: snapshot, prefix: prefix)
    }

    private func resolve(
        _ repository: GitRepository, snapshot: Bool, prefix: String
    ) async throws(Diagnostic) -> ReleaseVersion {
        let ((found, tags), changed) = try await GitRepository.atOnce(
            { () async throws(Diagnostic) -> (GitCommit?, [GitTag]) in
                try await GitRepository.atOnce(
                    { () async throws(Diagnostic) -> GitCommit? in try await repository.head() },
                    { () async throws(Diagnostic) -> [GitTag] in try await repository.tagsBehindHead() })
            },
            { () async throws(Diagnostic) -> [FilePath] in snapshot ? [] : try await repository.changedPaths() })
        guard let head = found else {
            if snapshot { return try snapshotVersion(after: [], commit: nil) }
            throw Diagnostic(
                "cannot tell the version: the repository has no commits",
                hint: "commit and tag, or build a snapshot with `--snapshot`", exit: .needsChange)
        }
        let earlier = Self.versions(of: tags.map(\.name), prefix: prefix)
        if snapshot { return try snapshotVersion(after: earlier, commit: head) }
        try refuse(changed)
        let chosen = try await released(
            repository, head: head, tags: tags.filter { $0.target == head.id }.map(\.name), prefix: prefix,
            earlier: earlier)
        let previous = earlier.filter { $0.version.precedes(chosen.version) }.max { $0.version < $1.version }
        return ReleaseVersion(
            version: chosen.version, tag: chosen.tag, commit: head.id, date: try date(of: head),
            previousTag: previous?.tag)
    }

    private typealias Tagged = (version: SemanticVersion, tag: String)

    private func found() async throws(Diagnostic) -> GitRepository? {
        if let repository { return repository }
        return try await GitRepository.containing(folder, on: machine)
    }

    private func released(
        _ repository: GitRepository, head: GitCommit, tags: [String], prefix: String, earlier: [Tagged]
    ) async throws(Diagnostic) -> Tagged {
        if let highest = Self.versions(of: tags, prefix: prefix).max(by: { $0.version < $1.version }) { return highest }
        let ours = tags.filter { $0.hasPrefix(SemanticVersion.normalized(prefix: prefix)) }
        if !ours.isEmpty {
            let other = prefix.isEmpty ? ours.lazy.compactMap(SemanticVersion.tagPrefix).first : nil
            throw Diagnostic(
                message: "no tag at HEAD is a version", causes: ours.map { Self.refusal(of: $0, prefix: prefix) },
                hints: (other.map { ["is `\($0)` what this project's tags begin with? Then say `tag-prefix: \($0)`"] }
                    ?? [])
                    + ["tag it as in `\(Self.exampleTag(prefix))`, or build a snapshot with `--snapshot`"],
                exit: .needsChange)
        }
        var hints: [String] = []
        if try await repository.isShallow() {
            hints.append(
                "this clone is shallow and may lack its tags: fetch them with `fetch-depth: 0` or `git fetch --unshallow --tags`"
            )
        }
        let next = earlier.map(\.version).max().flatMap { try? SemanticVersion($0.major, $0.minor, $0.patch + 1) }
        let tag = next?.tag(prefix: prefix) ?? SemanticVersion.normalized(prefix: prefix) + "v0.1.0"
        hints.append("run `git tag \(tag)` first, or build a snapshot with `--snapshot`")
        throw Diagnostic(message: "HEAD (\(head.shortID)) is not at a version's tag", hints: hints, exit: .needsChange)
    }

    private func refuse(_ changed: [FilePath]) throws(Diagnostic) {
        guard !changed.isEmpty else { return }
        let shown = changed.prefix(5).map { "`\($0)` is not as committed" }
        let more = changed.count > 5 ? ["and \(changed.count - 5) more"] : []
        throw Diagnostic(
            message: "the working tree has changes that no commit has", causes: shown + more,
            hints: ["commit or stash them, or build a snapshot with `--snapshot`"], exit: .needsChange)
    }

    private func snapshotVersion(after earlier: [Tagged], commit: GitCommit?) throws(Diagnostic) -> ReleaseVersion {
        let last = earlier.max { $0.version < $1.version }
        let date = try date(of: commit)
        do throws(SemanticVersionError) {
            let base = if let last { last.version } else { try SemanticVersion(0, 0, 0) }
            return ReleaseVersion(
                version: try base.snapshot(commit: commit?.shortID), tag: nil, commit: commit?.id, date: date,
                isSnapshot: true, previousTag: last?.tag)
        } catch {
            throw Diagnostic("cannot make a snapshot's version", cause: error, exit: .needsChange)
        }
    }

    /// `SOURCE_DATE_EPOCH`, else the commit's time, else now.
    private func date(of commit: GitCommit?) throws(Diagnostic) -> Int64 {
        guard let text = machine.environment["SOURCE_DATE_EPOCH"] else { return commit?.seconds ?? machine.clock.now() }
        guard let seconds = Int64(text), seconds >= 0 else {
            throw Diagnostic(
                "`SOURCE_DATE_EPOCH` is no number of seconds: `\(text)`",
                hint: "unset it, or set it as in `SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)`", exit: .needsChange)
        }
        return seconds
    }

    private static func versions(of tags: [String], prefix: String) -> [Tagged] {
        tags.compactMap { tag in (try? SemanticVersion(tag: tag, prefix: prefix)).map { ($0, tag) } }
    }

    private static func refusal(of tag: String, prefix: String) -> String {
        do throws(SemanticVersionError) {
            return "`\(tag)` is \(try SemanticVersion(tag: tag, prefix: prefix))"
        } catch {
            return error.description
        }
    }

    private static func exampleTag(_ prefix: String) -> String {
        SemanticVersion.normalized(prefix: prefix) + "v1.2.3"
    }
}
