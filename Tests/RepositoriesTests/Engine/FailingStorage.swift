// SPDX-License-Identifier: Apache-2.0
import Repositories
import Synchronization
import SystemPackage

/// A storage whose writes stop working at one of them, as those of a killed process do: that one with or without effect,
/// and all behind it without.
final class FailingStorage: RepositoryStorage {
    private let storage: any RepositoryStorage
    private let failing: Int
    private let takesEffect: Bool
    private let writes = Mutex(0)

    private let isHeld: Mutex<Bool>

    /// - Parameters:
    ///   - failing: The number of the write, from 0.
    ///   - isHeld: Whether nothing is counted and nothing fails until `release`.
    init(_ storage: any RepositoryStorage, failingAt failing: Int, takingEffect: Bool, isHeld: Bool = false) {
        self.storage = storage
        self.isHeld = Mutex(isHeld)
        self.failing = failing
        takesEffect = takingEffect
    }

    /// Counts and fails from now on.
    func release() { isHeld.withLock { $0 = false } }

    /// The writes so far.
    var count: Int { writes.withLock { $0 } }

    var location: String { storage.location }

    private func write<Result>(_ body: () async throws(StorageError) -> Result) async throws(StorageError) -> Result {
        if isHeld.withLock({ $0 }) { return try await body() }
        let number = writes.withLock { count in
            count += 1
            return count - 1
        }
        guard number >= failing else { return try await body() }
        if number == failing, takesEffect { _ = try await body() }
        throw .cancelled
    }

    func read(_ key: String, limit: Int) async throws(StorageError) -> StoredObject? {
        try await storage.read(key, limit: limit)
    }

    func fetch(_ key: String, to path: FilePath) async throws(StorageError) -> ObjectVersion? {
        try await storage.fetch(key, to: path)
    }

    func put(
        _ key: String, _ contents: ObjectContents, as kind: ObjectKind
    ) async throws(StorageError) -> ObjectVersion {
        try await write { () throws(StorageError) in try await storage.put(key, contents, as: kind) }
    }

    func create(
        _ key: String, _ contents: ObjectContents, as kind: ObjectKind
    ) async throws(StorageError) -> ObjectVersion {
        try await write { () throws(StorageError) in try await storage.create(key, contents, as: kind) }
    }

    func replace(
        _ key: String, _ contents: ObjectContents, as kind: ObjectKind, expecting version: ObjectVersion
    ) async throws(StorageError) -> ObjectVersion {
        try await write { () throws(StorageError) in
            try await storage.replace(key, contents, as: kind, expecting: version)
        }
    }

    func remove(_ key: String) async throws(StorageError) {
        try await write { () throws(StorageError) in try await storage.remove(key) }
    }

    func list(_ prefix: String) async throws(StorageError) -> [ListedObject] { try await storage.list(prefix) }

    func exclusively<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await storage.exclusively(body)
    }
}
