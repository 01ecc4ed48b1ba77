// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import SystemPackage
import Testing

@Suite("Every storage")
struct StorageContractTests {
    static let names = [
        "a", "apt/dists/stable/InRelease", "pool/h/hello/hello_1.2.3+really1.2.0~rc.1_amd64.deb", "a b/c&d=e?f#g",
        "ünï/日本.deb", "%41/+/'(!*)/$", "a:b@c,d;e",
    ]

    @Test(arguments: StorageBackend.available, names)
    func `gives back what was put`(_ backend: StorageBackend, _ key: String) async throws {
        try await backend.withStorage { storage in
            #expect(try await storage.read(key, limit: 100) == nil)
            let first = try await storage.put(key, .bytes([1, 2, 3]), as: .pointer)
            #expect(try await storage.read(key, limit: 3) == StoredObject(bytes: [1, 2, 3], version: first))
            let second = try await storage.put(key, .bytes([]), as: .pointer)
            #expect(first != second)
            #expect(try await storage.read(key, limit: 0) == StoredObject(bytes: [], version: second))
            #expect(try await storage.list("").map(\.key) == [key])
        }
    }

    @Test(arguments: StorageBackend.available)
    func `refuses to read more than asked for`(_ backend: StorageBackend) async throws {
        try await backend.withStorage { storage in
            try await storage.put("x", .bytes([1, 2, 3, 4]), as: .immutable)
            await #expect(throws: StorageError.tooLarge("x", limit: 3)) { try await storage.read("x", limit: 3) }
            #expect(try await storage.read("x", limit: 4)?.bytes == [1, 2, 3, 4])
        }
    }

