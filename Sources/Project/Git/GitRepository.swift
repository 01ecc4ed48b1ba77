// SPDX-License-Identifier: Apache-2.0

package import Effects
package import SystemPackage

/// A git repository that is only read: no lock is taken, no hook runs, no index is refreshed.
package struct GitRepository: Sendable {
    /// The project's folder, absolute: the top folder of the repository or one below it.
    package let folder: FilePath
    /// The top folder of the working tree, absolute.
    package let root: FilePath
    let git: GitProgram

    /// Finds the repository that a folder is in.
    ///
    /// - Returns: Nil where there is none.
    /// - Throws: A diagnostic when git is missing, or refuses the folder since it belongs to someone else.
    package static func containing(
        _ folder: FilePath, on machine: Machine
    ) async throws(Diagnostic) -> GitRepository? {
        let git = GitProgram(machine: machine)
        let result = try await git.run(["rev-parse", "--show-toplevel"], in: folder)
        guard result.isSuccess else {
            let said = result.error.text
            if said.utf8.count > 0, said.contains("not a git repository") { return nil }
            throw git.diagnostic(for: result, ["rev-parse", "--show-toplevel"], in: folder)
        }
        do throws(FileError) {
            let root = FilePath(result.outputText)
            return GitRepository(
                folder: try machine.files.resolve(folder), root: try machine.files.resolve(root), git: git)
        } catch {
            throw Diagnostic("cannot read the repository", cause: error)
        }
    }

    /// `folder` from `root`; empty when they are the same.
    package var subfolder: FilePath {
        var folder = folder
        _ = folder.removePrefix(root)
        return folder
    }

    /// The repository that a folder is in, and what git knows of the project: asked at the same time, since most of an
    /// answer's time is git's start.
    ///
    /// - Returns: Nil where there is none.
    /// - Throws: As `containing`.
    package static func withHistory(
        _ folder: FilePath, on machine: Machine
    ) async throws(Diagnostic) -> (repository: GitRepository, history: ProjectHistory)? {
        // Until it is known, the folder itself stands for the root: git's answers to these are the same in both.
        let supposed = GitRepository(folder: folder, root: folder, git: GitProgram(machine: machine))
        async let asked = outcome { () async throws(Diagnostic) -> ProjectHistory in try await .of(supposed) }
        let repository = try await containing(folder, on: machine)
        let history = await asked
        guard let repository else { return nil }
        return (repository, try history.get())
    }

    /// The commit that is checked out; nil before the first one.
    package func head() async throws(Diagnostic) -> GitCommit? {
        let result = try await git.run(["log", "-1", Self.commitFormat, "HEAD", "--"], in: root)
        guard result.isSuccess else { return nil }
        return try Self.commit(parsing: result.outputText)
    }

    /// Who wrote the newest commits, the last one first; in a shallow clone those that are there.
    func recentAuthors() async throws(Diagnostic) -> [GitPerson] {
        try await linesOfHead(["log", "-1000", "--format=%an%x1f%ae", "HEAD", "--"]).compactMap { line in
            let fields = line.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
            return fields.count == 2 ? GitPerson(name: fields[0], email: fields[1]) : nil
        }
    }

    /// The oldest commit without parents that leads to HEAD; in a shallow clone the oldest one that is there.
    package func firstCommit() async throws(Diagnostic) -> GitCommit? {
        guard try await head() != nil else { return nil }
        let text = try await git.text(["rev-list", "--max-parents=0", "--date-order", "HEAD"], in: root)
        guard let id = text.split(separator: "\n").last else { return nil }
        let found = try await git.text(["log", "-1", Self.commitFormat, String(id), "--"], in: root)
        return try Self.commit(parsing: found)
    }

    /// The tags at HEAD, annotated or not, in git's order.
    package func tagsAtHead() async throws(Diagnostic) -> [String] {
        try await linesOfHead(["tag", "--points-at", "HEAD"])
    }

    /// The tags of HEAD and its ancestors, each with the object name of what it marks.
    package func tagsBehindHead() async throws(Diagnostic) -> [GitTag] {
        let format = "--format=%(objectname) %(*objectname) %(refname:strip=2)"
        return try await linesOfHead(["for-each-ref", "--merged=HEAD", format, "refs/tags"]).compactMap { line in
            let fields = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { return nil }
            // An annotated tag is an object of its own, which names what it marks.
            return GitTag(name: String(fields[2]), target: String(fields[1].isEmpty ? fields[0] : fields[1]))
        }
    }

    package func tags() async throws(Diagnostic) -> [String] {
        try await lines(["tag", "--list"])
    }

    /// The paths, from `root`, that are not as committed, untracked ones included. What is ignored does not count, nor
    /// do the project's `dist/` and any `.build…` folder, nor untracked files in submodules.
    package func changedPaths() async throws(Diagnostic) -> [FilePath] {
        let status = try await git.bytes(
            [
                "status", "--porcelain=v1", "-z", "--untracked-files=all", "--ignore-submodules=untracked", "--", ".",
                ":(exclude,glob)**/.build*/**", ":(exclude,literal)\(subfolder.appending("dist"))",
            ],
            in: root)
        var changed: [FilePath] = []
        var isOldName = false
        for field in status.split(separator: 0) {
            if isOldName {
                isOldName = false
                continue
            }
            isOldName = field.first == UInt8(ascii: "R") || field.first == UInt8(ascii: "C")
            changed.append(FilePath(bytes: field.dropFirst(3)))
        }
        return changed.filter { !isBuildProduct($0) }
    }

    /// Whether a path, from `root`, is in the index.
    package func isTracked(_ path: FilePath) async throws(Diagnostic) -> Bool {
        try await !git.bytes(["ls-files", "-z", "--", ":(literal)\(path)"], in: root).isEmpty
    }

    /// Whether history was cut off when it was cloned.
    package func isShallow() async throws(Diagnostic) -> Bool {
        try await git.text(["rev-parse", "--is-shallow-repository"], in: root) == "true"
    }

    /// The user and the remote `origin` of git's configuration.
    package func settings() async throws(Diagnostic) -> GitSettings {
        let names = #"^(user\.(name|email)|remote\.origin\.url)$"#
        return GitSettings(parsing: try await optionalText(["config", "-z", "--get-regexp", names]) ?? "")
    }

    /// The remote `origin`, unless it is a local path.
    ///
    /// What the configuration says is taken where it names a host; otherwise it may be an abbreviation (`gh:ada/engine`)
    /// that git's `url.….insteadOf` spells out. The other way round, that setting may lead to a mirror.
    package func originRemote(_ settings: GitSettings) async throws(Diagnostic) -> GitRemote? {
        guard let written = settings.origin else { return nil }
        if let remote = GitRemote(parsing: written), remote.host.contains(".") { return remote }
        let spelledOut = try await optionalText(["remote", "get-url", "origin"])
        return GitRemote(parsing: spelledOut ?? written)
    }

    /// Whether a path from `root` is in the project's `dist/` or in a build folder.
    func isBuildProduct(_ path: FilePath) -> Bool {
        if path.components.contains(where: { $0.string.hasPrefix(".build") }) { return true }
        return path.starts(with: subfolder.appending("dist"))
    }

    private static let commitFormat = "--format=%H%n%ct%n%an%n%ae"

    private static func commit(parsing text: String) throws(Diagnostic) -> GitCommit {
        let fields = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard fields.count >= 4, let seconds = Int64(fields[1]) else {
            throw Diagnostic("cannot read a commit: git says `\(text)`")
        }
        return GitCommit(id: fields[0], seconds: seconds, author: GitPerson(name: fields[2], email: fields[3]))
    }

    /// The lines that git prints of HEAD; none before the first commit.
    private func linesOfHead(_ arguments: [String]) async throws(Diagnostic) -> [String] {
        let result = try await git.run(arguments, in: root)
        if result.isSuccess { return result.outputText.split(separator: "\n").map(String.init) }
        guard try await head() == nil else { throw git.diagnostic(for: result, arguments, in: root) }
        return []
    }

    private func lines(_ arguments: [String]) async throws(Diagnostic) -> [String] {
        try await git.text(arguments, in: root).split(separator: "\n").map(String.init)
    }

    private func optionalText(_ arguments: [String]) async throws(Diagnostic) -> String? {
        let result = try await git.run(arguments, in: root)
        guard result.isSuccess, !result.outputText.isEmpty else { return nil }
        return result.outputText
    }
}
