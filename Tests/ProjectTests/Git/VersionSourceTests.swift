// SPDX-License-Identifier: Apache-2.0

import Effects
import Project
import SystemPackage
import Testing

@Suite("The version to release")
struct VersionSourceTests {
    @Test func `is the highest tag at HEAD`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin(tags: "v1.2.3", "v1.3.0-rc.1", "0.9.0", "latest")
            try await fixture.git("tag", "-a", "-m", "x", "v1.10.0")
            let id = try await fixture.git("rev-parse", "HEAD")
            let version = try await fixture.version()
            #expect(
                version
                    == ReleaseVersion(
                        version: try SemanticVersion(parsing: "1.10.0"), tag: "v1.10.0", commit: id,
                        date: 1_700_000_000,
                        previousTag: "v1.3.0-rc.1"))
            #expect(version.shortCommit == String(id.prefix(7)))
        }
    }

    @Test func `belongs to a project with a prefix`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin(tags: "tool/v1.0.0", "v9.0.0")
            try fixture.write("tool/main", "")
            try await fixture.commit("second")
            try await fixture.git("tag", "tool/v1.1.0")
            try await fixture.git("tag", "v10.0.0")
            let tool = fixture.project.appending("tool")
            let version = try await fixture.version(prefix: "tool/", in: tool)
            #expect(version.version.description == "1.1.0")
            #expect(version.tag == "tool/v1.1.0")
            #expect(version.previousTag == "tool/v1.0.0")
            try fixture.write("tool/dist/x", "")
            #expect(try await fixture.version(prefix: "tool/", in: tool).tag == "tool/v1.1.0")
            try fixture.write("dist/x", "")
            await #expect(throws: Diagnostic.self) { try await fixture.version(prefix: "tool/", in: tool) }
        }
    }

    @Test func `is there with a detached HEAD`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin(tags: "v1.0.0")
            try await fixture.commit("later")
            try await fixture.git("checkout", "-q", "--detach", "v1.0.0")
            #expect(try await fixture.version().tag == "v1.0.0")
        }
    }

    @Test func `is refused for a dirty tree, with its first files`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin(tags: "v1.0.0")
            for number in 1...7 { try fixture.write("new\(number)", "") }
            let error = await #expect(throws: Diagnostic.self) { try await fixture.version() }
            #expect(error?.exit == .needsChange)
            #expect(error?.causes.first == "`new1` is not as committed")
            #expect(error?.causes.count == 6)
            #expect(error?.causes.last == "and 2 more")
            #expect(error?.hints == ["commit or stash them, or build a snapshot with `--snapshot`"])
            #expect(try await fixture.version(snapshot: true).isSnapshot)
        }
    }

    @Test func `is refused without a tag at HEAD, with the command that makes one`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin(tags: "v1.2.3")
            let id = try await fixture.commit("later")
            let error = await #expect(throws: Diagnostic.self) { try await fixture.version() }
            #expect(error?.exit == .needsChange)
            #expect(error?.message == "HEAD (\(id.prefix(7))) is not at a version's tag")
            #expect(error?.hints == ["run `git tag v1.2.4` first, or build a snapshot with `--snapshot`"])
        }
    }

    @Test func `is refused for a tag that is none`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin(tags: "v1.2", "release")
            let error = await #expect(throws: Diagnostic.self) { try await fixture.version() }
            #expect(error?.exit == .needsChange)
            #expect(error?.message == "no tag at HEAD is a version")
            #expect(
                error?.causes == [
                    "`release` is no semantic version: it does not start with three numbers, as in 1.2.3",
                    "`1.2` is no semantic version: it does not start with three numbers, as in 1.2.3",
                ])
        }
    }

    @Test(arguments: [
        (["tool/v1.2.3"], "tool/"), (["my-tool-1.2.3-rc.1"], "my-tool-"), (["latest", "a/b/v1.0.0"], "a/b/"),
        (["latest", "tool/v1.2"], nil), (["v1.2"], nil),
    ])
    func `is refused for a tag of a prefix that is not said, which it names`(
        _ tags: [String], _ prefix: String?
    ) async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin()
            for tag in tags { try await fixture.git("tag", tag) }
            let error = await #expect(throws: Diagnostic.self) { try await fixture.version() }
            let hint = "tag it as in `v1.2.3`, or build a snapshot with `--snapshot`"
            let first = prefix.map { "is `\($0)` what this project's tags begin with? Then say `tag-prefix: \($0)`" }
            #expect(error?.hints == [first, hint].compactMap { $0 })
            if let prefix { #expect(try await fixture.version(prefix: prefix).tag == tags.last) }
        }
    }

    @Test func `may be missing from a shallow clone`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin(tags: "v1.0.0")
            try await fixture.commit("later")
            let clone = fixture.folder.appending("clone")
            try await fixture.git("clone", "-q", "--depth=1", "file://\(fixture.project)", clone.string)
            #expect(try await fixture.repository(clone).isShallow())
            let error = await #expect(throws: Diagnostic.self) { try await fixture.version(in: clone) }
            #expect(error?.hints.count == 2)
            #expect(error?.hints.first?.contains("`fetch-depth: 0`") == true)
            try await fixture.git("tag", "v2.0.0", in: clone)
            #expect(try await fixture.version(in: clone).tag == "v2.0.0")
            let copy = fixture.folder.appending("copy")
            _ = try await SourceExport(machine: fixture.machine)
                .export(try await fixture.repository(clone), commit: "HEAD", to: copy)
            #expect(try fixture.contents(copy) == ["a": "one"])
        }
    }

    @Test func `of a snapshot follows the highest before it`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin(tags: "v1.2.3", "v1.2.0")
            let id = try await fixture.commit("later")
            try fixture.write("dirty", "")
            let version = try await fixture.version(snapshot: true)
            #expect(
                version
                    == ReleaseVersion(
                        version: try SemanticVersion(parsing: "1.2.4-SNAPSHOT-\(id.prefix(7))"), tag: nil, commit: id,
                        date: 1_700_000_000, isSnapshot: true, previousTag: "v1.2.3"))
        }
    }

    @Test func `of a snapshot needs neither tag nor commit nor repository`() async throws {
        try await GitFixture.with { fixture in
            #expect(try await fixture.version(snapshot: true).version.description == "0.0.1-SNAPSHOT")
            #expect(try await fixture.version(snapshot: true).date == 4_000_000_000)
            let error = await #expect(throws: Diagnostic.self) { try await fixture.version() }
            #expect(error?.exit == .needsChange)
            try await fixture.git("init", "-q")
            #expect(try await fixture.version(snapshot: true).commit == nil)
            let second = await #expect(throws: Diagnostic.self) { try await fixture.version() }
            #expect(second?.message == "cannot tell the version: the repository has no commits")
            let id = try await fixture.commit("first")
            #expect(try await fixture.version(snapshot: true).version.description == "0.0.1-SNAPSHOT-\(id.prefix(7))")
        }
    }

    @Test func `is dated by SOURCE_DATE_EPOCH first`() async throws {
        try await GitFixture.with(["SOURCE_DATE_EPOCH": "1234"]) { fixture in
            try await fixture.begin(tags: "v1.0.0")
            #expect(try await fixture.version().date == 1234)
        }
        try await GitFixture.with(["SOURCE_DATE_EPOCH": "yesterday"]) { fixture in
            try await fixture.begin(tags: "v1.0.0")
            let error = await #expect(throws: Diagnostic.self) { try await fixture.version() }
            #expect(error?.message == "`SOURCE_DATE_EPOCH` is no number of seconds: `yesterday`")
        }
    }
}
