// SPDX-License-Identifier: Apache-2.0
import Effects
package import Project
import SystemPackage

/// Publishes the formula in a Homebrew tap: the commit is made where no branch leads to it, and moving the branch on
/// makes it visible. Commits of other people stay, and nothing is ever forced.
///
/// `hello` is the newest stable version, `hello@1.2` the newest 1.2.x for those who hold it, and `hello-beta` the newest
/// prerelease.
package struct HomebrewChannel: Channel {
    package let name = ChannelName.homebrew
    let machine: Machine
    let dist: DistFolder
    let manifest: Manifest
    let branch: any CommitBranch
    /// The formula's name without a version: `hello`.
    let formula: String
    /// Who the commits are by.
    let author: GitPerson
    /// How pull requests are made; nil moves the branch itself.
    let pullRequests: TapPullRequest?
    /// The checks before a release; nil where nothing can be found out beforehand.
    let access: GitHubAccess?
    let tokenName: String
    private let session = HomebrewSession()

    package func preflight() async throws -> [Diagnostic] {
        if let access { return try await access.findings() }
        do {
            _ = try await branch.head()
            try await branch.finish()
            return []
        } catch let error as Diagnostic {
            return [error]
        }
    }

    package func observe() async throws -> TapState {
        try await explained("cannot read the tap `\(branch.place)`") { try await read() }
    }

    package func liveVersion(in state: TapState) -> String? {
        state.version(of: mainName).map { "\($0)" }
    }

    package func offers(_ version: String, in state: TapState) -> Bool {
        state.formulae.values.contains { TapFormula($0).version.map { "\($0)" } == version }
    }

    package func plan(from state: TapState) throws -> [HomebrewStep] {
        let writes = try wanted(from: state)
        guard !writes.isEmpty else { return [] }
        if pullRequests != nil, state.pullRequest != nil { return [] }
        return writes.map {
            .write(formula: $0.name, version: manifest.version, isNew: state.formulae[$0.name] == nil)
        } + [pullRequests == nil ? .moveBranch(place: branch.place) : .openPullRequest(place: branch.place)]
    }

    package func forecast(
        _ version: String, names: [String], from state: TapState
    ) throws -> [PublicationReport.Step] {
        let number = try self.version
        let candidates =
            number.isPrerelease ? [mainName] : [formula, "\(formula)@\(number.major).\(number.minor)"]
        let written = candidates.filter { name in
            state.version(of: name).map { !number.precedes($0) } ?? true
        }.map { HomebrewStep.write(formula: $0, version: version, isNew: state.formulae[$0] == nil) }
        guard !written.isEmpty else { return [] }
        return
            (written + [pullRequests == nil ? .moveBranch(place: branch.place) : .openPullRequest(place: branch.place)])
            .map { PublicationReport.Step($0) }
    }

    package func stage(_ steps: [HomebrewStep], from state: TapState) async throws {
        try await explained("cannot prepare a commit for the tap `\(branch.place)`") { try await prepare(from: state) }
    }

    package func commit() async throws {
        guard await session.isStaged else { return }
        await session.beginCommitting()
        try await explained("cannot publish the formula in `\(branch.place)`") {
            if let pullRequests {
                guard let staged = await session.staged else { throw EmptyRepository() }
                return try await pullRequests.open(staged.commit, onto: try await branch.branch)
            }
            try await move()
        }
    }

    package func verify() async throws {
        let state = try await observe()
        guard pullRequests == nil else {
            let left = try wanted(from: state)
            guard state.pullRequest != nil || left.isEmpty else {
                throw Diagnostic("`\(branch.place)` shows no pull request for \(manifest.version)", exit: .workFailed)
            }
            return
        }
        let left = try wanted(from: state)
        guard left.isEmpty else {
            throw Diagnostic(
                message: "the tap `\(branch.place)` does not offer what was published",
                causes: left.map { "`\($0.name)` has other text" }, exit: .workFailed)
        }
    }

    package func revert() async throws {
        guard await session.isCommitting else { return }
        try await explained("cannot take back the formula in `\(branch.place)`") {
            if let pullRequests { return try await pullRequests.close(onto: try await branch.branch) }
            try await putBack()
        }
    }

    package func finish() async throws { try await branch.finish() }

    // MARK: Formulae

    private var version: SemanticVersion {
        get throws { try SemanticVersion(parsing: manifest.version) }
    }

    /// The formula that users of the release's track install.
    private var mainName: String {
        (try? version.isPrerelease) == true ? "\(formula)-beta" : formula
    }

    /// The formulae that the release writes, by name, with their bytes, from what is there.
    private func wanted(from state: TapState) throws -> [(name: String, bytes: [UInt8])] {
        guard let own = manifest.artifacts.first(where: { $0.kind == .formula }) else { return [] }
        let version = try version
        let bytes = try dist.files.read(dist.path.appending(own.path), limit: 1 << 20)
        var candidates: [(name: String, bytes: [UInt8])] = []
        do throws(HomebrewFormulaError) {
            if version.isPrerelease {
                let conflict =
                    "conflicts_with \(RubyString(formula).literal), because: \"both install the same programs\""
                candidates = [(mainName, try TapFormula(bytes).renamed(to: mainName, adding: [conflict]))]
            } else {
                let held = "\(formula)@\(version.major).\(version.minor)"
                let kept = try TapFormula(bytes).renamed(to: held, adding: ["keg_only :versioned_formula"])
                candidates = [(formula, bytes), (held, kept)]
            }
        } catch {
            throw Diagnostic(
                "cannot write the Homebrew formula", keyPath: "channels.homebrew", cause: error, exit: .needsChange)
        }
        return try candidates.filter { candidate in
            guard let present = state.formulae[candidate.name], present != candidate.bytes else {
                return state.formulae[candidate.name] == nil
            }
            guard let live = TapFormula(present).version else { return true }
            if version.precedes(live) { return false }
            if live == version { try checkSame(present, candidate) }
            return true
        }
    }

    /// Refuses other archives under a version that is published.
    private func checkSame(_ present: [UInt8], _ ours: (name: String, bytes: [UInt8])) throws {
        let (there, here) = (TapFormula(present).digests, TapFormula(ours.bytes).digests)
        guard there != here else { return }
        throw Diagnostic(
            message: "the formula `\(ours.name)` of \(manifest.version) in `\(branch.place)` installs other bytes",
            causes: [
                "the SHA-256 digests there are \(there.subtracting(here).sorted().joined(separator: ", "))",
                "this release's are \(here.subtracting(there).sorted().joined(separator: ", "))",
            ],
            hints: ["a published version never changes: tag the next one"], exit: .needsChange)
    }

    private func read() async throws -> TapState {
        let head = try await branch.head()
        guard let head else { return TapState(head: nil, formulae: [:], folder: "Formula/", pullRequest: nil) }
        var formulae: [String: [UInt8]] = [:]
        var folder = "Formula/"
        for place in ["Formula/", "HomebrewFormula/", ""] {
            guard let bytes = try await branch.file("\(place)\(mainName).rb", at: head) else { continue }
            formulae[mainName] = bytes
            folder = place
            break
        }
        let version = try version
        if !version.isPrerelease {
            let held = "\(formula)@\(version.major).\(version.minor)"
            formulae[held] = try await branch.file("\(folder)\(held).rb", at: head)
        }
        let page = try await pullRequests?.page(onto: try await branch.branch)
        return TapState(head: head, formulae: formulae, folder: folder, pullRequest: page)
    }

    // MARK: Commits

    private func prepare(from state: TapState) async throws {
        let writes = try wanted(from: state)
        let path = { (name: String) in "\(state.folder)\(name).rb" }
        let written = Dictionary(writes.map { (path($0.name), $0.bytes) }) { $1 }
        var before: [String: [UInt8]] = [:]
        for (name, bytes) in state.formulae { before[path(name)] = bytes }
        do {
            let changes = writes.map { TreeChange.file(path: path($0.name), bytes: $0.bytes) }
            let commit = try await branch.write(
                changes, on: state.head, note("\(mainName) \(manifest.version)", at: manifest.date))
            await session.stage((commit, state.head), written: written, before: before)
        } catch is EmptyRepository {
            await session.stage(nil, written: written, before: before)
        }
    }

    /// Moves the branch on; where it has moved meanwhile, once more from there.
    private func move() async throws {
        try await branch.moveOn(await session.staged, web: machine.web) {
            if await session.staged == nil, let client = access?.client,
                let first = await session.written.min(by: { $0.key < $1.key })
            {
                try await begin(client, first)
            }
            let state = try await read()
            guard try !wanted(from: state).isEmpty else { return nil }
            try await prepare(from: state)
            return await session.staged
        }
    }

    /// Gives an empty repository its first commit.
    private func begin(_ client: GitHubClient, _ first: (key: String, value: [UInt8])) async throws {
        let note = note("\(mainName) \(manifest.version)", at: manifest.date)
        do {
            try await client.createFirstFile(
                first.key, first.value, branch: try await branch.branch, message: note.message,
                author: GitHubClient.Signature(name: author.name, email: author.email, date: note.dateText))
        } catch let error as WebError
            where GitHubUploader.isWorthAnotherAttempt(error) || error.status == 422 || error.status == 409
        {
            // It may be there all the same, which the next look tells.
        }
    }

    /// Commits what was there before, on top of what is there now.
    private func putBack() async throws {
        let (written, before) = (await session.written, await session.before)
        try await branch.moveOn(nil, web: machine.web) {
            guard let head = try await branch.head() else { return nil }
            var changes: [TreeChange] = []
            for (path, bytes) in written.sorted(by: { $0.key < $1.key }) {
                // What someone else wrote since is theirs.
                guard try await branch.file(path, at: head) == bytes else { continue }
                changes.append(before[path].map { .file(path: path, bytes: $0) } ?? .remove(path: path))
            }
            guard !changes.isEmpty else { return nil }
            let note = note("Take back \(mainName) \(manifest.version)", at: machine.clock.now())
            return (try await branch.write(changes, on: head, note), head)
        }
    }

    private func note(_ message: String, at date: Int64) -> CommitNote {
        CommitNote(message: message, author: author, date: date)
    }

    private func explained<Result>(_ message: String, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch {
            throw GitHubProblem.diagnostic(message, error, repository: branch.place, tokenName: tokenName)
        }
    }
}

extension WebError {
    /// The status of a refusal.
    var status: Int? { if case .refused(let refusal) = self { refusal.status } else { nil } }
}
