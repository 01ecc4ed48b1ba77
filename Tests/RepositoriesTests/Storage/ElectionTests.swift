// SPDX-License-Identifier: Apache-2.0
import Effects
import Synchronization
import SystemPackage
import Testing

@testable import Repositories

@Suite("Election of a publisher")
struct ElectionTests {
    /// A clock that goes on when someone waits.
    final class Time: Sendable {
        private let seconds = Mutex<Duration>(.zero)
        var now: Duration { seconds.withLock { $0 } }
        func pass(_ duration: Duration) { seconds.withLock { $0 += duration } }
    }

    /// A number that tasks change together.
    final class Counter: Sendable {
        private let number = Mutex(0)
        var value: Int { number.withLock { $0 } }

        @discardableResult
        func add(_ change: Int) -> Int {
            number.withLock { number in
                number += change
                return number
            }
        }
    }

    private func election(_ storage: any RepositoryStorage, _ time: Time) -> Election {
        var election = Election(
            storage: storage, store: "store", now: { time.now },
            pause: { duration in
                try Task.checkCancellation()
                time.pass(duration)
                await Task.yield()
            })
        election.lookEvery = .seconds(3)
        return election
    }

    private func withFolder(_ body: (FolderStorage) async throws -> Void) async throws {
        try await Files().withTemporaryDirectory { try await body(FolderStorage($0)) }
    }

    @Test func `elects the only one at once, and leaves nothing behind`() async throws {
        try await withFolder { storage in
            let result = try await election(storage, Time()).run {
                let tickets = try await storage.list(Election.folder)
                #expect(tickets.count == 1)
                return 7
            }
            #expect(result == 7)
            #expect(try await storage.list("").isEmpty)
        }
    }

    @Test func `elects one at a time, each in its turn`() async throws {
        try await withFolder { storage in
            let inside = Counter()
            let done = Counter()
            try await withThrowingTaskGroup { group in
                for _ in 0..<5 {
                    group.addTask {
                        // Real time: none is ever taken for dead.
                        try await Election(
                            storage: storage, store: "store",
                            pause: { _ in try await Task.sleep(for: .milliseconds(5)) }
                        ).run {
                            #expect(
                                inside.add(1) == 1)
                            for _ in 0..<20 { await Task.yield() }
                            #expect(
                                inside.add(-1) == 0)
                            done.add(1)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(done.value == 5)
            #expect(try await storage.list("").isEmpty)
        }
    }

    @Test(arguments: ["1 5\n", "0 0\n", "nonsense", ""])
    func `takes over from one that died`(_ contents: String) async throws {
        try await withFolder { storage in
            try await storage.put(Election.folder + "0dead", .bytes(Array(contents.utf8)), as: .pointer)
            let time = Time()
            try await election(storage, time).run {}
            #expect(time.now > .seconds(60))
            #expect(try await storage.list("").isEmpty)
        }
    }

    @Test func `waits for one that is alive, and says so in the end`() async throws {
        try await withFolder { storage in
            let time = Time()
            var election = self.election(storage, time)
            election.patience = .seconds(300)
            let count = Counter()
            election.pause = { duration in
                time.pass(duration)
                let number = count.add(1)
                try await storage.put(Election.folder + "0", .bytes(Array("1 \(number)\n".utf8)), as: .pointer)
            }
            try await storage.put(Election.folder + "0", .bytes(Array("1 0\n".utf8)), as: .pointer)
            let busy = StorageError.busy(storage.location)
            await #expect(throws: busy) { try await election.run { Issue.record("two at once") } }
            #expect(time.now >= .seconds(300))
            #expect(try await storage.list("").map(\.key) == [Election.folder + "0"])
        }
    }

    @Test func `lets nobody write who may have been taken for dead`() async throws {
        let time = Time()
        let lease = ElectionLease(
            store: "store", number: 1, renewals: 1, renewed: .zero, leaseTime: .seconds(40), now: { time.now })
        time.pass(.seconds(30))
        #expect(try lease.remaining(for: "x") == .seconds(10))
        lease.renew(at: .seconds(20))
        #expect(try lease.remaining(for: "x") == .seconds(30))
        time.pass(.seconds(30))
        #expect(throws: StorageError.lostElection("x")) { try lease.remaining(for: "x") }
    }

    @Test func `stands again when it was too slow to get its number`() async throws {
        try await withFolder { storage in
            let time = Time()
            let slow = SlowStorage(storage: storage) { if $0 == 0 { time.pass(.seconds(45)) } }
            try await election(slow, time).run {}
            // The first ticket is written twice and given up; the second one is written twice.
            #expect(slow.puts == 4)
            #expect(try await storage.list("").isEmpty)
        }
    }

    /// A storage in which a put can take long.
    private final class SlowStorage: RepositoryStorage {
        let storage: FolderStorage
        let delay: @Sendable (Int) -> Void
        private let count = Counter()

        init(storage: FolderStorage, delay: @Sendable @escaping (Int) -> Void) {
            self.storage = storage
            self.delay = delay
        }

        var puts: Int { count.value }
        var location: String { storage.location }

        func put(
            _ key: String, _ contents: ObjectContents, as kind: ObjectKind
        ) async throws(StorageError) -> ObjectVersion {
            delay(
                count.add(1) - 1)
            return try await storage.put(key, contents, as: kind)
        }

        func read(_ key: String, limit: Int) async throws(StorageError) -> StoredObject? {
            try await storage.read(key, limit: limit)
        }

        func fetch(_ key: String, to path: FilePath) async throws(StorageError) -> ObjectVersion? {
            try await storage.fetch(key, to: path)
        }

        func create(
            _ key: String, _ contents: ObjectContents, as kind: ObjectKind
        ) async throws(StorageError) -> ObjectVersion {
            try await storage.create(key, contents, as: kind)
        }

        func replace(
            _ key: String, _ contents: ObjectContents, as kind: ObjectKind, expecting version: ObjectVersion
        ) async throws(StorageError) -> ObjectVersion {
            try await storage.replace(key, contents, as: kind, expecting: version)
        }

        func remove(_ key: String) async throws(StorageError) { try await storage.remove(key) }

        func list(_ prefix: String) async throws(StorageError) -> [ListedObject] { try await storage.list(prefix) }

        func exclusively<Result>(_ body: () async throws -> Result) async throws -> Result { try await body() }
    }
}
