// SPDX-License-Identifier: Apache-2.0
import Project
import Release
import Synchronization
import Testing

@testable import fledge

/// How the events of a release look; each test is what a person sees.
@Suite("The console")
struct ConsoleTests {
    @Test func `prints plain lines where there is no terminal`() async {
        #expect(
            await text(.plain, .normal, of: Self.events) == """
                hello 1.2.3 at 0123456
                test: skipped, `test:` is not configured
                build
                  hello linux/amd64                                   9.4 MB     12.4 s

                warning: `hello --version` prints no version for linux/arm64
                  at fledge.yaml:7:5

                hint: take the version from RELEASE_VERSION

                  build hello windows/amd64: skipped, left to a windows machine
                package
                  hello_1.2.3_amd64.deb                               3.1 MB     0.40 s
                  install.sh                                          5.5 kB
                publish
                  folder: add 4 files
                  folder: remove download/v1.2.2, a snapshot

                released hello 1.2.3
                next: serve it

                """)
    }

    @Test func `says nothing but errors when asked to be quiet`() async {
        #expect(await text(.plain, .quiet, of: Self.events) == "")
        #expect(await text(.terminal(colour: true), .quiet, of: Self.events) == "")
        #expect(
            await text(.plain, .quiet, of: [.failureOutput(step: "hello", text: "bad"), .diagnostic(Self.failure)])
                == """
                output of hello:
                bad

                error: cannot build `hello`
                  at fledge.yaml:5:3

                """)
    }

    @Test func `prints programs' lines, all files and the stages' times when asked for more`() async {
        let printed = await text(
            .plain, .verbose,
            of: [
                .stageStarted(.build), .output(step: "hello", line: "Compiling"),
                .stageFinished(.build, seconds: 61),
            ] + Self.events.suffix(1))
        #expect(
            printed == """
                build
                  hello: Compiling
                build: done in 1 min 01 s
                  folder: add a
                  folder: add b
                  folder: add c
                  folder: add d
                  folder: remove download/v1.2.2, a snapshot

                released hello 1.2.3
                next: serve it

                """)
    }

    @Test func `groups and annotates in GitHub Actions`() async {
        let printed = await text(
            .actions, .normal,
            of: [
                .stageStarted(.build), .stepFinished(.build, step: "hello", seconds: 0.5, size: 29),
                .diagnostic(Self.failure),
            ], annotations: ActionsAnnotations(folder: "tools/"))
        #expect(
            printed == """
                ::group::build
                  hello                                                 29 B     0.50 s
                ::error file=tools/fledge.yaml,line=5,col=3::cannot build `hello`%0A  at fledge.yaml:5:3
                ::endgroup::

                released hello 1.2.3
                next: serve it

                """)
    }

    @Test func `draws one line of progress on a terminal, which never breaks`() async {
        let printed = await text(
            .terminal(colour: false), .normal,
            of: [
                .stepStarted(.build, step: "hello linux/amd64"), .stepStarted(.build, step: "hello linux/arm64"),
                .stepFinished(.build, step: "hello linux/amd64", seconds: 1, size: nil),
                .stepFinished(.build, step: "hello linux/arm64", seconds: 1, size: nil),
            ], width: 40)
        let clear = "\r\u{1B}[K"
        #expect(
            printed == clear + "  hello linux/amd64 …" + clear + clear
                + "  hello linux/amd64, hello linux/arm64…" + clear
                + "  hello linux/amd64                                               1.0 s\n" + clear
                + "  hello linux/arm64 …" + clear
                + "  hello linux/arm64                                               1.0 s\n"
                + "\nreleased hello 1.2.3\nnext: serve it\n")
    }

    @Test func `colours only where it is asked to`() async {
        let coloured = await text(
            .terminal(colour: true), .normal, of: [.stageStarted(.sign), .diagnostic(Self.failure)])
        #expect(coloured.contains("\u{1B}[1msign\u{1B}[0m\n"))
        #expect(coloured.contains("\u{1B}[1;31merror\u{1B}[0m: cannot build"))
        let plain = await text(
            .terminal(colour: false), .normal, of: [.stageStarted(.sign), .diagnostic(Self.failure)])
        #expect(!plain.contains("\u{1B}"))
        #expect(Console.suitableStyle(environment: ["GITHUB_ACTIONS": "true"]) == .actions)
        #expect(Console.suitableStyle(environment: ["TERM": "dumb"]) == .plain)
    }

    @Test func `lets no name move the cursor`() async {
        let printed = await text(
            .plain, .normal, of: [.stepFinished(.build, step: "a\u{1B}[2Jb", seconds: 1, size: nil)])
        #expect(printed.hasPrefix("  a\\u{1B}[2Jb "))
    }

    private static let failure = Diagnostic(
        "cannot build `hello`", at: Project.SourceLocation(file: "fledge.yaml", line: 5, column: 3))

    private static let events: [ReleaseEvent] = [
        .planned(project: "hello", version: "1.2.3", commit: "0123456789", isSnapshot: false),
        .stageSkipped(.test, reason: "`test:` is not configured"),
        .stageStarted(.build),
        .stepStarted(.build, step: "hello linux/amd64"),
        .stepFinished(.build, step: "hello linux/amd64", seconds: 12.41, size: 9_400_000),
        .output(step: "hello linux/amd64", line: "Compiling"),
        .diagnostic(
            .warning(
                "`hello --version` prints no version for linux/arm64",
                at: Project.SourceLocation(file: "fledge.yaml", line: 7, column: 5),
                hint: "take the version from RELEASE_VERSION")),
        .stepSkipped(.build, step: "hello windows/amd64", reason: "left to a windows machine"),
        .stageFinished(.build, seconds: 12.5),
        .stageStarted(.package),
        .stepStarted(.package, step: "hello_1.2.3_amd64.deb"),
        .stepFinished(.package, step: "hello_1.2.3_amd64.deb", seconds: 0.4, size: 3_100_000),
        .artifact(
            Artifact(
                kind: .installScript, name: "install.sh", path: "install.sh", size: 5500,
                sha256: String(repeating: "0", count: 64))),
        .stageStarted(.publish),
        .publication(
            channel: "folder",
            steps: ["a", "b", "c", "d"].map { PublicationReport.Step(effect: .add, text: "add \($0)") } + [
                PublicationReport.Step(effect: .remove, text: "remove download/v1.2.2, a snapshot")
            ]),
    ]

    /// All that a console prints of these events and a summary.
    private func text(
        _ style: Console.Style, _ volume: Console.Volume, of events: [ReleaseEvent],
        annotations: ActionsAnnotations = ActionsAnnotations(), width: Int = 80
    ) async -> String {
        let printed = Printed()
        let console = Console(style: style, volume: volume, annotations: annotations, width: width) {
            printed.add($0)
        }
        for event in events { await console.report(event) }
        await console.finish()
        await console.summarize("released hello 1.2.3", next: "serve it")
        return printed.text
    }

    /// What was printed so far.
    private final class Printed: Sendable {
        private let pieces = Mutex("")

        var text: String { pieces.withLock { $0 } }

        func add(_ piece: String) {
            pieces.withLock { $0 += piece }
        }
    }
}
