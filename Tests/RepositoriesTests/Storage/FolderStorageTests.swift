// SPDX-License-Identifier: Apache-2.0
import Effects
import Repositories
import SystemPackage
import Testing

@Suite("A folder as a storage")
struct FolderStorageTests {
    let files = Files()

    @Test func `writes regular files that everyone may read, and leaves no others`() async throws {
        try await files.withTemporaryDirectory { root in
            let storage = FolderStorage(root)
            try await storage.put("pool/a.deb", .bytes([1]), as: .package(.deb))
            try await storage.put("dists/InRelease", .bytes([2]), as: .pointer)
            let entries = try files.walk(root).filter { !$0.status.isDirectory }
            #expect(
                entries.map(\.relativePath.string) == [".fledge/write-lock", "dists/InRelease", "pool/a.deb"])
            #expect(entries.allSatisfy { $0.status.isFile && $0.status.mode == 0o644 })
        }
    }

    @Test func `makes what replaces a file at least a second younger`() async throws {
        try await files.withTemporaryDirectory { root in
            let storage = FolderStorage(root, clock: FixedClock(seconds: 1_000))
            var times: [Int64] = []
            for byte in UInt8(0)..<3 {
                try await storage.put("InRelease", .bytes([byte]), as: .pointer)
                times.append(try files.status(root.appending("InRelease")).modified)
            }
            let version = try #require(try await storage.read("InRelease", limit: 1)).version
            try await storage.replace("InRelease", .bytes([9]), as: .pointer, expecting: version)
            times.append(try files.status(root.appending("InRelease")).modified)
            #expect(times == [1_000, 1_001, 1_002, 1_003])
        }
    }

    @Test func `follows no symbolic link out of the folder`() async throws {
        try await files.withTemporaryDirectory { folder in
            let root = folder.appending("root")
            try files.createDirectory(folder.appending("outside/deep"))
            try files.replace(folder.appending("outside/secret"), [1])
            try files.createDirectory(root.appending("inside"))
            try files.createSymbolicLink(root.appending("out"), to: "../outside")
            try files.createSymbolicLink(root.appending("secret"), to: "../outside/secret")
            try files.createSymbolicLink(root.appending("link"), to: "inside")
            let storage = FolderStorage(root)
            for key in ["out/secret", "secret"] {
                await #expect(throws: StorageError.leavesFolder(key, root)) {
                    try await storage.read(key, limit: 1)
                }
                await #expect(throws: StorageError.leavesFolder(key, root)) { try await storage.remove(key) }
            }
            for key in ["out/new", "out/deep/er/new"] {
                await #expect(throws: StorageError.leavesFolder(key, root)) {
                    try await storage.put(key, .bytes([2]), as: .immutable)
                }
            }
            await #expect(throws: StorageError.leavesFolder("out/", root)) { try await storage.list("out/") }
            // Writing over a link replaces the link, not what it leads to.
            try await storage.put("secret", .bytes([3]), as: .immutable)
            #expect(try files.read(folder.appending("outside/secret"), limit: 9) == [1])
            #expect(try files.list(folder.appending("outside")).map(\.string) == ["deep", "secret"])
            #expect(try files.list(folder.appending("outside/deep")).isEmpty)
            // A link that stays inside is the owner's business.
            try await storage.put("link/a", .bytes([4]), as: .immutable)
            #expect(try await storage.read("inside/a", limit: 1)?.bytes == [4])
        }
    }

    @Test func `keeps its locks and unfinished files to itself`() async throws {
        try await files.withTemporaryDirectory { root in
            let storage = FolderStorage(root)
            _ = try await storage.exclusively { try await storage.put("a", .bytes([1]), as: .pointer) }
            try files.replace(root.appending(".fledge-1x2y.tmp"), [1])
            #expect(try await storage.list("").map(\.key) == ["a"])
            for key in [".fledge/lock", ".fledge/write-lock", "x/.fledge-1x2y.tmp"] {
                await #expect(throws: StorageError.invalidKey(key)) {
                    try await storage.put(key, .bytes([]), as: .pointer)
                }
            }
        }
    }

    @Test func `lets one publisher in at a time`() async throws {
        try await files.withTemporaryDirectory { root in
            let storage = FolderStorage(root)
            try await withThrowingTaskGroup { group in
                for number in UInt8(0)..<8 {
                    group.addTask {
                        // Each its own, as processes have.
                        try await FolderStorage(root).exclusively {
                            #expect(try await storage.read("inside", limit: 1) == nil)
                            try await storage.put("inside", .bytes([number]), as: .pointer)
                            #expect(try await storage.read("inside", limit: 1)?.bytes == [number])
                            try await storage.remove("inside")
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `synchronizes many files before a pointer`() async throws {
        try await files.withTemporaryDirectory { root in
            let storage = FolderStorage(root)
            for number in 0..<100 { try await storage.put("pool/\(number)", .bytes([1]), as: .immutable) }
            try files.remove(root.appending("pool/7"))
            try await storage.put("InRelease", .bytes([1]), as: .pointer)
            #expect(try await storage.list("pool/").count == 99)
        }
    }

    @Test func `says which file it could not write`() async throws {
        try await files.withTemporaryDirectory { root in
            let storage = FolderStorage(root)
            try await storage.put("a", .bytes([1]), as: .immutable)
            let error = await #expect(throws: StorageError.self) {
                try await storage.put("a/b", .bytes([1]), as: .immutable)
            }
            #expect(error?.description == "cannot create the folder `\(root)/a`: File exists")
        }
    }
}
