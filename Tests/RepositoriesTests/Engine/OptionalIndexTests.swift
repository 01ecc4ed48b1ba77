// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import SystemPackage
import TestSupport
import Testing

/// `Contents` and `updateinfo`: indexes that a repository has where they are asked for.
@Suite("Indexes that are asked for")
struct OptionalIndexTests {
    private func engine(
        _ fixture: RepositoryFixture, contents: Bool? = nil, updateInfo: Bool? = nil, url: String? = nil,
        storage: (any RepositoryStorage)? = nil
    ) throws -> RepositoryEngine {
        RepositoryEngine(
            storage ?? fixture.storage,
            formats: [AptFormat(contents: contents), YumFormat(updateInfo: updateInfo)],
            settings: try fixture.signed(RepositorySettings(url: url)), files: fixture.files, jobs: 2)
    }

    /// The uncompressed text of an index file.
    private func text(_ fixture: RepositoryFixture, _ name: String) throws -> String {
        var text = try Decompressor(HashedFile(FileReader(fixture.root.appending(name))), .gzip)
        return String(decoding: try text.readAll(limit: 1 << 20), as: UTF8.self)
    }

    /// The lines of `Contents`, sorted.
    private func contents(_ fixture: RepositoryFixture, _ architecture: String = "amd64") throws -> [String] {
        let text = try text(fixture, "apt/dists/stable/main/Contents-\(architecture).gz")
        return text.split(separator: "\n").map(String.init).sorted()
    }

    private let place = "apt/dists/stable/main/Contents-amd64.gz"

    @Test func `Contents lists every file of every package, and follows what is added and removed`() async throws {
        try await RepositoryFixture.with { fixture in
            _ = try await engine(fixture, contents: true).add(
                [try await fixture.deb("hello", section: "utils"), try await fixture.deb("docs", "1.0", .all)],
                to: "stable")
            #expect(
                try contents(fixture) == ["usr/share/docs/note\tdocs", "usr/share/hello/note\tutils/hello"])
            #expect(try contents(fixture, "all") == ["usr/share/docs/note\tdocs"])
            let release = try fixture.text("apt/dists/stable/InRelease")
            #expect(release.contains(" main/Contents-amd64\n") && release.contains(" main/Contents-amd64.gz\n"))

            // Whoever does not ask leaves it as it is.
            _ = try await engine(fixture).add([try await fixture.deb("more")], to: "stable")
            #expect(try contents(fixture).contains("usr/share/more/note\tmore"))
            _ = try await engine(fixture).update([.remove(PackageSelector(name: "hello"), track: nil)])
            #expect(try contents(fixture) == ["usr/share/docs/note\tdocs", "usr/share/more/note\tmore"])
            #expect(try await engine(fixture).check().problems == [])

            _ = try await engine(fixture).update([.restore(generation: 1, track: "stable")])
            #expect(
                try contents(fixture) == [
                    "usr/share/docs/note\tdocs", "usr/share/hello/note\tutils/hello",
                ])
            #expect(try await engine(fixture).check().problems == [])
        }
    }

    @Test(arguments: [StorageBackend.folder, .strict])
    func `a repository that had none is given them, and is rid of them again`(
        _ backend: StorageBackend
    ) async throws {
        try await backend.withStorage { storage in
            try await RepositoryFixture.with { fixture in
                let rpm = try await SamplePackages.write(
                    SamplePackages.rpm(), to: fixture.folder.appending("packages"))
                _ = try await engine(fixture, storage: storage).add(
                    [try await fixture.deb("hello"), rpm], to: "stable")
                let given = try await engine(fixture, contents: true, updateInfo: true, storage: storage)
                    .add([try await fixture.deb("more")], to: "stable")
                #expect(given.added == 1 && given.generation == 3)
                #expect(try await engine(fixture, storage: storage).check().problems == [])
                let kept = try await engine(fixture, contents: true, updateInfo: true, storage: storage).add(
                    [rpm], to: "stable")
                #expect(!kept.isPublished && kept.generation == 3)
                #expect(try await storage.read(place, limit: 1 << 20) != nil)
                let metadata = try await storage.read("yum/stable/x86_64/repodata/repomd.xml", limit: 1 << 20)
                #expect(String(decoding: try #require(metadata).bytes, as: UTF8.self).contains("\"updateinfo\""))

                // What was published before has no such indexes to go back to; the packages have.
                _ = try await engine(fixture, storage: storage).update([.restore(generation: 1, track: "stable")])
                #expect(try await engine(fixture, storage: storage).list().packages.map(\.name) == ["hello", "hello"])
                #expect(try await engine(fixture, storage: storage).check().problems == [])

                _ = try await engine(fixture, contents: false, updateInfo: false, storage: storage)
                    .add([try await fixture.deb("last")], to: "stable")
                let release = try #require(try await storage.read("apt/dists/stable/InRelease", limit: 1 << 20))
                #expect(!String(decoding: release.bytes, as: UTF8.self).contains("Contents"))
                #expect(try await engine(fixture, storage: storage).check().problems == [])
                #expect(try await engine(fixture, storage: storage).clean(grace: 7 * 86_400).removed == [])
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("apt-get", "dpkg-deb", "apt-file")))
    func `apt fetches Contents and tells which package a file is in`() async throws {
        try await RepositoryFixture.with { fixture in
            let site = FolderSite(fixture.root)
            try await TestServer.run({ try await site.respond(to: $0) }) { server in
                _ = try await engine(fixture, contents: true, url: server.url).add(
                    [try await fixture.deb("hello"), try await fixture.deb("docs", "1.0", .all)], to: "stable")
                let client = try AptClient(
                    fixture.folder.appending("client"), source: try fixture.text("apt/repository.sources"),
                    configuration: """
                        Acquire::IndexTargets::deb::Contents-deb {
                            MetaKey "$(COMPONENT)/Contents-$(ARCHITECTURE)"; ShortDescription "Contents-$(ARCHITECTURE)";
                            Description "Contents of $(ARCHITECTURE)"; KeepCompressed "true";
                        };
                        Dir::Etc::apt-file-main "apt-file.conf";
                        """)
                try await client.update()
                #expect(server.requests.contains { $0.path.contains("/main/by-hash/SHA256/") })
                let files = try await client.run(
                    "apt-get", ["indextargets", "--format", "$(FILENAME)", "Created-By: Contents-deb"])
                let file = try #require(files.text.split(separator: "\n").first { $0.contains("Contents-amd64") })
                let shown = try await client.run("/usr/lib/apt/apt-helper", ["cat-file", String(file)])
                #expect(shown.text.contains("usr/share/hello/note\thello\n"), "\(shown.text)")
                try fixture.files.replace(
                    client.root.appending("etc/apt/apt-file.conf"), text: "apt-file::Index-Names \"deb\";\n")
                let found = try await client.run("apt-file", ["search", "usr/share/hello/note"])
                #expect(found.text == "hello: /usr/share/hello/note\n")
                let listed = try await client.run("apt-file", ["list", "docs"])
                #expect(listed.text == "docs: /usr/share/docs/note\n")
            }
        }
    }
}
