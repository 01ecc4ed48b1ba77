// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import Signing
import SystemPackage
import TestSupport
import Testing

@Suite("An update that was staged before others published")
struct StagedUpdateTests {
    private func engine(
        _ fixture: RepositoryFixture, _ storage: any RepositoryStorage, url: String = "https://packages.example.org"
    ) throws -> RepositoryEngine {
        RepositoryEngine(
            storage, formats: [AptFormat(), YumFormat()],
            settings: try fixture.signed(RepositorySettings(url: url)), files: fixture.files,
            cache: ObjectCache(fixture.folder.appending("cache"), files: fixture.files), jobs: 2)
    }

    private func rpm(_ fixture: RepositoryFixture, _ version: String = "1.0") async throws -> FilePath {
        try await SamplePackages.write(
            SamplePackages.rpm(version: "\(version)-1"), to: fixture.folder.appending("packages"))
    }

    private static func isStored(_ request: ServedRequest) -> Bool {
        request.method == "PUT"
            && ["/by-hash/", "/pool/", "/packages/hello", "-primary.", "-filelists.", "-other.", "generations/"]
                .contains { request.path.contains($0) }
    }

    @Test(arguments: [true, false])
    func `is committed beside the other format without storing anything anew`(_ isNew: Bool) async throws {
        try await RepositoryFixture.with { fixture in
            try await S3Double.serving { double, server in
                let storage = try StorageLocation(parsing: "s3://bucket/packages")
                    .open(Environment(double.environment(server)), web: Web(), clock: SystemClock())
                let engine = try engine(fixture, storage)
                if !isNew {
                    _ = try await engine.add([fixture.deb("hello"), rpm(fixture)], to: "stable")
                }
                let before = isNew ? 0 : try await engine.list().generation
                let deb = try await engine.stage([fixture.deb("hello", "2.0")], to: "stable")
                let rpm = try await engine.stage([rpm(fixture, "2.0")], to: "stable")
                server.resetCount()
                #expect(try await deb.commit().generation == before + 1)
                #expect(try await rpm.commit().generation == before + 2)
                let requests = server.requests
                #expect(!requests.contains { Self.isStored($0) }, "\(requests)")
                // The head twice, read once in between, and the small files.
                #expect(requests.filter { $0.path.hasSuffix("/.fledge/head") }.map(\.method) == ["PUT", "GET", "PUT"])
                #expect(requests.filter { $0.method == "GET" }.count <= (isNew ? 6 : 1), "\(requests)")
                let listed = try await engine.list().packages.map { "\($0.format.rawValue) \($0.version)" }.sorted()
                #expect(
                    listed.suffix(isNew ? 2 : 4)
                        == (isNew
                            ? ["apt 2.0", "yum 2.0-1"] : ["apt 1.0", "apt 2.0", "yum 1.0-1", "yum 2.0-1"]))
                #expect(try await engine.check().problems == [])
                #expect(try await !engine.add([fixture.deb("hello", "2.0")], to: "stable").isPublished)
            }
        }
    }

    @Test func `takes in what was published on the same track meanwhile`() async throws {
        try await RepositoryFixture.with { fixture in
            let engine = try engine(fixture, fixture.storage)
            let staged = try await engine.stage([fixture.deb("hello")], to: "stable")
            _ = try await engine.add([fixture.deb("other"), rpm(fixture)], to: "stable")
            #expect(try await staged.commit().generation == 2)
            #expect(try await engine.list().packages.map(\.name).sorted() == ["hello", "hello", "other"])
            #expect(try await engine.check().problems == [])
        }
    }

    @Test func `has the address that the repository was given meanwhile`() async throws {
        try await RepositoryFixture.with { fixture in
            let first = try engine(fixture, fixture.storage)
            _ = try await first.add([fixture.deb("hello"), rpm(fixture)], to: "stable")
            let staged = try await first.stage([rpm(fixture, "2.0")], to: "stable")
            let moved = try engine(fixture, fixture.storage, url: "https://new.example.org")
            _ = try await moved.add([fixture.deb("hello", "2.0")], to: "stable")
            // The one that comes last says where it is.
            #expect(try await staged.commit().url == "https://packages.example.org")
            #expect(try fixture.text("yum/repository.repo").contains("new.example.org") == false)
            #expect(try fixture.text("apt/repository.sources").contains("new.example.org") == false)
            #expect(try await first.check().problems == [])
        }
    }

    @Test(arguments: 0..<6)
    func `ends what another one had begun to publish`(_ position: Int) async throws {
        try await RepositoryFixture.with { fixture in
            let engine = try engine(fixture, fixture.storage)
            _ = try await engine.add([fixture.deb("hello"), rpm(fixture)], to: "stable")
            let staged = try await engine.stage([rpm(fixture, "2.0")], to: "stable")
            let failing = FailingStorage(fixture.storage, failingAt: position, takingEffect: true)
            _ = try? await self.engine(fixture, failing).add([fixture.deb("hello", "2.0")], to: "stable")
            _ = try await staged.commit()
            let names = try await engine.list().packages.map { "\($0.format.rawValue) \($0.version)" }
            let keyRing = try RepositoryFixture.signer().keyRing
            let read = try PlainAptReader(root: fixture.root, track: "stable", keyRing: keyRing).stanzas() ?? []
            #expect(
                read.compactMap { $0["Version"] }.map { "apt \($0)" }.sorted()
                    == names.filter { $0.hasPrefix("apt ") }.sorted())
            #expect(names.contains("yum 2.0-1"))
            #expect(try await engine.check().problems == [])
        }
    }

    @Test(arguments: [true, false])
    func `is ended by the next run, wherever its commit broke off`(_ takesEffect: Bool) async throws {
        var position = 0
        var isOver = false
        while !isOver {
            try #require(position < 40)
            try await RepositoryFixture.with { fixture in
                try await S3Double.serving { double, server in
                    let storage = try StorageLocation(parsing: "s3://bucket/packages")
                        .open(Environment(double.environment(server)), web: Web(), clock: SystemClock())
                    let files = [try await fixture.deb("hello"), try await rpm(fixture)]
                    let deb = try await engine(fixture, storage).stage([files[0]], to: "stable")
                    let failing = FailingStorage(storage, failingAt: position, takingEffect: takesEffect, isHeld: true)
                    let rpm = try await engine(fixture, failing).stage([files[1]], to: "stable")
                    _ = try await deb.commit()
                    failing.release()
                    do { _ = try await rpm.commit() } catch {}
                    isOver = failing.count <= position
                    // What a release does that finds its packages listed already, and then one that does not.
                    let rest = try await engine(fixture, storage).stage([], to: "stable")
                    _ = try await rest.commit()
                    #expect(try await engine(fixture, storage).offer(of: .apt, named: "hello")?.isFinished == true)
                    for path in files { _ = try await engine(fixture, storage).add([path], to: "stable") }
                    let offer = try await engine(fixture, storage).offer(of: .yum, named: "hello")
                    #expect(offer?.isFinished == true, "write \(position)")
                    #expect(offer?.packages.count == 1, "write \(position)")
                    #expect(try await engine(fixture, storage).check().problems == [], "write \(position)")
                }
            }
            position += 1
        }
        #expect(position > 4)
    }
}
