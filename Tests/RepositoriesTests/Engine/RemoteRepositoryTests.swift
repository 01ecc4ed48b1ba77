// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import Signing
import SystemPackage
import TestSupport
import Testing

@Suite("A repository in an S3-compatible store")
struct RemoteRepositoryTests {
    private func storage(_ double: S3Double, _ server: TestServer) throws -> any RepositoryStorage {
        try StorageLocation(parsing: "s3://bucket/packages")
            .open(Environment(double.environment(server)), web: Web(), clock: SystemClock())
    }

    /// What apt would find in the store, in a folder.
    private func fetched(_ double: S3Double, _ fixture: RepositoryFixture) throws -> PlainAptReader {
        let root = fixture.folder.appending("fetched")
        try fixture.files.removeIfPresent(root)
        for (key, object) in double.objects where key.hasPrefix("packages/apt/") {
            let path = root.appending(String(key.dropFirst("packages/".count)))
            try fixture.files.createDirectory(path.removingLastComponent())
            try fixture.files.replace(path, object.bytes)
        }
        return PlainAptReader(root: root, track: "stable", keyRing: try RepositoryFixture.signer().keyRing)
    }

    @Test func `takes one package more by eight requests, none of them a listing or a removal`() async throws {
        try await RepositoryFixture.with { fixture in
            try await S3Double.serving { double, server in
                let settings = try fixture.signed(RepositorySettings(url: "https://packages.example.org"))
                let cache = ObjectCache(fixture.folder.appending("cache"), files: fixture.files)
                func engine(_ cache: ObjectCache?) throws -> RepositoryEngine {
                    fixture.engine(settings, storage: try storage(double, server), cache: cache)
                }
                var paths: [FilePath] = []
                for number in 0..<30 { paths.append(try await fixture.deb("package\(number)")) }
                _ = try await engine(cache).add(paths, to: "stable")

                for number in 30..<33 {
                    server.resetCount()
                    let path = try await fixture.deb("package\(number)")
                    #expect(try await engine(cache).add([path], to: "stable").isPublished)
                    let requests = server.requests
                    #expect(requests.count == 8, "\(requests)")
                    #expect(requests.allSatisfy { ["GET", "PUT"].contains($0.method) && $0.query.isEmpty })
                    #expect(requests.filter { $0.method == "GET" }.count == 1)
                }
                server.resetCount()
                #expect(try await !engine(cache).add([paths[0]], to: "stable").isPublished)
                #expect(server.requests.count <= 2, "\(server.requests)")

                // A machine that knows nothing reads what it needs, and no more.
                server.resetCount()
                let path = try await fixture.deb("package33")
                #expect(try await engine(nil).add([path], to: "stable").isPublished)
                #expect(server.requests.count <= 12, "\(server.requests)")
                #expect(try fetched(double, fixture).stanzas()?.count == 34)
                #expect(try await engine(nil).check().problems == [])

                // The cache of the first machine is behind now, and does no harm.
                #expect(try await engine(cache).add([try await fixture.deb("package34")], to: "stable").isPublished)
                #expect(try fetched(double, fixture).stanzas()?.count == 35)
            }
        }
    }

    @Test(arguments: StorageBackend.available.filter { $0 == .strict || $0 == .weed })
    func `of a thousand packages takes one more by eight requests`(_ backend: StorageBackend) async throws {
        let web = CountingWeb()
        try await backend.withStorage(web: web) { storage in
            try await RepositoryFixture.with { fixture in
                let settings = try fixture.signed(RepositorySettings(url: "https://packages.example.org"))
                let cache = ObjectCache(fixture.folder.appending("cache"), files: fixture.files)
                let engine = fixture.engine(settings, storage: storage, cache: cache)
                var paths: [FilePath] = []
                for number in 0..<1000 { paths.append(try await fixture.deb("package\(number)")) }
                _ = try await engine.add(paths, to: "stable")
                web.reset()
                _ = try await engine.add([try await fixture.deb("another")], to: "stable")
                let requests = web.requests
                #expect(requests.count == 8, "\(requests)")
                #expect(requests.filter { $0.method == .get }.count == 1)
                #expect(requests.filter { $0.method == .put }.count == 7)
                #expect(requests.allSatisfy { !$0.url.contains("?") }, "no listing, no parts")
                // Both compressed forms under both names, the package, the head and InRelease; apt-ftparchive's
                // uncompressed index alone has more.
                let sent = requests.reduce(0) { $0 + $1.size }
                #expect(sent < 200_000, "\(sent) bytes")
                #expect(try await engine.list().packages.count == 1001)
            }
        }
    }

