// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Project
import SystemPackage

/// A branch of a repository elsewhere that files are committed to, without ever losing a commit of someone else's.
protocol CommitBranch: Sendable {
    /// What it is called in messages: `ada/homebrew-tap`.
    var place: String { get }
    /// The branch's name; nil is the repository's default branch, until `head` was asked.
    var branch: String { get async throws }

    /// The commit that the branch is at; nil where there is no such branch yet.
    func head() async throws -> String?
    /// A file's bytes at a commit; nil where there is none.
    func file(_ path: String, at commit: String) async throws -> [UInt8]?
    /// The names below a folder at a commit, or at the top for an empty path.
    func names(in folder: String, at commit: String) async throws -> [String]
    /// The git tree of a folder at a commit; nil where there is none.
    func tree(of folder: String, at commit: String) async throws -> String?
    /// Makes a commit that no branch leads to, so that nobody sees it.
    func write(_ changes: [TreeChange], on parent: String?, _ note: CommitNote) async throws -> String
    /// Moves the branch on to a commit; false where it is no longer where the commit begins.
    func advance(to commit: String, from parent: String?) async throws -> Bool
    /// Removes what only this run needed.
    func finish() async throws
}

extension CommitBranch {
    /// Moves the branch on to a commit, and where it has moved meanwhile to another one that is made from there.
    ///
    /// - Parameter rebuild: Makes a commit on what is there now; nil where nothing is left to be done.
    func moveOn(
        _ staged: (commit: String, parent: String?)?, web: any WebClient,
        rebuild: () async throws -> (commit: String, parent: String?)?
    ) async throws {
        var next = staged
        let policy = RetryPolicy(attempts: 7)
        for attempt in 1..<policy.attempts {
            if let next, try await advance(to: next.commit, from: next.parent) { return }
            // The answer may have been lost, or another run of the same release was faster.
            let isFirstLook = next == nil
            next = try await rebuild()
            if next == nil { return }
            guard !isFirstLook, let pause = policy.backoff(after: attempt, jitter: web.jitter()) else { continue }
            try await web.pause(pause)
        }
        throw Diagnostic(
            "`\(place)` moves on faster than a commit can be added", hint: "run the same command again",
            exit: .workFailed)
    }
}

/// What a commit says of itself.
struct CommitNote: Sendable, Hashable {
    let message: String
    let author: GitPerson
    /// Seconds since 1970-01-01 00:00 UTC.
    let date: Int64

    /// The date as ISO 8601 has it, in UTC.
    var dateText: String {
        UTCDay.timeText(date)
    }
}

/// What a commit changes.
enum TreeChange: Sendable, Hashable {
    /// A small file: added, or replaced.
    case file(path: String, bytes: [UInt8])
    case remove(path: String)
    /// A folder that is a tree which the repository has; nil removes it.
    case tree(path: String, id: String?)
    /// A folder that has these files and no others.
    case folder(path: String, files: [FolderFile])

    /// A file of a folder that is published.
    struct FolderFile: Sendable, Hashable {
        /// Relative to the folder.
        let path: String
        let file: FilePath
        let isExecutable: Bool
    }
}

/// A repository without any commit, to which GitHub's git database can't add.
struct EmptyRepository: Error, Sendable {}
