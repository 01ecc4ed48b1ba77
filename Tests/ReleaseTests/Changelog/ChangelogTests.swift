// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Release
import Testing

@Suite("A changelog")
struct ChangelogTests {
    private static let page = "https://github.com/ada/hello"

    @Test func `groups conventional commits, what breaks first, each with its links`() {
        let changelog = Self.changelog([
            (1, "chore: tidy"), (2, "fix(io): close the file (#7)\n\nFixes #3\nCloses other/place#4"),
            (3, "feat: greet <b>all</b>, see `<p>` and #9"), (4, "feat!: drop x\n\nBREAKING CHANGE: use y instead"),
            (5, "Some words"),
        ])
        #expect(
            changelog.markdown == """
                ## [1.1.0](https://github.com/ada/hello/compare/v1.0.0...v1.1.0) - 2023-11-14

                ### Breaking changes

                - drop x ([4444444](https://github.com/ada/hello/commit/\(Self.id(4))))
                  use y instead

                ### Features

                - greet &lt;b>all&lt;/b>, see `<p>` and [#9](https://github.com/ada/hello/issues/9) ([3333333](https://github.com/ada/hello/commit/\(Self.id(3))))

                ### Fixes

                - **io:** close the file ([#7](https://github.com/ada/hello/issues/7)) ([2222222](https://github.com/ada/hello/commit/\(Self.id(2)))), closes [#3](https://github.com/ada/hello/issues/3), [other/place#4](https://github.com/other/place/issues/4)

                ### Other changes

                - tidy ([1111111](https://github.com/ada/hello/commit/\(Self.id(1))))
                - Some words ([5555555](https://github.com/ada/hello/commit/\(Self.id(5))))

                """)
        #expect(changelog.notes.hasSuffix("\n**Full changelog**: \(Self.page)/compare/v1.0.0...v1.1.0\n"))
        #expect(!changelog.notes.contains("## [1.1.0]"))
    }

    @Test func `is a plain list for other messages, without links where there is no page`() {
        let commits = [Self.commit(1, "Add a thing: it is good"), Self.commit(2, "Mend #4")]
        let changelog = Changelog(
            version: "1.0.0", tag: "v1.0.0", previousTag: nil, date: "2023-11-14", page: nil, commits: commits)
        #expect(
            changelog.markdown == """
                ## 1.0.0 - 2023-11-14

                - Add a thing: it is good (1111111)
                - Mend #4 (2222222)

                """)
    }

    @Test func `leaves out what was taken back, and keeps what came back`() {
        let changelog = Self.changelog([
            (3, "Revert \"feat: b\"\n\nThis reverts commit \(Self.id(2))."), (2, "feat: b"), (1, "feat: a"),
        ])
        #expect(changelog.changes.map(\.description) == ["a"])
        let again = Self.changelog([
            (4, "Reapply \"feat: b\"\n\nThis reverts commit \(Self.id(3))."),
            (3, "Revert \"feat: b\"\n\nThis reverts commit \(Self.id(2))."), (2, "feat: b"),
        ])
        #expect(again.changes.map(\.description) == ["b"])
    }

    @Test(
        arguments: [
            ("v1.1.0", "v1.0.0"), ("v1.1.0-rc.2", "v1.1.0-rc.1"), ("v1.1.0-rc.1", "v1.0.1-rc.1"), ("v1.0.0", nil),
        ] as [(String, String?)])
    func `begins after the last stable version, or for a prerelease after the last of any kind`(
        tag: String, previous: String?
    ) async throws {
        try await Self.withRepository { git, source in
            for tag in ["v1.0.0", "v1.0.1-rc.1", "v1.1.0-rc.1", "v1.1.0-rc.2", "v1.1.0"] {
                try await git(["commit", "-q", "--allow-empty", "-m", "feat: \(tag)"])
                try await git(["tag", tag])
            }
            try await git(["checkout", "-q", tag])
            let changelog = try await source("").changelog()
            #expect(changelog.tag == tag)
            #expect(changelog.previousTag == previous)
            #expect(changelog.changes.first?.description == tag)
        }
    }

    @Test func `has all commits where there is no tag, and what is new behind the last one`() async throws {
        try await Self.withRepository { git, source in
            try await git(["commit", "-q", "--allow-empty", "-m", "one"])
            try await git(["commit", "-q", "--allow-empty", "-m", "two"])
            var changelog = try await source("").changelog()
            #expect(changelog.version == nil)
            #expect(changelog.changes.map(\.description) == ["two", "one"])
            #expect(changelog.markdown.hasPrefix("## [Unreleased](https://github.com/ada/hello/commits/HEAD)\n\n- two"))
            try await git(["tag", "v0.1.0"])
            try await git(["tag", "not-a-version"])
            try await git(["commit", "-q", "--allow-empty", "-m", "three"])
            changelog = try await source("").changelog()
            #expect(changelog.changes.map(\.description) == ["three"])
            #expect(changelog.previousTag == "v0.1.0")
            #expect(try await source("").changelog(from: "0.1.0").previousTag == "v0.1.0")
            let error = await #expect(throws: Diagnostic.self) { try await source("").changelog(from: "v9") }
            #expect(error?.exit == .usage)
            #expect(error?.hints == ["the newest are `v0.1.0`"])
        }
    }

    @Test func `counts only the tags of a project's prefix, and the commits of its folder`() async throws {
        try await Self.withRepository { git, source in
            try await git(["commit", "-q", "--allow-empty", "-m", "first"])
            try await git(["tag", "tool/v1.0.0"])
            try await git(["commit", "-q", "--allow-empty", "-m", "second"])
            try await git(["tag", "v7.0.0"])
            try await git(["tag", "other/v8.0.0"])
            try await git(["commit", "-q", "--allow-empty", "-m", "third"])
            try await git(["tag", "tool/v1.1.0"])
            let changelog = try await source("tool/").changelog()
            #expect(changelog.version == "1.1.0")
            #expect(changelog.previousTag == "tool/v1.0.0")
            #expect(changelog.changes.map(\.description) == ["third", "second"])
        }
    }

    private static func id(_ digit: Int) -> String { String(repeating: "\(digit)", count: 40) }

    private static func commit(_ digit: Int, _ message: String) -> GitLogEntry {
        GitLogEntry(
            commit: GitCommit(
                id: id(digit), seconds: 1_700_000_000, author: GitPerson(name: "Ada", email: "ada@example.org")),
            message: message)
    }

    private static func changelog(_ commits: [(Int, String)]) -> Changelog {
        Changelog(
            version: "1.1.0", tag: "v1.1.0", previousTag: "v1.0.0", date: "2023-11-14", page: page,
            commits: commits.map { commit($0.0, $0.1) })
    }

    private static func withRepository(
        _ body: (_ git: ([String]) async throws -> Void, _ source: (String) -> ChangelogSource) async throws -> Void
    ) async throws {
        let machine = Machine.current()
        try await machine.files.withTemporaryDirectory { folder in
            let git = { (arguments: [String]) async throws in
                let result = try await machine.programs.run(
                    ProgramCall(
                        .name("git"), ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"] + arguments,
                        workingDirectory: folder))
                try #require(result.isSuccess, "git \(arguments): \(result.error.text)")
            }
            try await git(["init", "-q", "-b", "main"])
            try await body(git) { ChangelogSource(machine: machine, folder: folder, prefix: $0, page: page) }
        }
    }
}
