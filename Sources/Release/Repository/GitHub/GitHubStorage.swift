// SPDX-License-Identifier: Apache-2.0
package import Effects
import Formats
import Project
package import Repositories
package import SystemPackage

/// A GitHub repository as a storage: files on a branch of its own, and those that readers download from releases.
///
/// Keys below `releases/` are what is behind the repository's page: packages in releases, and APT's index in the latest
/// release, unless that is another's. All others are files of the branch `packages`. Several of them are written by one commit:
/// what is named after its content waits for the next pointer. The branch is moved on only from the commit that was read,
/// which makes every write of a pointer a compare-and-swap.
package actor GitHubStorage: RepositoryStorage {
    /// The branch that has the files.
    package static let branch = AptLayout.branchName

    package nonisolated let location: String
    let client: GitHubClient
    let files: Files
    let clock: any ReleaseClock
    let tokenName: String
    /// The tag of a release that another one publishes, with the packages in it, before they are listed here.
    package nonisolated let promised: String?

    /// What the branch was when it was last looked at.
    var seen: GitHubSnapshot?
    /// What the next commit changes besides its pointer.
    private var pending: [String: GitHubFileChange] = [:]
    private var publishers = 0
    /// The releases that packages go to, by their tags.
    var releases: [String: GitHubRelease] = [:]
    /// Those that are being made.
    var making: [String: Task<GitHubRelease, any Error>] = [:]
    /// The release that will be the latest one with the next `InRelease`, and the names of its files.
    var draft: (release: GitHubRelease, names: Set<String>)?

    package init(
        _ client: GitHubClient, promised: String? = nil, tokenName: String = "GITHUB_TOKEN", files: Files = Files(),
        clock: any ReleaseClock = SystemClock()
    ) {
        self.promised = promised
        self.client = client
        self.files = files
        self.clock = clock
        self.tokenName = tokenName
        location = "github:\(client.repository)"
    }

    /// The address of the files on the branch.
    package nonisolated var filesURL: String { "\(page)/raw/\(Self.branch)" }
    package nonisolated var store: String { page }
    /// The repository's page.
    package nonisolated var page: String { client.server.page(of: client.repository) }

    package func read(_ key: String, limit: Int) async throws(StorageError) -> StoredObject? {
        try StorageKey.check(key)
        return try await explaining { try await readObject(key, limit) }
    }

    private func readObject(_ key: String, _ limit: Int) async throws -> StoredObject? {
        let place = GitHubReleasePlace(key)
        if let place, !place.isPointer {
            return try await files.withTemporaryDirectory { folder in
                let path = folder.appending("asset")
                guard let version = try await downloadAsset(place, to: path) else { return nil }
                guard try files.status(path).size <= UInt64(limit) else {
                    throw StorageError.tooLarge(key, limit: limit)
                }
                return StoredObject(bytes: try files.read(path, limit: limit), version: version)
            }
        }
        guard let object = try await readFile(key, limit) else { return nil }
        // A pointer that its release does not have yet is as good as none, but its version is to be replaced.
        if let place, try await !isShown(place, object.bytes) {
            return StoredObject(bytes: [], version: object.version)
        }
        return object
    }

    private func readFile(_ key: String, _ limit: Int) async throws -> StoredObject? {
        let base = try await look()
        if let change = pending[key] {
            guard let id = change.id else { return nil }
            if case .text(let text, _) = change {
                guard text.utf8.count <= limit else { throw StorageError.tooLarge(key, limit: limit) }
                return StoredObject(bytes: Array(text.utf8), version: ObjectVersion(id))
            }
            let bytes = try await client.blob(id)
            guard bytes.count <= limit else { throw StorageError.tooLarge(key, limit: limit) }
            return StoredObject(bytes: bytes, version: ObjectVersion(id))
        }
        guard let entry = base.files[key] else { return nil }
        guard entry.size <= limit else { throw StorageError.tooLarge(key, limit: limit) }
        return StoredObject(bytes: try await client.blob(entry.id), version: ObjectVersion(entry.id))
    }

    package func fetch(_ key: String, to path: FilePath) async throws(StorageError) -> ObjectVersion? {
        try StorageKey.check(key)
        return try await explaining {
            if let place = GitHubReleasePlace(key), !place.isPointer {
                return try await downloadAsset(place, to: path)
            }
            guard let object = try await readObject(key, .max) else { return nil }
            try files.replace(path, object.bytes)
            return object.version
        }
    }

    @discardableResult
    package func put(
        _ key: String, _ contents: ObjectContents, as kind: ObjectKind
    ) async throws(StorageError) -> ObjectVersion {
        try StorageKey.check(key)
        return try await explaining {
            if let place = GitHubReleasePlace(key), !place.isPointer {
                return try await putAsset(place, contents, as: kind)
            }
            let change = try await change(contents)
            try await write(key, change, as: kind) { _ in }
            return ObjectVersion(change.id ?? "")
        }
    }

    @discardableResult
    package func create(
        _ key: String, _ contents: ObjectContents, as kind: ObjectKind
    ) async throws(StorageError) -> ObjectVersion {
        try StorageKey.check(key)
        return try await explaining {
            if let place = GitHubReleasePlace(key), !place.isPointer {
                return try await createAsset(place, key, contents)
            }
            let change = try await change(contents)
            try await write(key, change, as: kind) { present in
                if present != nil { throw StorageError.alreadyExists(key) }
            }
            return ObjectVersion(change.id ?? "")
        }
    }

    @discardableResult
    package func replace(
        _ key: String, _ contents: ObjectContents, as kind: ObjectKind, expecting version: ObjectVersion
    ) async throws(StorageError) -> ObjectVersion {
        try StorageKey.check(key)
        return try await explaining {
            let change = try await change(contents)
            try await write(key, change, as: kind) { present in
                if present != version.token { throw StorageError.conflict(key) }
            }
            return ObjectVersion(change.id ?? "")
        }
    }

    package func remove(_ key: String) async throws(StorageError) {
        try StorageKey.check(key)
        try await explaining {
            if let place = GitHubReleasePlace(key), !place.isPointer { return try await removeAsset(place) }
            pending[key] = .removal
            // Many removals of one publisher are one commit at its end.
            if publishers == 0 { try await commit { _ in [:] } }
        }
    }

    package func list(_ prefix: String) async throws(StorageError) -> [ListedObject] {
        try StorageKey.check(prefix: prefix)
        return try await explaining {
            let base = try await look()
            var sizes = base.files.mapValues(\.size)
            for (key, change) in pending { sizes[key] = change.size }
            return sizes.filter { $0.key.utf8.starts(with: prefix.utf8) }
                .map { ListedObject(key: $0.key, size: UInt64($0.value), modified: base.time ?? clock.now()) }
                .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        }
    }

    package nonisolated func exclusively<Result>(_ body: () async throws -> Result) async throws -> Result {
        await begin()
        let result: Result
        do {
            result = try await body()
        } catch {
            try? await end(isComplete: false)
            throw error
        }
        try await end(isComplete: true)
        return result
    }

    private func begin() { publishers += 1 }

    private func end(isComplete: Bool) async throws {
        publishers -= 1
        guard isComplete, publishers == 0, pending.values.contains(.removal) else { return }
        try await explaining { try await commit { _ in [:] } }
    }
}