    @Test func `is not taken for another of the same name that this machine published to`() async throws {
        try await RepositoryFixture.with { fixture in
            try await S3Double.serving { first, firstServer in
                try await S3Double.serving { second, secondServer in
                    let cache = ObjectCache(fixture.folder.appending("cache"), files: fixture.files)
                    let path = try await fixture.deb("hello")
                    let storage = try storage(second, secondServer)
                    // A run dies as soon as it has written the head.
                    var position = 0
                    while !second.objects.keys.contains("packages/.fledge/head") {
                        let failing = FailingStorage(storage, failingAt: position, takingEffect: true)
                        _ = try? await fixture.engine(storage: failing).add([path], to: "stable")
                        position += 1
                    }
                    #expect(!second.objects.keys.contains("packages/apt/dists/stable/Release"))
                    let other = fixture.engine(storage: try self.storage(first, firstServer), cache: cache)
                    _ = try await other.add([path], to: "stable")
                    _ = try await fixture.engine(storage: storage, cache: cache).add([path], to: "stable")
                    #expect(second.objects.keys.contains("packages/apt/dists/stable/Release"))
                    #expect(
                        try await fixture.engine(storage: storage).offer(of: .apt, named: "hello")?.isFinished == true)
                }
            }
        }
    }

    @Test func `has pointers that caches ask for again, and all else for good`() async throws {
        try await RepositoryFixture.with { fixture in
            try await S3Double.serving { double, server in
                let engine = fixture.engine(try fixture.signed(), storage: try storage(double, server))
                _ = try await engine.add([try await fixture.deb("hello")], to: "stable")
                for (key, object) in double.objects where key.contains("/apt/") {
                    let isForGood = key.contains("/by-hash/") || key.contains("/pool/")
                    let control = object.fields["cache-control"] ?? ""
                    #expect(control.contains("immutable") == isForGood, "\(key): \(control)")
                }
                #expect(double.objects.keys.contains("packages/apt/dists/stable/InRelease"))
                #expect(!double.objects.keys.contains("packages/apt/dists/stable/Release"))
            }
        }
    }

    @Test(arguments: StorageBackend.available.filter { $0 != .folder })
    func `loses nothing to publishers at the same time`(_ backend: StorageBackend) async throws {
        let isConditional = backend == .strict || backend == .weed
        let (publishers, packages) = isConditional ? (16, 25) : (3, 4)
        try await backend.withStorage { storage in
            try await RepositoryFixture.with { fixture in
                var work: [[FilePath]] = []
                for publisher in 0..<publishers {
                    var paths: [FilePath] = []
                    for package in 0..<packages { paths.append(try await fixture.deb("p\(publisher)-\(package)")) }
                    work.append(paths)
                }
                let engine = fixture.engine(try fixture.signed(), storage: storage)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for paths in work { group.addTask { _ = try await engine.add(paths, to: "stable") } }
                    try await group.waitForAll()
                }
                let listed = try await engine.list().packages.map(\.name)
                #expect(listed.count == publishers * packages)
                #expect(Set(listed).count == publishers * packages)
                #expect(try await engine.list().generation == UInt64(publishers))
                #expect(try await engine.check().problems == [])
            }
        }
    }
}
