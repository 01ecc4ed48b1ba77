// SPDX-License-Identifier: Apache-2.0

import Effects
import Project
import SystemPackage
import Testing

@Suite("Exported sources")
struct SourceExportTests {
    @Test func `are the commit, with git's metadata`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin(tags: "v1.0.0")
            try await fixture.git("remote", "add", "origin", "https://github.com/ada/engine.git")
            try fixture.files.createSymbolicLink(fixture.project.appending("link"), to: "a")
            try fixture.write("sub/run", "#!")
            try fixture.files.changeMode(fixture.project.appending("sub/run"), to: 0o755)
            let id = try await fixture.commit("second")
            try await fixture.git("tag", "v1.1.0")
            try fixture.write("a", "dirty")
            let out = fixture.folder.appending("out")
            let folder = try await export(fixture, id, to: out)
            #expect(folder == out)
            #expect(try fixture.contents(out) == ["a": "one", "link": "-> a", "sub/run": "#!"])
            #expect(try fixture.files.status(out.appending("sub/run")).mode & 0o111 == 0o111)
            #expect(try await fixture.git("describe", "--tags", "--dirty", in: out) == "v1.1.0")
            #expect(try await fixture.git("status", "--porcelain", in: out) == "")
            #expect(
                try await fixture.git("remote", "get-url", "origin", in: out) == "https://github.com/ada/engine.git")
        }
    }

    @Test func `keep the times of what did not change`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin(tags: "v1.0.0", "stale")
            try fixture.write("gone", "")
            let first = try await fixture.commit("second")
            let out = fixture.folder.appending("out")
            try await export(fixture, first, to: out)
            try fixture.files.setModified(out.appending("a"), 1_600_000_000)
            try fixture.write("product", "left by a build", in: out)
            try fixture.write("gone", "changed by a build", in: out)
            try await fixture.git("rm", "-q", "gone")
            try await fixture.git("tag", "-d", "stale")
            try fixture.write("b", "new")
            let second = try await fixture.commit("third")
            try await export(fixture, second, to: out)
            #expect(try fixture.contents(out) == ["a": "one", "b": "new"])
            #expect(try fixture.files.status(out.appending("a")).modified == 1_600_000_000)
            #expect(try await fixture.git("tag", in: out) == "v1.0.0")
            try await export(fixture, first, to: out)
            #expect(try fixture.contents(out) == ["a": "one", "gone": ""])
        }
    }

    @Test func `are made anew when a crash broke them`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin()
            let out = fixture.folder.appending("out")
            try await export(fixture, "HEAD", to: out)
            try fixture.files.remove(out.appending(".git/HEAD"))
            try await export(fixture, "HEAD", to: out)
            try fixture.write(".git/index.lock", "", in: out)
            try await export(fixture, "HEAD", to: out)
            #expect(try fixture.contents(out) == ["a": "one"])
        }
    }

    @Test func `include submodules, of submodules too`() async throws {
        try await GitFixture.with { fixture in
            for name in ["inner", "outer"] {
                let folder = fixture.folder.appending(name)
                try fixture.write("\(name).txt", name, in: folder)
                try await fixture.git("init", "-q", in: folder)
                try await fixture.commit("first", in: folder)
            }
            let outer = fixture.folder.appending("outer")
            try await fixture.git("submodule", "--quiet", "add", "../inner", "in", in: outer)
            try await fixture.commit("with inner", in: outer)
            try await fixture.begin()
            try await fixture.git("submodule", "--quiet", "add", outer.string, "deps/out")
            try await fixture.git("submodule", "--quiet", "update", "--init", "--recursive")
            try await fixture.commit("with outer")
            // What is committed counts, not what the submodule's own repository has become, nor whether it is there.
            try await fixture.git("tag", "v1.0.0")
            try fixture.files.rename(outer, to: fixture.folder.appending("elsewhere"))
            let before = try fixture.fingerprint(fixture.project)
            let out = fixture.folder.appending("out")
            for _ in 1...2 {
                try await export(fixture, "HEAD", to: out)
                let found = try fixture.contents(out)
                #expect(found["deps/out/outer.txt"] == "outer")
                #expect(found["deps/out/in/inner.txt"] == "inner")
                #expect(try await fixture.git("status", "--porcelain", in: out) == "")
            }
            let copy = fixture.folder.appending("copy")
            let repository = try await fixture.repository()
            _ = try await SourceExport(machine: fixture.machine)
                .exportWorkingTree(of: fixture.project, in: repository, to: copy)
            #expect(try fixture.contents(copy) == fixture.contents(out))
            #expect(try await fixture.version().tag == "v1.0.0")
            #expect(try fixture.fingerprint(fixture.project) == before)
        }
    }

    @Test func `include submodules that are not checked out`() async throws {
        try await GitFixture.with { fixture in
            let inner = fixture.folder.appending("inner")
            try fixture.write("inner.txt", "inner", in: inner)
            try await fixture.git("init", "-q", in: inner)
            try await fixture.commit("first", in: inner)
            try await fixture.begin()
            try await fixture.git("submodule", "--quiet", "add", inner.string, "in")
            try await fixture.commit("with inner")
            try await fixture.git("submodule", "--quiet", "deinit", "--force", "in")
            let out = fixture.folder.appending("out")
            try await export(fixture, "HEAD", to: out)
            #expect(try fixture.contents(out)["in/inner.txt"] == "inner")
        }
    }

    @Test func `go without a submodule that nobody has any more`() async throws {
        try await GitFixture.with { fixture in
            let inner = fixture.folder.appending("inner")
            try fixture.write("inner.txt", "inner", in: inner)
            try await fixture.git("init", "-q", in: inner)
            try await fixture.commit("first", in: inner)
            try await fixture.begin()
            try await fixture.git("submodule", "--quiet", "add", inner.string, "in")
            try await fixture.commit("with inner")
            try await fixture.git("submodule", "--quiet", "deinit", "--force", "in")
            try fixture.files.remove(inner, recursively: true)
            let out = fixture.folder.appending("out")
            let warnings = AsyncStream.makeStream(of: Diagnostic.self)
            _ = try await SourceExport(machine: fixture.machine) { warnings.continuation.yield($0) }
                .export(try await fixture.repository(), commit: "HEAD", to: out)
            warnings.continuation.finish()
            var messages: [String] = []
            for await warning in warnings.stream { messages.append(warning.message) }
            #expect(messages == ["the submodule `in` is not checked out, and can't be fetched"])
            #expect(try fixture.contents(out)["a"] == "one")
        }
    }

    @Test func `of a project below the repository's top are below the copy's`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin()
            try fixture.write("tool/main", "x")
            try await fixture.commit("tool")
            let out = fixture.folder.appending("out")
            let repository = try await fixture.repository(fixture.project.appending("tool"))
            #expect(repository.subfolder == "tool")
            let folder = try await SourceExport(machine: fixture.machine).export(repository, commit: "HEAD", to: out)
            #expect(folder == out.appending("tool"))
            #expect(try fixture.contents(out) == ["a": "one", "tool/main": "x"])
        }
    }

    @Test func `of a snapshot are the working tree`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin(tags: "v1.0.0")
            try fixture.write(".gitignore", "ignored\n")
            try fixture.write("deleted", "")
            try await fixture.commit("second")
            try fixture.files.remove(fixture.project.appending("deleted"))
            for name in ["ignored", "dist/x", ".build/y", "new name\n\"x\"", "sub/new"] {
                try fixture.write(name, name)
            }
            try fixture.write("a", "changed")
            try fixture.files.setModified(fixture.project.appending("a"), 1_500_000_000, nanoseconds: 7)
            try fixture.files.changeMode(fixture.project.appending("a"), to: 0o755)
            try fixture.files.createSymbolicLink(fixture.project.appending("link"), to: "/no/such")
            let out = fixture.folder.appending("out")
            try await copy(fixture, to: out)
            let expected = [
                ".gitignore": "ignored\n", "a": "changed", "new name\n\"x\"": "new name\n\"x\"", "sub/new": "sub/new",
                "link": "-> /no/such",
            ]
            #expect(try fixture.contents(out) == expected)
            let status = try fixture.files.status(out.appending("a"))
            #expect(status.modified == 1_500_000_000)
            #expect(status.modifiedNanoseconds == 7)
            #expect(status.mode == 0o755)
            #expect(try await fixture.git("describe", "--tags", in: out).hasPrefix("v1.0.0-1-g"))

            let inode = try fixture.files.status(out.appending("a")).inode
            try fixture.write("product", "", in: out)
            try fixture.write("sub/new", "overwritten by a build", in: out)
            try await copy(fixture, to: out)
            #expect(try fixture.contents(out) == expected)
            #expect(try fixture.files.status(out.appending("a")).inode == inode)
        }
    }

    @Test func `of a snapshot never follow a link out of the copy`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin()
            let outside = fixture.folder.appending("outside")
            try fixture.write("kept", "", in: outside)
            try fixture.files.createSymbolicLink(fixture.project.appending("sub"), to: outside)
            let out = fixture.folder.appending("out")
            try await copy(fixture, to: out)
            try fixture.files.remove(fixture.project.appending("sub"))
            try fixture.write("sub/file", "inside")
            try await copy(fixture, to: out)
            #expect(try fixture.contents(out) == ["a": "one", "sub/file": "inside"])
            #expect(try fixture.files.list(outside).map(\.string) == ["kept"])
        }
    }

    @Test func `of a snapshot need no git`() async throws {
        try await GitFixture.with { fixture in
            for name in ["a", "sub/b", "sub/dist/kept", "dist/x", ".build/y", "sub/.build-x/y"] {
                try fixture.write(name, name)
            }
            let out = fixture.folder.appending("out")
            for _ in 1...2 {
                let folder = try await SourceExport(machine: fixture.machine)
                    .exportWorkingTree(of: fixture.project, in: nil, to: out)
                #expect(folder == out)
                #expect(try fixture.contents(out) == ["a": "a", "sub/b": "sub/b", "sub/dist/kept": "sub/dist/kept"])
            }
        }
    }

    @discardableResult
    private func export(_ fixture: GitFixture, _ commit: String, to out: FilePath) async throws -> FilePath {
        try await SourceExport(machine: fixture.machine)
            .export(try await fixture.repository(), commit: commit, to: out)
    }

    private func copy(_ fixture: GitFixture, to out: FilePath) async throws {
        _ = try await SourceExport(machine: fixture.machine)
            .exportWorkingTree(of: fixture.project, in: try await fixture.repository(), to: out)
    }
}