/// The branch.
extension GitHubStorage {
    /// Writes a file: pointers at once, others with the next one.
    ///
    /// - Parameter check: Throws where the file's present version, nil for none, is not what it has to be.
    private func write(
        _ key: String, _ change: GitHubFileChange, as kind: ObjectKind, _ check: (_ present: String?) throws -> Void
    ) async throws {
        guard kind == .pointer else {
            let base = try await look()
            try check(pending[key].map(\.id) ?? base.files[key]?.id)
            pending[key] = change
            return
        }
        try await commit { base in
            try check(pending[key].map(\.id) ?? base.files[key]?.id)
            return [key: change]
        }
        if let place = GitHubReleasePlace(key), case .text(let text, _) = change {
            try await show(place, Array(text.utf8), key: key)
        }
    }

    /// Moves the branch on to a commit with what waits and what `make` says, which is asked again where another writer was
    /// faster.
    private func commit(_ make: (GitHubSnapshot) throws -> [String: GitHubFileChange]) async throws {
        let policy = RetryPolicy(attempts: 12)
        for attempt in 1...policy.attempts {
            let base = try await look()
            let taken = pending
            let changes = taken.merging(try make(base)) { $1 }.filter { base.files[$0.key]?.id != $0.value.id }
            var isDone = changes.isEmpty
            if !isDone { isDone = try await advance(base, changes) }
            if isDone {
                for (key, change) in taken where pending[key] == change { pending[key] = nil }
                return
            }
            if let pause = policy.backoff(after: attempt, jitter: client.web.jitter()) {
                try await client.web.pause(pause)
            }
        }
        throw StorageError.busy(location)
    }

