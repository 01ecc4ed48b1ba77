// SPDX-License-Identifier: Apache-2.0
package import Effects
package import Project
import SystemPackage

/// The Homebrew tap of a site: a bare git repository, `homebrew.git`, that can be cloned over plain HTTP.
///
/// Author, dates and settings are fixed, so that the same releases make the same commits.
package struct FolderTap: Sendable {
    let machine: Machine
    /// The formula's file in the tap: `Formula/hello.rb`.
    let path: String
    /// The name and address that commits carry.
    let author: GitPerson

    package init(machine: Machine, formula: String, author: GitPerson) {
        self.machine = machine
        path = "Formula/\(formula).rb"
        self.author = author
    }

    private static let branch = "refs/heads/main"

    /// The commit that users get; nil where there is no tap, or an empty one.
    func head(in site: FilePath) async throws -> String? {
        let repository = site.appending("homebrew.git")
        guard try machine.files.exists(repository.appending("HEAD")) else { return nil }
        let result = try await run(["rev-parse", "--quiet", "--verify", Self.branch], in: repository)
        return result.isSuccess ? result.outputText : nil
    }

    /// The formula's text as users get it.
    func formula(in site: FilePath) async throws -> [UInt8]? {
        let result = try await run(["cat-file", "blob", "\(Self.branch):\(path)"], in: site.appending("homebrew.git"))
        return result.isSuccess ? Array(result.output.text.utf8) : nil
    }

    /// Commits a formula to the tap of a site that nobody reads yet, making the repository if it is missing.
    func commit(_ formula: [UInt8], message: String, date: Int64, in site: FilePath) async throws {
        let repository = site.appending("homebrew.git")
        if try !machine.files.exists(repository.appending("HEAD")) {
            try machine.files.createDirectory(repository)
            _ = try await must(["init", "--quiet", "--bare", "--template=", "--initial-branch=main"], in: repository)
        }
        let parent = try await head(in: site)
        let blob = try await must(["hash-object", "-w", "--stdin"], in: repository, input: formula)
        let index = ["GIT_INDEX_FILE": repository.appending("fledge-index").string]
        if let parent { _ = try await must(["read-tree", parent], in: repository, environment: index) }
        _ = try await must(
            ["update-index", "--add", "--cacheinfo", "100644,\(blob),\(path)"], in: repository, environment: index)
        let tree = try await must(["write-tree"], in: repository, environment: index)
        try machine.files.removeIfPresent(repository.appending("fledge-index"))
        let stamp = "\(date) +0000"
        let person = [
            "GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email, "GIT_AUTHOR_DATE": stamp,
            "GIT_COMMITTER_NAME": author.name, "GIT_COMMITTER_EMAIL": author.email, "GIT_COMMITTER_DATE": stamp,
        ]
        let parents = parent.map { ["-p", $0] } ?? []
        let commit = try await must(
            ["commit-tree", tree] + parents + ["-m", message], in: repository, environment: person)
        _ = try await must(["update-ref", "--no-deref", Self.branch, commit], in: repository)
        // The lists that a client reads over plain HTTP, where it can't ask a server program.
        _ = try await must(["update-server-info"], in: repository)
    }

    private func must(
        _ arguments: [String], in repository: FilePath, input: [UInt8] = [], environment: [String: String] = [:]
    ) async throws -> String {
        let result = try await run(arguments, in: repository, input: input, environment: environment)
        guard result.isSuccess else {
            throw Diagnostic(
                message: "cannot write the Homebrew tap `\(repository)`",
                causes: [
                    "`git \(arguments.first ?? "")` \(result.outcome)", result.transcript(redactedBy: machine.secrets),
                ]
                .filter { !$0.isEmpty },
                hints: [
                    machine.files.adviceOnSpace(at: repository)
                        ?? "if the repository is damaged, remove it: the next release makes a new one"
                ], exit: .workFailed)
        }
        return result.outputText
    }

    private func run(
        _ arguments: [String], in repository: FilePath, input: [UInt8] = [], environment: [String: String] = [:]
    ) async throws -> ProgramResult {
        var values = [
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_DIR": repository.string, "LC_ALL": "C",
        ]
        values.merge(environment) { $1 }
        return try await machine.programs.run(
            ProgramCall(
                .name("git"), arguments, workingDirectory: repository, environment: .minimal(adding: values),
                input: input,
                outputLimit: 4 << 20, timeout: .seconds(60)))
    }
}
