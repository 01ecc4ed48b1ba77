// SPDX-License-Identifier: Apache-2.0

import Effects
import Project
import SystemPackage
import Testing

@Suite("Git repositories")
struct GitRepositoryTests {
    @Test func `are told from ordinary folders`() async throws {
        try await GitFixture.with { fixture in
            #expect(try await GitRepository.containing(fixture.project, on: fixture.machine) == nil)
            try await fixture.git("init", "-q")
            let empty = try await fixture.repository()
            #expect(empty.root == fixture.project)
            #expect(try await empty.head() == nil)
            #expect(try await empty.firstCommit() == nil)
            #expect(try await empty.tagsBehindHead() == [])
            #expect(try await empty.settings().origin == nil)
            #expect(try await empty.changedPaths() == [])
        }
    }

    @Test func `tell commits, authors and tags`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin(tags: "v1.0.0")
            try await fixture.git("config", "user.name", "Grace Hopper")
            let id = try await fixture.commit("zweiter", at: 1_800_000_000)
            try await fixture.git("tag", "-a", "-m", "annotated", "v1.1.0")
            try await fixture.git("tag", "nightly")
            let repository = try await fixture.repository()
            let head = try #require(try await repository.head())
            #expect(head.id == id)
            #expect(head.shortID == String(id.prefix(7)))
            #expect(head.seconds == 1_800_000_000)
            #expect("\(head.author)" == "Grace Hopper <ada@example.org>")
            #expect(try await repository.firstCommit()?.seconds == 1_700_000_000)
            #expect(try await repository.settings().user == GitPerson(name: "Grace Hopper", email: "ada@example.org"))
            let tags = try await repository.tagsBehindHead()
            #expect(tags.map(\.name).sorted() == ["nightly", "v1.0.0", "v1.1.0"])
            #expect(tags.filter { $0.target == id }.map(\.name).sorted() == ["nightly", "v1.1.0"])
            #expect(try await repository.tagsAtHead().sorted() == ["nightly", "v1.1.0"])
            #expect(try await repository.isShallow() == false)
        }
    }

    @Test func `tell the last person who wrote, and no robot`() async throws {
        try await GitFixture.with { fixture in
            #expect(try await GitRepository.withHistory(fixture.project, on: fixture.machine) == nil)
            try await fixture.begin(tags: "v1.0.0")
            let person = try #require(
                try await GitRepository.withHistory(fixture.project, on: fixture.machine)?.history.lastAuthor)
            try await fixture.git("config", "user.name", "dependabot[bot]")
            try await fixture.commit("Bump", at: 1_800_000_000)
            let history = try await GitRepository.withHistory(fixture.project, on: fixture.machine)?.history
            #expect(history?.lastAuthor == person)
            #expect(history?.user?.name == "dependabot[bot]")
        }
    }

    @Test func `list changes, without build products`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin()
            try fixture.write(".gitignore", "*.log\n")
            try fixture.write("old name", "some text that is long enough to be found again\n")
            try await fixture.commit("more")
            for name in ["dist/x", ".build/y", ".build-linux/z", "sub/.build/w", "x.log"] {
                try fixture.write(name, "")
            }
            let repository = try await fixture.repository()
            #expect(try await repository.changedPaths() == [])
            try await fixture.git("mv", "old name", "new \"name\"")
            try fixture.write("a", "two")
            try fixture.write("sub/dist/q", "")
            #expect(Set(try await repository.changedPaths().map(\.string)) == ["new \"name\"", "a", "sub/dist/q"])
        }
    }

    @Test func `are only read`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin(tags: "v1.0.0")
            try fixture.write(".git/hooks/post-checkout", "#!/bin/sh\ntouch \"$HOME/hooked\"\n")
            try fixture.files.changeMode(fixture.project.appending(".git/hooks/post-checkout"), to: 0o755)
            // A changed time without changed content is what `git status` would write to the index.
            try fixture.files.setModified(fixture.project.appending("a"), 1)
            let before = try fixture.fingerprint(fixture.project)
            _ = try await fixture.version()
            let repository = try await fixture.repository()
            _ = try await SourceExport(machine: fixture.machine)
                .export(repository, commit: "HEAD", to: fixture.folder.appending("out"))
            _ = try await SourceExport(machine: fixture.machine)
                .exportWorkingTree(of: fixture.project, in: repository, to: fixture.folder.appending("copy"))
            #expect(try fixture.fingerprint(fixture.project) == before)
            #expect(try !fixture.files.exists(fixture.folder.appending("home/hooked")))
        }
    }

    @Test func `need git`() async throws {
        try await GitFixture.with(["PATH": "/nowhere"]) { fixture in
            let error = await #expect(throws: Diagnostic.self) {
                try await GitRepository.containing(fixture.project, on: fixture.machine)
            }
            #expect(error?.exit == .needsChange)
            #expect(error?.causes == ["cannot find the program `git`"])
            #expect(error?.hints == ["install git and put it on the PATH"])
        }
    }

    @Test func `of someone else come with the way to trust them`() async throws {
        // git pretends that the folder's owner is another user.
        try await GitFixture.with { fixture in
            try await fixture.begin()
            var machine = fixture.machine
            machine.programs = Programs(
                environment: Environment([
                    "PATH": fixture.folder.appending("bin").string + ":" + (fixture.machine.environment["PATH"] ?? ""),
                    "HOME": fixture.folder.appending("home").string,
                ]))
            try fixture.write(
                "bin/git",
                """
                #!/bin/sh
                export GIT_TEST_ASSUME_DIFFERENT_OWNER=1
                exec \(fixture.machine.programs.find("git") ?? "git") "$@"
                """, in: fixture.folder)
            try fixture.files.changeMode(fixture.folder.appending("bin/git"), to: 0o755)
            let error = await #expect(throws: Diagnostic.self) {
                try await GitRepository.containing(fixture.project, on: machine)
            }
            #expect(error?.exit == .needsChange)
            #expect(error?.hints == ["run `git config --global --add safe.directory \(fixture.project)`"])
        }
    }

    @Test func `find the host behind abbreviations and mirrors`() async throws {
        try await GitFixture.with { fixture in
            try await fixture.begin()
            let repository = try await fixture.repository()
            try await fixture.git("remote", "add", "origin", "gh:ada/engine")
            try await fixture.git("config", "url.https://github.com/.insteadOf", "gh:")
            #expect(try await repository.originRemote(repository.settings())?.gitHubRepository == "ada/engine")
            try await fixture.git("remote", "set-url", "origin", "https://example.org/ada/engine.git")
            try await fixture.git("config", "url./srv/mirror/.insteadOf", "https://example.org/")
            #expect(
                try await repository.originRemote(repository.settings())?.webPage == "https://example.org/ada/engine")
            try await fixture.git("remote", "set-url", "origin", "../elsewhere")
            #expect(try await repository.originRemote(repository.settings()) == nil)
        }
    }

    @Test(arguments: [
        ("https://github.com/ada/engine.git", "github.com", "ada/engine"),
        ("https://user:secret@github.com/ada/engine", "github.com", "ada/engine"),
        ("git@github.com:ada/engine.git", "github.com", "ada/engine"),
        ("ssh://git@GitHub.com:22/ada/engine.git/", "github.com", "ada/engine"),
        ("https://gitlab.com/group/sub/name.git", "gitlab.com", "group/sub/name"),
        ("host:name", "host", "name"),
    ])
    func `have remotes with host and path`(_ url: String, _ host: String, _ path: String) throws {
        let remote = try #require(GitRemote(parsing: url))
        #expect(remote.host == host)
        #expect(remote.path == path)
        #expect(remote.gitHubRepository == (host == "github.com" ? path : nil))
        #expect(!remote.url.contains("secret"))
    }

    @Test(arguments: ["", "/srv/git/x.git", "../x", "file:///srv/x", "./a:b", "https://github.com", "https:///x"])
    func `have remotes that are no address`(_ url: String) {
        #expect(GitRemote(parsing: url) == nil)
    }
}