    @Test(arguments: StorageBackend.available)
    func `creates a key once`(_ backend: StorageBackend) async throws {
        try await backend.withExclusiveStorage { storage in
            try await storage.create("pool/a.deb", .bytes([1]), as: .package(.deb))
            await #expect(throws: StorageError.alreadyExists("pool/a.deb")) {
                try await storage.create("pool/a.deb", .bytes([2]), as: .package(.deb))
            }
            #expect(try await storage.read("pool/a.deb", limit: 10)?.bytes == [1])
        }
    }

    @Test(arguments: StorageBackend.available)
    func `replaces only the version that is expected`(_ backend: StorageBackend) async throws {
        try await backend.withExclusiveStorage { storage in
            let first = try await storage.create("head", .bytes([1]), as: .pointer)
            let second = try await storage.replace("head", .bytes([2]), as: .pointer, expecting: first)
            await #expect(throws: StorageError.conflict("head")) {
                try await storage.replace("head", .bytes([3]), as: .pointer, expecting: first)
            }
            #expect(try await storage.read("head", limit: 10) == StoredObject(bytes: [2], version: second))
            try await storage.remove("head")
            await #expect(throws: StorageError.conflict("head")) {
                try await storage.replace("head", .bytes([3]), as: .pointer, expecting: second)
            }
            #expect(try await storage.read("head", limit: 10) == nil)
        }
    }

    @Test(arguments: StorageBackend.available)
    func `lets one of many win`(_ backend: StorageBackend) async throws {
        try await backend.withStorage { storage in
            let created = await Self.winners(8) { number in
                try await storage.exclusively { try await storage.create("once", .bytes([number]), as: .pointer) }
            }
            #expect(created.count == 1)
            let object = try #require(try await storage.read("once", limit: 10))
            #expect(object.bytes == created)
            let replaced = await Self.winners(8) { number in
                try await storage.exclusively {
                    try await storage.replace("once", .bytes([100 + number]), as: .pointer, expecting: object.version)
                }
            }
            #expect(replaced.count == 1)
            #expect(try await storage.read("once", limit: 10)?.bytes == replaced.map { $0 + 100 })
        }
    }

    /// The numbers of those of `count` tasks at once that did not fail with `alreadyExists` or `conflict`.
    private static func winners(
        _ count: UInt8, _ body: @Sendable @escaping (UInt8) async throws -> ObjectVersion
    ) async -> [UInt8] {
        await withTaskGroup(of: UInt8?.self) { group in
            for number in 0..<count {
                group.addTask {
                    do {
                        _ = try await body(number)
                        return number
                    } catch StorageError.alreadyExists, StorageError.conflict {
                        return nil
                    } catch {
                        Issue.record(error)
                        return nil
                    }
                }
            }
            var winners: [UInt8] = []
            for await number in group { if let number { winners.append(number) } }
            return winners
        }
    }

    @Test(arguments: StorageBackend.available)
    func `removes, also what is not there`(_ backend: StorageBackend) async throws {
        try await backend.withStorage { storage in
            try await storage.put("a/b", .bytes([1]), as: .immutable)
            try await storage.remove("a/b")
            try await storage.remove("a/b")
            try await storage.remove("never/was")
            #expect(try await storage.read("a/b", limit: 1) == nil)
            #expect(try await storage.list("").isEmpty)
        }
    }

    @Test(arguments: StorageBackend.available)
    func `lists by prefix, sorted, with sizes`(_ backend: StorageBackend) async throws {
        try await backend.withStorage { storage in
            for (index, key) in ["b", "a/2", "a/10", "ab", "a/x/y", "a b"].enumerated() {
                try await storage.put(key, .bytes([UInt8](repeating: 7, count: index)), as: .immutable)
            }
            #expect(try await storage.list("").map(\.key) == ["a b", "a/10", "a/2", "a/x/y", "ab", "b"])
            #expect(try await storage.list("a/").map(\.key) == ["a/10", "a/2", "a/x/y"])
            #expect(try await storage.list("a").map(\.key) == ["a b", "a/10", "a/2", "a/x/y", "ab"])
            #expect(try await storage.list("a/x/").map(\.size) == [4])
            #expect(try await storage.list("a/1").map(\.key) == ["a/10"])
            #expect(try await storage.list("none/").isEmpty)
            let times = try await storage.list("").map(\.modified)
            #expect(times.allSatisfy { abs($0 - SystemClock().now()) < 3600 })
        }
    }

    @Test(arguments: StorageBackend.available)
    func `stores and fetches files`(_ backend: StorageBackend) async throws {
        try await backend.withStorage { storage in
            try await Files().withTemporaryDirectory { folder in
                let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
                let source = folder.appending("in")
                try Files().replace(source, bytes)
                let contents = try Self.contents(source, bytes)
                let version = try await storage.put("pool/big.rpm", contents, as: .package(.rpm))
                let target = folder.appending("out")
                #expect(try await storage.fetch("pool/big.rpm", to: target) == version)
                #expect(try Files().read(target, limit: 1 << 20) == bytes)
                #expect(try await storage.list("pool/").map(\.size) == [300_000])
                #expect(try await storage.fetch("pool/none", to: folder.appending("none")) == nil)
                #expect(try !Files().exists(folder.appending("none")))
            }
        }
    }

    @Test(arguments: StorageBackend.available)
    func `refuses a file that is no longer what it was`(_ backend: StorageBackend) async throws {
        try await backend.withExclusiveStorage { storage in
            try await Files().withTemporaryDirectory { folder in
                let source = folder.appending("in")
                try Files().replace(source, [1, 2, 3])
                let contents = try Self.contents(source, [1, 2, 3])
                try Files().replace(source, [1, 2, 4])
                await #expect(throws: StorageError.contentChanged(source)) {
                    try await storage.put("a", contents, as: .immutable)
                }
                try Files().replace(source, [1, 2, 3, 4])
                await #expect(throws: StorageError.contentChanged(source)) {
                    try await storage.create("a", contents, as: .package(.deb))
                }
                #expect(try await storage.read("a", limit: 10) == nil)
            }
        }
    }

    private static func contents(_ path: FilePath, _ bytes: [UInt8]) throws -> ObjectContents {
        var hasher = ContentHasher([.sha256])
        hasher.update(bytes)
        return .file(path, size: UInt64(bytes.count), sha256: try #require(hasher.digests().sha256))
    }

    @Test(
        arguments: StorageBackend.available,
        [
            "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/..", "a/.", "./a", "a\u{0}b", "a\nb", "a\\b",
            String(repeating: "x", count: 256), String(repeating: "xy/", count: 400) + "z",
        ])
    func `refuses keys that not all storages can keep`(_ backend: StorageBackend, _ key: String) async throws {
        try await backend.withStorage { storage in
            await #expect(throws: StorageError.invalidKey(key)) { try await storage.read(key, limit: 1) }
            await #expect(throws: StorageError.invalidKey(key)) { try await storage.fetch(key, to: "/nowhere/x") }
            await #expect(throws: StorageError.invalidKey(key)) {
                try await storage.put(key, .bytes([]), as: .pointer)
            }
            await #expect(throws: StorageError.invalidKey(key)) {
                try await storage.create(key, .bytes([]), as: .pointer)
            }
            await #expect(throws: StorageError.invalidKey(key)) {
                try await storage.replace(key, .bytes([]), as: .pointer, expecting: ObjectVersion("x"))
            }
            await #expect(throws: StorageError.invalidKey(key)) { try await storage.remove(key) }
        }
    }

    @Test(arguments: StorageBackend.available)
    func `loses no update of many publishers at once`(_ backend: StorageBackend) async throws {
        try await backend.withStorage { storage in
            try await withThrowingTaskGroup { group in
                for publisher in 0..<4 {
                    group.addTask {
                        for number in 0..<4 { try await Self.add(UInt8(publisher * 4 + number), to: storage) }
                    }
                }
                try await group.waitForAll()
            }
            let numbers = try #require(try await storage.read("head", limit: 100)?.bytes)
            #expect(numbers.sorted() == Array(0..<16))
        }
    }

    private static func add(_ number: UInt8, to storage: any RepositoryStorage) async throws {
        try await storage.exclusively {
            while true {
                do throws(StorageError) {
                    if let old = try await storage.read("head", limit: 100) {
                        let new = ObjectContents.bytes(old.bytes + [number])
                        try await storage.replace("head", new, as: .pointer, expecting: old.version)
                    } else {
                        try await storage.create("head", .bytes([number]), as: .pointer)
                    }
                    return
                } catch {
                    if case .conflict = error { continue }
                    if case .alreadyExists = error { continue }
                    throw error
                }
            }
        }
    }
}
