// SPDX-License-Identifier: Apache-2.0
import Effects
package import Project
import SystemPackage

/// Publishes documentation to a branch: a folder for every version, and `latest` for the newest stable one.
package struct DocsChannel: Channel {
    package let name = ChannelName.docs
    let machine: Machine
    let manifest: Manifest
    let branch: any CommitBranch
    /// The branch's name.
    let branchName: String
    /// The folder to publish.
    let source: FilePath
    /// What writes that folder; nil where it is part of the project.
    let generation: DocsGeneration?
    let author: GitPerson
    let access: GitHubAccess?
    private let session = DocsSession()

    package func preflight() async throws -> [Diagnostic] {
        try await (access?.findings() ?? []) + DocsSource.findings(source, generation, machine.files)
    }

    package func recover() async throws { try await generation?.run() }

    package func observe() async throws -> DocsState {
        try await explained("cannot read the documentation in `\(branch.place)`") { try await read() }
    }

    package func liveVersion(in state: DocsState) -> String? {
        let isPrerelease = (try? version.isPrerelease) ?? false
        return state.versions.filter { isPrerelease || !$0.isPrerelease }.max().map { "\($0)" }
    }

    package func offers(_ version: String, in state: DocsState) -> Bool {
        state.versions.contains { "\($0)" == version }
    }

    package func plan(from state: DocsState) throws -> [DocsStep] {
        guard try machine.files.exists(source) else {
            guard generation != nil else { throw DocsSource.missing(source) }
            // Only a dry run sees the folder before it is written.
            return [.generate, .moveBranch(branch: branchName, place: branch.place)]
        }
        let tree = try FolderTree(reading: source, files: machine.files)
        guard !tree.files.isEmpty else { throw DocsSource.missing(source) }
        var steps: [DocsStep] = []
        for change in try changes(from: state) {
            guard case .folder(let path, let files) = change else { continue }
            let isNew = path == "latest" ? state.latest == nil : state.own == nil
            steps.append(.write(folder: path, isNew: isNew, count: files.count))
        }
        return steps.isEmpty ? [] : steps + [.moveBranch(branch: branchName, place: branch.place)]
    }

    /// Documentation does not wait for the release's files: the plan is known.
    package func forecast(
        _ version: String, names: [String], from state: DocsState
    ) throws -> [PublicationReport.Step] {
        try plan(from: state).map { PublicationReport.Step($0) }
    }

    package func stage(_ steps: [DocsStep], from state: DocsState) async throws {
        try await explained("cannot prepare the documentation for `\(branch.place)`") { try await prepare(from: state) }
    }

    package func commit() async throws {
        guard let staged = await session.staged else { return }
        await session.beginCommitting()
        try await explained("cannot publish the documentation in `\(branch.place)`") {
            try await branch.moveOn(staged, web: machine.web) {
                let state = try await read()
                guard try !changes(from: state).isEmpty else { return nil }
                try await prepare(from: state)
                return await session.staged
            }
        }
    }

    package func verify() async throws {
        guard try changes(from: try await observe()).isEmpty else {
            throw Diagnostic("`\(branch.place)` does not have the documentation that was published", exit: .workFailed)
        }
    }

    package func revert() async throws {
        guard await session.isCommitting, let before = await session.before, let written = await session.written else {
            return
        }
        try await explained("cannot take back the documentation in `\(branch.place)`") {
            try await branch.moveOn(nil, web: machine.web) {
                let state = try await read()
                var changes: [TreeChange] = []
                // What someone else wrote since is theirs.
                if written.own, state.own == written.tree {
                    changes.append(.tree(path: manifest.version, id: before.own))
                }
                if written.latest, state.latest == written.tree {
                    changes.append(.tree(path: "latest", id: before.latest))
                }
                guard !changes.isEmpty else { return nil }
                let note = CommitNote(
                    message: "Take back the documentation of \(manifest.version)", author: author,
                    date: machine.clock.now())
                return (try await branch.write(changes, on: state.head, note), state.head)
            }
        }
    }

    package func finish() async throws { try await branch.finish() }

    // MARK: Parts

    private var version: SemanticVersion {
        get throws { try SemanticVersion(parsing: manifest.version) }
    }

    private func read() async throws -> DocsState {
        guard let head = try await branch.head() else {
            return DocsState(head: nil, versions: [], own: nil, latest: nil, names: [])
        }
        let names = try await branch.names(in: "", at: head)
        return DocsState(
            head: head, versions: names.compactMap { try? SemanticVersion(parsing: $0) },
            own: names.contains(manifest.version) ? try await branch.tree(of: manifest.version, at: head) : nil,
            latest: names.contains("latest") ? try await branch.tree(of: "latest", at: head) : nil, names: Set(names))
    }

    private func changes(from state: DocsState) throws -> [TreeChange] {
        let tree = try FolderTree(reading: source, files: machine.files)
        let version = try version
        var changes: [TreeChange] = []
        if let present = state.own, present != tree.id, generation == nil {
            throw DocsSource.divergence(manifest.version, place: branch.place, there: present, here: tree.id)
        }
        // What a command writes is not the same every time: what was published first stays.
        if state.own == nil { changes.append(.folder(path: manifest.version, files: tree.files)) }
        let isLatest = !version.isPrerelease && !state.versions.contains { !$0.isPrerelease && version.precedes($0) }
        if isLatest, state.latest == nil || state.latest != (state.own ?? tree.id) {
            changes.append(
                state.own.map { .tree(path: "latest", id: $0) } ?? .folder(path: "latest", files: tree.files))
        }
        guard !changes.isEmpty else { return [] }
        if !state.names.contains(".nojekyll") { changes.append(.file(path: ".nojekyll", bytes: [])) }
        if !state.names.contains("index.html") {
            changes.append(.file(path: "index.html", bytes: Array(DocsSource.redirection.utf8)))
        }
        return changes
    }

    private func prepare(from state: DocsState) async throws {
        let changes = try changes(from: state)
        let note = CommitNote(
            message: "Documentation of \(manifest.project) \(manifest.version)", author: author, date: manifest.date)
        do {
            let commit = try await branch.write(changes, on: state.head, note)
            let paths = changes.compactMap { change -> String? in
                switch change {
                case .folder(let path, _), .tree(let path, _): path
                default: nil
                }
            }
            await session.stage(
                (commit, state.head), before: state,
                written: .init(
                    tree: try FolderTree(reading: source, files: machine.files).id,
                    own: paths.contains(manifest.version), latest: paths.contains("latest")))
        } catch is EmptyRepository {
            throw Diagnostic(
                "`\(branch.place)` has no commits, and takes no branch of documentation",
                hint: "push the project first", exit: .needsChange)
        }
    }

    private func explained<Result>(_ message: String, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch {
            throw GitHubProblem.diagnostic(message, error, repository: branch.place, tokenName: "GITHUB_TOKEN")
        }
    }
}

/// What one run has written to a documentation branch.
actor DocsSession {
    struct Written: Sendable {
        let tree: String
        let own: Bool
        let latest: Bool
    }

    private(set) var staged: (commit: String, parent: String?)?
    private(set) var before: DocsState?
    private(set) var written: Written?
    private(set) var isCommitting = false

    func stage(_ staged: (commit: String, parent: String?), before: DocsState, written: Written) {
        self.staged = staged
        self.before = before
        self.written = written
    }

    func beginCommitting() { isCommitting = true }
}

/// Runs the command that writes the documentation, once.
actor DocsGeneration {
    private let command: @Sendable () async throws -> Void
    private var isDone = false

    init(_ command: @escaping @Sendable () async throws -> Void) {
        self.command = command
    }

    func run() async throws {
        guard !isDone else { return }
        isDone = true
        try await command()
    }
}
