// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage

extension GitRepository {
    /// The tags of a commit and its ancestors.
    package func tags(behind commit: String) async throws(Diagnostic) -> [String] {
        try await git.text(["tag", "--merged", commit], in: root).split(separator: "\n").map(String.init)
    }

    /// The commit that a tag leads to; nil where there is no such tag.
    package func commit(ofTag tag: String) async throws(Diagnostic) -> String? {
        let result = try await git.run(
            ["rev-parse", "--verify", "--quiet", "--end-of-options", "refs/tags/\(tag)^{commit}"], in: root)
        return result.isSuccess ? result.outputText : nil
    }

    /// Whether the commit is in this clone.
    package func has(commit: String) async throws(Diagnostic) -> Bool {
        try await git.run(["cat-file", "-e", "\(commit)^{commit}"], in: root).isSuccess
    }

    /// The commits that lead to `commit` and not to `earlier`, the newest first, merges left out.
    ///
    /// In a repository of several projects only those count that touch this one's folder.
    package func log(
        to commit: String, after earlier: String?
    ) async throws(Diagnostic) -> [GitLogEntry] {
        var arguments = [
            "log", "--no-merges", "--topo-order", "--no-color", "--encoding=UTF-8", "-z",
            "--format=%H%x1f%ct%x1f%an%x1f%ae%x1f%B", commit,
        ]
        if let earlier { arguments.append("^\(earlier)") }
        arguments.append("--")
        if !subfolder.isEmpty { arguments.append(":(literal,top)\(subfolder)") }
        let bytes = try await git.bytes(arguments, in: root)
        return bytes.split(separator: 0).compactMap { record in
            let text = String(decoding: record, as: UTF8.self)
            let fields = text.split(separator: "\u{1F}", maxSplits: 4, omittingEmptySubsequences: false)
            guard fields.count == 5, let seconds = Int64(fields[1]) else { return nil }
            let person = GitPerson(name: String(fields[2]), email: String(fields[3]))
            var message = fields[4]
            while message.last?.isNewline == true { message.removeLast() }
            return GitLogEntry(
                commit: GitCommit(id: String(fields[0].drop { $0.isNewline }), seconds: seconds, author: person),
                message: String(message))
        }
    }
}
