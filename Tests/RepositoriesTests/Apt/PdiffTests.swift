// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import Signing
import SystemPackage
import TestSupport
import Testing

@Suite("Patches of Packages")
struct PdiffTests {
    private static let rred = FilePath("/usr/lib/apt/methods/rred")

    /// What apt's own program makes of the patches, one after the other.
    private func patched(_ text: [UInt8], _ patches: [PdiffReader.Patch], _ fixture: RepositoryFixture) async throws
        -> [UInt8]
    {
        let (old, new) = (fixture.folder.appending("old"), fixture.folder.appending("new"))
        try fixture.files.replace(old, text)
        let result = try await Machine.current().programs.run(
            ProgramCall(.path(Self.rred), ["-t", old.string, new.string] + patches.map(\.path.string)))
        #expect(result.isSuccess, "\(result.error.text)")
        return try fixture.files.read(new, limit: 64 << 20)
    }

    @Test func `what is added, removed, replaced and brought back is one patch each, and all lead to the present text`()
        async throws
    {
        try await RepositoryFixture.with { fixture in
            let reader = PdiffReader(root: fixture.root)
            _ = try await fixture.patching(10).add(try await fixture.many(), to: "stable")
            #expect(try reader.index() == nil)
            var texts = [try reader.packages()]
            func next(_ commands: [String], _ change: (RepositoryEngine) async throws -> Void) async throws {
                // Whoever does not ask leaves it as it is.
                try await change(try fixture.patching())
                let index = try #require(try reader.index())
                let patch = try #require(index.patches.last)
                let found = String(decoding: patch.script, as: UTF8.self).split(separator: "\n")
                    .filter { $0.wholeMatch(of: #/[0-9,]+[acd]/#) != nil }.map { String($0.suffix(1)) }
                #expect(found == commands)
                #expect(index.patches.map(\.base) == texts.map(PlainAptReader.digest))
                texts.append(try reader.packages())
                #expect(try PdiffReader.apply(patch.script, to: texts[texts.count - 2]) == texts.last)
                #expect(try await fixture.patching().check().problems == [])
            }
            try await next(["a"]) { _ = try await $0.add([try await fixture.deb("new")], to: "stable") }
            try await next(["d"]) {
                _ = try await $0.update([
                    .remove(PackageSelector(name: "base3"), track: nil),
                    .remove(PackageSelector(name: "base4"), track: nil),
                ])
            }
            try await next(["d", "c", "d"]) {
                _ = try await $0.update([
                    .remove(PackageSelector(name: "base0"), track: nil),
                    .phase(PackageSelector(name: "base8"), track: "stable", percentage: 10),
                    .remove(PackageSelector(name: "base39"), track: nil),
                ])
            }
            // What stood last goes, and something else takes its place.
            try await next(["c"]) {
                let staged = try await $0.stage(
                    [try await fixture.deb("new", "2.0")], to: "stable",
                    removing: [PackageSelector(name: "new", version: "1.0")])
                _ = try await staged.commit()
            }
            try await next(["c"]) {
                _ = try await $0.update([
                    .phase(PackageSelector(name: "base8"), track: "stable", percentage: nil)
                ])
            }
            try await next(["c"]) { _ = try await $0.update([.restore(generation: 2, track: "stable")]) }
            guard ForeignTool.areThere("apt-get") else { return }
            let patches = try #require(try reader.index()).patches
            try #require(patches.count == texts.count - 1)
            for (number, text) in texts.dropLast().enumerated() {
                #expect(try await patched(text, Array(patches[number...]), fixture) == texts.last, "from \(number)")
            }
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `any changes make patches that give the next text, line for line`(_ seed: UInt64) async throws {
        try await RepositoryFixture.with { fixture in
            var random = SeededGenerator(seed: seed)
            let reader = PdiffReader(root: fixture.root)
            // More than one chunk.
            _ = try await fixture.patching(100).add(try await fixture.many(80, digests: 256), to: "stable")
            let engine = try fixture.patching()
            var texts = [try reader.packages()]
            var made = 0
            for round in 0..<16 {
                let names = Set(try await engine.list().packages.map(\.name)).sorted()
                var changes: [RepositoryChange] = []
                for _ in 0..<Int.random(in: 1...5, using: &random) {
                    guard let name = names.randomElement(using: &random) else { continue }
                    let selector = PackageSelector(name: name)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: changes.append(.remove(selector, track: "stable"))
                    default:
                        let percentage = Int.random(in: 0..<100, using: &random)
                        changes.append(.phase(selector, track: "stable", percentage: percentage))
                    }
                }
                switch Int.random(in: 0..<4, using: &random) {
                case 0: changes = [.restore(generation: UInt64(texts.count), track: "stable")]
                case 1: break
                default:
                    let added = try await fixture.deb(
                        "new\(Int.random(in: 0..<4, using: &random))", "\(round)",
                        lines: Int.random(in: 1...60, using: &random))
                    let removed = names.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random))
                    let staged = try await engine.stage(
                        [added], to: "stable", removing: removed.map { PackageSelector(name: $0) })
                    _ = try await staged.commit()
                    changes = []
                }
                if !changes.isEmpty { _ = try await engine.update(changes) }
                let text = try reader.packages()
                guard text != texts.last else { continue }
                if let patch = try reader.index()?.patches.last {
                    made += 1
                    #expect(patch.base == PlainAptReader.digest(texts[texts.count - 1]))
                    #expect(try PdiffReader.apply(patch.script, to: texts[texts.count - 1]) == text)
                }
                texts.append(text)
            }
            #expect(made > 8)
            #expect(try await engine.check().problems == [])
            guard ForeignTool.areThere("apt-get"), let index = try reader.index() else { return }
            for number in index.patches.indices {
                let text = texts[texts.count - 1 - (index.patches.count - number)]
                #expect(try await patched(text, Array(index.patches[number...]), fixture) == texts.last)
            }
        }
    }

    @Test func `as many patches are kept as were asked for, each under its name`() async throws {
        try await RepositoryFixture.with { fixture in
            _ = try await fixture.patching(3).add(try await fixture.many(), to: "stable")
            let reader = PdiffReader(root: fixture.root)
            var names: [String] = []
            for version in 1...5 {
                _ = try await fixture.patching().add([try await fixture.deb("new", "\(version)")], to: "stable")
                let script = try #require(try reader.index()?.patches.last?.script)
                #expect(script.count < 1000)
                names.append(try #require(try reader.index()?.patches.last?.name))
            }
            // The newest three are left, and each is called the same in every index.
            #expect(try reader.index()?.patches.map(\.name) == names.suffix(3))
            #expect(try await fixture.patching().check().problems == [])
        }
    }

    @Test func `the same packages make the same patches under the same names`() async throws {
        func names() async throws -> [String] {
            try await RepositoryFixture.with { fixture in
                _ = try await fixture.patching(5).add(try await fixture.many(), to: "stable")
                _ = try await fixture.patching().add([try await fixture.deb("new")], to: "stable")
                _ = try await fixture.patching().update([.remove(PackageSelector(name: "base1"), track: nil)])
                return try #require(try PdiffReader(root: fixture.root).index()).patches.map(\.name)
            }
        }
        let first = try await names()
        #expect(first.count == 2)
        #expect(try await names() == first)
    }

    @Test func `patches that are larger than the index end what led to it`() async throws {
        try await RepositoryFixture.with { fixture in
            let reader = PdiffReader(root: fixture.root)
            _ = try await fixture.patching(9).add(try await fixture.many(10), to: "stable")
            _ = try await fixture.patching().add([try await fixture.deb("small")], to: "stable")
            #expect(try reader.index()?.patches.count == 1)
            _ = try await fixture.patching().add(try await fixture.many(30, named: "large"), to: "stable")
            #expect(try reader.index()?.patches.count == 2)
            let removed = (0..<30).map { RepositoryChange.remove(PackageSelector(name: "large\($0)"), track: nil) }
            _ = try await fixture.patching().update(removed)
            #expect(try reader.index()?.patches.count == 1)
            #expect(try await fixture.patching().check().problems == [])
            _ = try await fixture.patching().add([try await fixture.deb("another")], to: "stable")
            #expect(try reader.index()?.patches.count == 2)
        }
    }

    @Test(arguments: [StorageBackend.folder, .strict])
    func `a repository that had none is given them beside Contents, and is rid of them again`(
        _ backend: StorageBackend
    ) async throws {
        try await backend.withStorage { storage in
            try await RepositoryFixture.with { fixture in
                func release() async throws -> String {
                    let object = try await storage.read("apt/dists/stable/InRelease", limit: 1 << 20)
                    return String(decoding: try #require(object).bytes, as: UTF8.self)
                }
                _ = try await fixture.patching(storage: storage).add(try await fixture.many(), to: "stable")
                let given = try await fixture.patching(4, contents: true, storage: storage)
                    .add([try await fixture.deb("one")], to: "stable")
                #expect(given.generation == 3)
                #expect(try await !release().contains("Packages.diff"))
                let kept = try await fixture.patching(4, storage: storage)
                    .add([try await fixture.deb("one")], to: "stable")
                #expect(!kept.isPublished)
                // The lines of what was there before are counted by then.
                _ = try await fixture.patching(storage: storage).add([try await fixture.deb("two")], to: "stable")
                #expect(try await release().contains(" main/binary-amd64/Packages.diff/Index\n"))
                #expect(try await release().contains(" main/Contents-amd64.gz\n"))
                #expect(try await fixture.patching(storage: storage).check().problems == [])
                // Another number is no reason to lose any.
                let more = try await fixture.patching(8, storage: storage).update([])
                #expect(more.generation == 5)
                #expect(try await release().contains(" main/binary-amd64/Packages.diff/Index\n"))
                #expect(try await fixture.patching(storage: storage).check().problems == [])

                _ = try await fixture.patching(0, storage: storage).update([])
                #expect(try await !release().contains("Packages.diff"))
                #expect(try await release().contains(" main/Contents-amd64.gz\n"))
                #expect(try await fixture.patching(storage: storage).check().problems == [])
            }
        }
    }

    @Test func `check misses a patch and finds a changed one`() async throws {
        try await RepositoryFixture.with { fixture in
            _ = try await fixture.patching(5).add(try await fixture.many(), to: "stable")
            for version in 1...2 {
                _ = try await fixture.patching().add([try await fixture.deb("new", "\(version)")], to: "stable")
            }
            let patches = try #require(try PdiffReader(root: fixture.root).index()).patches
            try fixture.files.removeIfPresent(patches[0].path)
            var bytes = try fixture.files.read(patches[1].path, limit: 1 << 20)
            bytes[bytes.count / 2] ^= 1
            try fixture.files.replace(patches[1].path, bytes)
            let index = fixture.root.appending("apt/dists/stable/main/binary-amd64/Packages.diff/Index")
            try fixture.files.replace(index, text: "SHA256-Current: none\n")
            let problems = try await fixture.patching().check().problems
            #expect(problems.count == 3)
            for name in ["\(patches[0].name).gz` is missing", "\(patches[1].name).gz` has", "Packages.diff/Index` has"]
            {
                #expect(problems.contains { $0.contains(name) }, "\(problems)")
            }
        }
    }

    @Test func `gc keeps what a recent generation refers to, and nothing older`() async throws {
        try await RepositoryFixture.with { fixture in
            let now = SystemClock().now()
            func at(_ days: Int64) -> FixedClock { FixedClock(seconds: now + days * 86_400) }
            _ = try await fixture.patching(2, clock: at(0)).add(try await fixture.many(), to: "stable")
            func add(_ version: String, _ day: Int64) async throws {
                _ = try await fixture.patching(clock: at(day)).add(
                    [try await fixture.deb("new", version)], to: "stable")
            }
            func files() throws -> Set<String> {
                let folder = fixture.root.appending("apt/dists/stable/main/binary-amd64/Packages.diff")
                return Set(try fixture.files.walk(folder).filter(\.status.isFile).map(\.path.string))
            }
            try await add("1", 1)
            try await add("2", 2)
            let early = try files()
            try await add("3", 10)
            // The generation of the second day was superseded on the tenth, which is a day ago.
            let kept = try await fixture.patching(clock: at(11)).clean(grace: 7 * 86_400)
            #expect(kept.removed.filter { $0.contains("Packages.diff") }.count == 1)
            let index = try #require(try PdiffReader(root: fixture.root).index())
            #expect(index.patches.count == 2)
            #expect(try files().intersection(early).count == early.count - 1)
            let late = try await fixture.patching(clock: at(30)).clean(grace: 7 * 86_400)
            #expect(late.removed.contains { $0.contains("Packages.diff/by-hash") })
            // The list by both names, and both patches.
            #expect(try files().count == 4)
            #expect(try await fixture.patching(clock: at(30)).check().problems == [])
            _ = try #require(try PdiffReader(root: fixture.root).index())

            _ = try await fixture.patching(0, clock: at(31)).update([])
            _ = try await fixture.patching(clock: at(60)).clean(grace: 7 * 86_400)
            #expect(try files().isEmpty)
        }
    }

    @Test func `what was staged on a new track follows a publisher that changed their number`() async throws {
        try await RepositoryFixture.with { fixture in
            _ = try await fixture.patching(0).add(try await fixture.many(10), to: "stable")
            let staged = try await fixture.patching().stage([try await fixture.deb("early")], to: "beta")
            _ = try await fixture.patching(10).add([try await fixture.deb("one")], to: "stable")
            _ = try await staged.commit()
            #expect(try await fixture.patching().check().problems == [])
            _ = try await fixture.patching().add([try await fixture.deb("two")], to: "stable")
            _ = try await fixture.patching().add([try await fixture.deb("two")], to: "beta")
            #expect(try await fixture.patching().check().problems == [])
            #expect(try PdiffReader(root: fixture.root, track: "beta").index()?.patches.count == 1)
        }
    }

    @Test func `an update that is put on top of another one has its patches`() async throws {
        try await RepositoryFixture.with { fixture in
            _ = try await fixture.patching(5).add(try await fixture.many(), to: "stable")
            _ = try await fixture.patching().add([try await fixture.deb("hello")], to: "beta")
            let reader = PdiffReader(root: fixture.root)
            let staged = try await fixture.patching().stage([try await fixture.deb("first")], to: "stable")
            let other = try await fixture.patching().stage([try await fixture.deb("second")], to: "stable")
            _ = try await fixture.patching().add([try await fixture.deb("hello", "2.0")], to: "beta")
            let before = try reader.packages()
            _ = try await staged.commit()
            let between = try reader.packages()
            _ = try await other.commit()
            let patches = try #require(try reader.index()).patches
            #expect(patches.map(\.base) == [before, between].map(PlainAptReader.digest))
            #expect(try PdiffReader.apply(patches[0].script, to: before) == between)
            #expect(try PdiffReader.apply(patches[1].script, to: between) == reader.packages())
            #expect(try await fixture.patching().check().problems == [])
        }
    }

    @Test func `a run that ends at any write leaves patches that are right, and so does the next one`() async throws {
        try await RepositoryFixture.with { fixture in
            let reader = PdiffReader(root: fixture.root)
            _ = try await fixture.patching(20).add(try await fixture.many(), to: "stable")
            var texts = [try reader.packages()]
            var isDone = false
            for position in 0..<40 where !isDone {
                let package = try await fixture.deb("new", "\(position)")
                let failing = FailingStorage(fixture.storage, failingAt: position, takingEffect: position % 2 == 0)
                do { _ = try await fixture.patching(storage: failing).add([package], to: "stable") } catch {}
                isDone = failing.count <= position
                _ = try await fixture.patching().add([package], to: "stable")
                let text = try reader.packages()
                let patch = try #require(try reader.index()?.patches.last)
                #expect(patch.base == PlainAptReader.digest(texts[texts.count - 1]), "write \(position)")
                #expect(try PdiffReader.apply(patch.script, to: texts[texts.count - 1]) == text)
                #expect(try await fixture.patching().check().problems == [], "write \(position)")
                texts.append(text)
            }
            #expect(isDone && texts.count > 8)
        }
    }
}
