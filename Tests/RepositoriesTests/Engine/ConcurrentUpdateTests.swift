// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import Signing
import SystemPackage
import Testing

@Suite("Many publishers at once")
struct ConcurrentUpdateTests {
    @Test func `lose none of four hundred packages, and publish none twice`() async throws {
        try await RepositoryFixture.with { fixture in
            let (publishers, packages, batch) = (16, 25, 5)
            var work: [[[FilePath]]] = []
            for publisher in 0..<publishers {
                var paths: [FilePath] = []
                for package in 0..<packages { paths.append(try await fixture.deb("p\(publisher)-\(package)")) }
                work.append(stride(from: 0, to: packages, by: batch).map { Array(paths[$0..<($0 + batch)]) })
            }
            let settings = try fixture.signed()
            let engine = fixture.engine(settings)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for batches in work {
                    group.addTask {
                        for paths in batches { _ = try await engine.add(paths, to: "stable") }
                    }
                }
                try await group.waitForAll()
            }
            let reader = PlainAptReader(
                root: fixture.root, track: "stable", keyRing: try RepositoryFixture.signer().keyRing)
            let names = try #require(try reader.stanzas()).compactMap { $0["Package"] }
            #expect(names.count == publishers * packages)
            #expect(Set(names).count == publishers * packages)
            #expect(try await engine.list().generation == UInt64(publishers * packages / batch))
            #expect(try await engine.check().problems == [])
        }
    }

    @Test func `read a whole publication at any time`() async throws {
        try await RepositoryFixture.with { fixture in
            let settings = try fixture.signed()
            let engine = fixture.engine(settings)
            var paths: [FilePath] = []
            for number in 0..<40 { paths.append(try await fixture.deb("package\(number)")) }
            let keyRing = try RepositoryFixture.signer().keyRing
            let all = paths
            let reads = try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    for path in all { _ = try await engine.add([path], to: "stable") }
                    return 0
                }
                group.addTask {
                    let reader = PlainAptReader(root: fixture.root, track: "stable", keyRing: keyRing)
                    var (last, reads) = (0, 0)
                    while last < all.count {
                        if let names = try reader.stanzas()?.compactMap({ $0["Package"] }) {
                            #expect(names == (0..<names.count).map { "package\($0)" })
                            #expect(names.count >= last)
                            last = names.count
                            reads += 1
                        }
                        await Task.yield()
                    }
                    return reads
                }
                return try await group.reduce(0, +)
            }
            #expect(reads > 0)
        }
    }
}
