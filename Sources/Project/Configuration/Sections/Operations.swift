// SPDX-License-Identifier: Apache-2.0

/// What is kept of older releases.
package struct Retention: ConfigurationSection {
    package var location: SourceLocation?
    package var versions: Located<Int>?

    package init() {}

    package static let summary = "What is kept of older releases."

    package static var fields: [Field<Retention>] {
        [
            Field(
                "versions", \.versions, ScalarRule.integer(1...100_000).located,
                "How many versions a repository keeps; by default all.")
        ]
    }
}

/// What going back to an older version promises.
package struct Rollback: ConfigurationSection {
    package var location: SourceLocation?
    package var budget = Located(default: Duration.seconds(3600))

    package init() {}

    package static let summary = "What going back to an older version promises."

    package static var fields: [Field<Rollback>] {
        [
            Field(
                "budget", \.budget, ScalarRule.duration.located,
                "How long users may be without a good version; more is a failure.")
        ]
    }
}

/// The tests that a release runs first, when this section is there.
package struct TestSettings: ConfigurationSection {
    package var location: SourceLocation?
    package var minimumCoverage: Located<Int>?
    package var command: Located<UserCommand>?

    package init() {}

    package static let summary = "The tests that a release runs first."

    package static var fields: [Field<TestSettings>] {
        [
            Field(
                "minimum-coverage", \.minimumCoverage, ScalarRule.integer(0...100).located,
                "The line coverage below which tests fail, in percent."),
            Field(
                "command", \.command, .command, "The command that tests; by default `swift test` or `go test ./...`."),
        ]
    }
}

/// What `fledge lint` runs.
package struct LintSettings: ConfigurationSection {
    package var location: SourceLocation?
    package var command: Located<UserCommand>?

    package init() {}

    package static let summary = "The static analysis that `fledge lint` runs."

    package static var fields: [Field<LintSettings>] {
        [
            Field(
                "command", \.command, .command,
                "The command that analyses; by default `swift format lint`, or `gofmt -l` and `go vet`.")
        ]
    }
}

/// How the program runs while it is worked on.
package struct RunSettings: ConfigurationSection {
    package var location: SourceLocation?
    package var ignore: [Located<Template>] = []

    package init() {}

    package static let summary = "How the program runs while it is worked on."

    package static var fields: [Field<RunSettings>] {
        [Field("ignore", \.ignore, .list(of: .projectPath), "Files whose changes do not rebuild, as globs.")]
    }
}