    /// False where the branch is no longer what it was.
    private func advance(_ base: GitHubSnapshot, _ changes: [String: GitHubFileChange]) async throws -> Bool {
        let entries = changes.sorted { $0.key < $1.key }.map { key, change in change.entry(key) }
        let now = clock.now()
        let tree: String
        do {
            tree = try await client.createTree(entries, base: base.tree)
        } catch WebError.refused(let refusal) where refusal.status == 409 && base.commit == nil {
            try await beginRepository()
            return false
        }
        let commit = try await client.createCommit(
            tree: tree, parents: base.commit.map { [$0] } ?? [], message: "Publish packages",
            author: Self.author(at: now))
        guard let parent = base.commit else {
            guard try await client.createBranch(Self.branch, at: commit) else { return false }
            seen = base.applying(changes, commit: commit, tree: tree, time: now)
            return true
        }
        guard try await client.advance(Self.branch, to: commit) else { return false }
        if seen?.commit == parent { seen = base.applying(changes, commit: commit, tree: tree, time: now) }
        return true
    }

    /// Makes the first commit of an empty repository, which takes neither trees nor releases.
    func beginRepository() async throws {
        let branch = try await client.facts()?.defaultBranch ?? "main"
        guard try await client.head(of: branch) == nil else { return }
        try await client.createFirstFile(
            "README.md", Array("# \(client.repository)\n".utf8), branch: branch, message: "Begin",
            author: Self.author(at: clock.now()))
    }

    private static func author(at time: Int64) -> GitHubClient.Signature {
        GitHubClient.Signature(
            name: "fledge", email: "fledge@users.noreply.github.com", date: UTCDay.timeText(time))
    }

    /// The branch as it is now.
    func look() async throws -> GitHubSnapshot {
        let head = try await client.head(of: Self.branch)
        if let seen, seen.commit == head { return seen }
        let found = if let head { try await client.snapshot(of: head) } else { GitHubSnapshot() }
        seen = found
        return found
    }

    /// Contents as a change of a file; a blob of them is made where they are no short text.
    private func change(_ contents: ObjectContents) async throws -> GitHubFileChange {
        let bytes: [UInt8]
        switch contents {
        case .bytes(let given): bytes = given
        case .file(let path, let size, let sha256):
            guard size <= GitHubFileChange.sizeLimit else {
                throw StorageError.tooLarge(path.string, limit: GitHubFileChange.sizeLimit)
            }
            bytes = try files.read(path, limit: GitHubFileChange.sizeLimit)
            guard GitHubFileChange.sha256(bytes) == sha256.description else { throw StorageError.contentChanged(path) }
        }
        if let text = GitHubFileChange(text: bytes) { return text }
        let id = GitHubFileChange.id(bytes)
        if seen?.files.values.contains(where: { $0.id == id }) != true {
            do {
                _ = try await client.createBlob(bytes)
            } catch WebError.refused(let refusal) where refusal.status == 409 {
                try await beginRepository()
                _ = try await client.createBlob(bytes)
            }
        }
        return .blob(id, size: bytes.count)
    }

    /// Errors as a storage has them.
    func explaining<Result>(_ body: () async throws -> Result) async throws(StorageError) -> Result {
        do {
            return try await body()
        } catch let error as StorageError {
            throw error
        } catch let error as FileError {
            throw .file(error)
        } catch WebError.refused(let refusal) {
            throw .declined(
                refusal, hint: GitHubProblem.hint(refusal, repository: client.repository, tokenName: tokenName),
                isPassing: GitHubProblem.isPassing(refusal))
        } catch WebError.failed(let failure) {
            throw .unanswered(failure)
        } catch WebError.cancelled {
            throw .cancelled
        } catch is CancellationError {
            throw .cancelled
        } catch {
            throw .unexpected("\(error)")
        }
    }
}
