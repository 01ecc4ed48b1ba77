// SPDX-License-Identifier: Apache-2.0
import Release
import Testing

@Suite("Conventional commits")
struct ConventionalCommitTests {
    @Test(
        arguments: [
            ("feat: add a greeting", "feat", nil, "add a greeting", nil),
            ("fix(parser): take empty lines", "fix", "parser", "take empty lines", nil),
            ("feat!: drop the old API", "feat", nil, "drop the old API", "drop the old API"),
            ("refactor(core)!: rename", "refactor", "core", "rename", "rename"),
            ("FEAT: shout", "feat", nil, "shout", nil),
            (
                "feat: a\n\nBREAKING CHANGE: the file moved\nto another place\n\nmore", "feat", nil, "a",
                "the file moved to another place"
            ),
            ("fix: a\n\nBREAKING-CHANGE: gone\nCloses #3", "fix", nil, "a", "gone"),
        ] as [(String, String, String?, String, String?)])
    func `reads`(_ message: String, type: String, scope: String?, description: String, breaking: String?) throws {
        let commit = try #require(ConventionalCommit(parsing: message))
        #expect(commit.type == type)
        #expect(commit.scope == scope)
        #expect(commit.description == description)
        #expect(commit.breaking == breaking)
    }

    @Test(arguments: [
        "", "feat", "feat:", "feat: ", "feat:x", ": x", "two words: x", "feat(: x", "feat(): x", "fix(a)b: x", "12: x",
        "See https://example.org", "!: x",
    ])
    func `leaves other messages alone`(_ message: String) {
        #expect(ConventionalCommit(parsing: message) == nil)
    }
}
