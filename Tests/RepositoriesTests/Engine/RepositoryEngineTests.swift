// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import Signing
import SystemPackage
import Testing

@Suite("The repository engine")
struct RepositoryEngineTests {
    @Test func `publishes packages that were added, and nothing when they are added again`() async throws {
        try await RepositoryFixture.with { fixture in
            let engine = fixture.engine(try fixture.signed())
            let paths = [try await fixture.deb("hello"), try await fixture.deb("tally", "2.0-1")]
            let first = try await engine.add(paths, to: "stable")
            #expect(first.isPublished && first.generation == 1 && first.added == 2)
            #expect(try await fixture.listed() == ["hello 1.0 amd64", "tally 2.0-1 amd64"])
            let before = try fixture.snapshot()
            let second = try await engine.add(paths, to: "stable")
            #expect(!second.isPublished && second.generation == 1 && second.unchanged == 2 && second.added == 0)
            #expect(try fixture.snapshot() == before)
            #expect(try await engine.check().problems == [])
        }
    }

    @Test func `keeps its indexes right through additions and removals of all sizes`() async throws {
        try await RepositoryFixture.with { fixture in
            let engine = fixture.engine(try fixture.signed())
            var generator = SeededGenerator(seed: 11)
            var expected: [String: String] = [:]
            var number = 0
            for round in 0..<12 {
                if round % 3 == 2 {
                    var gone: [RepositoryChange] = []
                    for name in expected.keys.sorted()
                    where Int.random(in: 0..<(round == 5 ? 2 : 12), using: &generator) == 0 {
                        expected[name] = nil
                        gone.append(.remove(PackageSelector(name: name), track: "stable"))
                    }
                    _ = try await engine.update(gone)
                } else {
                    var paths: [FilePath] = []
                    for _ in 0..<[1, 2, 12, 1, 25][round % 5] {
                        number += 1
                        paths.append(try await fixture.deb("package\(number)", "1.\(number)", lines: 200))
                        expected["package\(number)"] = "1.\(number)"
                    }
                    _ = try await engine.add(paths, to: "stable")
                }
                let reader = PlainAptReader(
                    root: fixture.root, track: "stable", keyRing: try RepositoryFixture.signer().keyRing)
                let stanzas = try #require(try reader.stanzas())
                let found = Dictionary(stanzas.map { ($0["Package"] ?? "", $0["Version"] ?? "") }) { $0 + " " + $1 }
                #expect(found == expected, "round \(round)")
                #expect(stanzas.count == expected.count)
            }
            #expect(try await engine.check().problems == [])
        }
    }

    @Test func `refuses other bytes under the same name, version and architecture, and names both digests`()
        async throws
    {
        try await RepositoryFixture.with { fixture in
            let engine = fixture.engine()
            let old = try await fixture.deb("hello")
            let new = try await fixture.deb("hello", note: "changed")
            _ = try await engine.add([old], to: "stable")
            let digests = try [old, new].map { PlainAptReader.digest(try fixture.files.read($0, limit: 1 << 20)) }
            let error = await #expect(throws: RepositoryError.self) { try await engine.add([new], to: "stable") }
            #expect(error?.needsChange == true)
            for digest in digests { #expect(error?.description.contains(digest) == true) }
            await #expect(throws: RefusedPackages.self) { try await engine.add([old, new], to: "beta") }
            // On another track the file's name is taken all the same.
            await #expect(throws: RepositoryError.self) { try await engine.add([new], to: "beta") }
            #expect(try await fixture.listed("beta") == [])
        }
    }

    @Test func `replaces a file that no publication lists once no run can be about to publish it`() async throws {
        try await RepositoryFixture.with { fixture in
            let engine = fixture.engine()
            _ = try await engine.add([try await fixture.deb("other")], to: "stable")
            let key = "apt/pool/main/h/hello/hello_1.0_amd64.deb"
            let package = try await fixture.deb("hello")
            try await fixture.storage.put(key, .bytes(Array("left".utf8)), as: .package(.deb))
            let error = await #expect(throws: RepositoryError.self) { try await engine.add([package], to: "stable") }
            #expect(error?.hint?.contains("fledge repo gc --keep-days 0") == true)
            #expect(try fixture.text(key) == "left")

            let now = SystemClock().now()
            try fixture.files.setModified(fixture.root.appending(key), now - 86_500)
            _ = try await engine.add([package], to: "stable")
            #expect(
                try fixture.files.read(fixture.root.appending(key), limit: 1 << 20)
                    == fixture.files.read(package, limit: 1 << 20))
            #expect(try await engine.check().problems == [])

            // What was published lately stays what it was, however old the file is.
            _ = try await engine.update([.remove(PackageSelector(name: "hello"), track: nil)])
            try fixture.files.setModified(fixture.root.appending(key), now - 86_500)
            let changed = try await fixture.deb("hello", note: "changed")
            let taken = await #expect(throws: RepositoryError.self) { try await engine.add([changed], to: "stable") }
            if case .fileNameTaken = taken {} else { Issue.record("\(String(describing: taken))") }
        }
    }

    @Test func `names every file that it refuses, with the reason, and adds none`() async throws {
        try await RepositoryFixture.with { fixture in
            let good = try await fixture.deb("hello")
            let bytes = try fixture.files.read(good, limit: 1 << 20)
            let bad = fixture.folder.appending("packages/cut.deb")
            try fixture.files.replace(bad, Array(bytes.dropLast(40)))
            let text = fixture.folder.appending("packages/text.deb")
            try fixture.files.replace(text, text: "no package\n")
            let other = fixture.folder.appending("packages/readme.txt")
            try fixture.files.replace(other, text: "no package\n")
            let error = await #expect(throws: RefusedPackages.self) {
                try await fixture.engine().add([good, bad, text, other], to: "stable")
            }
            #expect(error?.reasons.count == 3)
            for name in ["cut.deb", "text.deb", "readme.txt"] {
                #expect(error?.description.contains(name) == true, "\(name)")
            }
            #expect(try !fixture.exists("apt"))
        }
    }

    @Test func `lists packages of all architectures in the index of each`() async throws {
        try await RepositoryFixture.with { fixture in
            let engine = fixture.engine()
            _ = try await engine.add([try await fixture.deb("docs", "1.0", .all)], to: "stable")
            let reader = PlainAptReader(root: fixture.root, track: "stable")
            #expect(try reader.stanzas("all")?.count == 1)
            _ = try await engine.add([try await fixture.deb("hello", "1.0", .arm64)], to: "stable")
            #expect(try reader.stanzas("arm64")?.compactMap { $0["Package"] } == ["docs", "hello"])
            let more = [try await fixture.deb("fonts", "1.0", .all), try await fixture.deb("hello", "1.0", .amd64)]
            _ = try await engine.add(more, to: "stable")
            #expect(try reader.stanzas("arm64")?.compactMap { $0["Package"] } == ["docs", "hello", "fonts"])
            #expect(try reader.stanzas("amd64")?.compactMap { $0["Package"] } == ["docs", "fonts", "hello"])
            #expect(try reader.stanzas("all")?.compactMap { $0["Package"] } == ["docs", "fonts"])
            #expect(try await fixture.listed().count == 4)
            #expect(try await engine.check().problems == [])
        }
    }

    @Test func `keeps tracks apart, and lists on one what another has without a second upload`() async throws {
        try await RepositoryFixture.with { fixture in
            let engine = fixture.engine()
            _ = try await engine.add([try await fixture.deb("hello")], to: "stable")
            _ = try await engine.add([try await fixture.deb("hello", "2.0~rc1")], to: "beta")
            #expect(try await fixture.listed("stable") == ["hello 1.0 amd64"])
            #expect(try await fixture.listed("beta") == ["hello 2.0~rc1 amd64"])
            let selector = PackageSelector(name: "hello", version: "2.0~rc1")
            let report = try await engine.update([.copy(selector, from: "beta", to: "stable")])
            #expect(report.added == 1)
            #expect(try await fixture.listed("stable") == ["hello 1.0 amd64", "hello 2.0~rc1 amd64"])
            #expect(try await engine.check().problems == [])
        }
    }

    @Test func `goes back to what an earlier generation listed`() async throws {
        try await RepositoryFixture.with { fixture in
            let engine = fixture.engine(try fixture.signed())
            _ = try await engine.add([try await fixture.deb("hello"), try await fixture.deb("tally")], to: "stable")
            _ = try await engine.add([try await fixture.deb("hello", "2.0")], to: "stable")
            _ = try await engine.update([.remove(PackageSelector(name: "tally"), track: nil)])
            let report = try await engine.update([.restore(generation: 1, track: nil)])
            #expect(report.generation == 4)
            #expect(try await fixture.listed() == ["hello 1.0 amd64", "tally 1.0 amd64"])
            #expect(try await engine.check().problems == [])
            await #expect(throws: RepositoryError.noSuchGeneration(99)) {
                try await engine.update([.restore(generation: 99, track: nil)])
            }
        }
    }

    @Test func `keeps the newest versions, and removes what no recent generation refers to`() async throws {
        try await RepositoryFixture.with { fixture in
            let engine = fixture.engine()
            for version in ["1.0", "1.10", "1.9", "2.0~rc1"] {
                _ = try await engine.add([try await fixture.deb("hello", version)], to: "stable")
            }
            let careful = try await engine.clean(keepingVersions: 2)
            #expect(careful.removed == [])
            #expect(try await fixture.listed() == ["hello 1.10 amd64", "hello 2.0~rc1 amd64"])
            #expect(try fixture.exists("apt/pool/main/h/hello/hello_1.0_amd64.deb"))
            let planned = try await engine.clean(grace: 0, isDryRun: true)
            let done = try await engine.clean(grace: 0)
            #expect(done.removed == planned.removed)
            #expect(done.removed.filter { $0.hasSuffix(".deb") }.count == 2)
            #expect(try !fixture.exists("apt/pool/main/h/hello/hello_1.0_amd64.deb"))
            let kept = try fixture.files.list(
                fixture.root.appending("apt/dists/stable/main/binary-amd64/by-hash/SHA256"))
            #expect(kept.count == 2)
            #expect(try await engine.check().problems == [])
        }
    }

    @Test func `finds whatever was damaged or lost`() async throws {
        try await RepositoryFixture.with { fixture in
            let engine = fixture.engine(try fixture.signed(RepositorySettings(url: "http://127.0.0.1:1")))
            _ = try await engine.add([try await fixture.deb("hello")], to: "stable")
            #expect(try await engine.check().problems == [])
            let names = try fixture.snapshot().keys.sorted().filter { !$0.hasPrefix(".fledge/") }
            #expect(names.count == 10)
            for name in names {
                let path = fixture.root.appending(name)
                let bytes = try fixture.files.read(path, limit: 1 << 20)
                var damaged = bytes
                damaged[damaged.count / 2] ^= 1
                for content in [damaged, nil] {
                    if let content { try fixture.files.replace(path, content) } else { try fixture.files.remove(path) }
                    let problems = try await engine.check().problems
                    #expect(problems.contains { $0.contains(name) }, "\(name)")
                }
                try fixture.files.replace(path, bytes)
            }
            #expect(try await engine.check().problems == [])
        }
    }

    @Test func `does not build on an index file that was damaged`() async throws {
        try await RepositoryFixture.with { fixture in
            let engine = fixture.engine()
            _ = try await engine.add([try await fixture.deb("hello", lines: 900)], to: "stable")
            let folder = fixture.root.appending("apt/dists/stable/main/binary-amd64/by-hash/SHA256")
            for name in try fixture.files.list(folder) {
                let path = folder.appending(name)
                var bytes = try fixture.files.read(path, limit: 1 << 20)
                bytes[bytes.count / 2] ^= 1
                try fixture.files.replace(path, bytes)
            }
            let before = try fixture.text(".fledge/head")
            let more = try await fixture.deb("tally")
            await #expect(throws: RepositoryError.self) { try await engine.add([more], to: "stable") }
            #expect(try fixture.text(".fledge/head") == before)
        }
    }

    @Test func `stays signed once it is, and publishes anew for another key or address`() async throws {
        try await RepositoryFixture.with { fixture in
            _ = try await fixture.engine(try fixture.signed()).add([try await fixture.deb("hello")], to: "stable")
            let more = try await fixture.deb("tally")
            await #expect(throws: RepositoryError.keyMissing(fingerprint: try RepositoryFixture.signer().fingerprint)) {
                try await fixture.engine().add([more], to: "stable")
            }
            let moved = try fixture.signed(RepositorySettings(url: "https://packages.example.org/"))
            let report = try await fixture.engine(moved).update([])
            #expect(report.isPublished && report.url == "https://packages.example.org")
            #expect(try fixture.text("apt/repository.sources").contains("URIs: https://packages.example.org/apt/\n"))
            #expect(try await !fixture.engine(moved).update([]).isPublished)
            let unsigned = RepositorySettings(mayBecomeUnsigned: true)
            _ = try await fixture.engine(unsigned).add([more], to: "stable")
            #expect(try !fixture.exists("apt/dists/stable/InRelease"))
            #expect(try await fixture.engine().check().problems == [])
        }
    }

    @Test func `never says that it was published far from now, however often it was`() async throws {
        try await RepositoryFixture.with { fixture in
            let now: Int64 = 1_790_000_000
            for (clock, expected) in [(now, now), (now, now + 1), (now + 60, now + 60), (now, now + 5), (now, now + 5)]
            {
                let engine = fixture.engine(clock: FixedClock(seconds: clock))
                _ = try await engine.add(
                    [try await fixture.deb("hello\(UInt32.random(in: 0...UInt32.max))")], to: "stable")
                #expect(try await engine.list().time == expected)
            }
        }
    }

    @Test(arguments: ["", ".", "../x", "a/b", "-a", "sid main", "é"])
    func `refuses tracks that are no plain names`(_ track: String) async throws {
        try await RepositoryFixture.with { fixture in
            await #expect(throws: RepositoryError.invalidTrack(track)) {
                _ = try await fixture.engine().add([], to: track)
            }
            return
        }
    }

    @Test func `refuses a state that a later version wrote, or that is damaged`() async throws {
        try await RepositoryFixture.with { fixture in
            let path = try await fixture.deb("hello")
            _ = try await fixture.engine().add([path], to: "stable")
            let head = fixture.root.appending(".fledge/head")
            let text = try fixture.text(".fledge/head")
            try fixture.files.replace(head, text: text.replacing("\"schema\":1", with: "\"schema\":2"))
            await #expect(throws: RepositoryError.newerState(schema: 2)) { try await fixture.engine().list() }
            try fixture.files.replace(head, text: String(text.dropLast(100)))
            await #expect(throws: RepositoryError.self) { try await fixture.engine().add([path], to: "stable") }
        }
    }
}

/// Random numbers that are the same every time.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

extension RepositoryFixture {
    /// All files of the repository with their digests and times, but for locks.
    func snapshot() throws -> [String: String] {
        var found: [String: String] = [:]
        for entry in try files.walk(root) where entry.status.isFile {
            let name = entry.relativePath.string
            guard !name.hasSuffix("lock") else { continue }
            let digest = PlainAptReader.digest(try files.read(entry.path, limit: 64 << 20))
            found[name] = "\(digest) \(entry.status.modified) \(entry.status.modifiedNanoseconds)"
        }
        return found
    }
}
