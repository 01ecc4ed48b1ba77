// SPDX-License-Identifier: Apache-2.0
package import SystemPackage

/// Where a repository's objects live: a folder, an S3-compatible store, or GitHub.
///
/// It promises no more than an object store can keep: whole objects under keys, no folders, no links, no renames. A
/// reader sees an object's old bytes or its new ones, never a part. Keys are relative and `/`-separated, without `.` and
/// `..`; see `StorageKey`. All methods may be called from several tasks at once.
package protocol RepositoryStorage: Sendable {
    /// Where it is, as the user would write it: `s3://bucket/prefix`, `/srv/www`.
    var location: String { get }

    /// Which store that is, with the server that `location` leaves to the environment.
    var store: String { get }

    /// The object's bytes and version, or nil when there is none.
    ///
    /// - Throws: `tooLarge` when it has more than `limit` bytes.
    func read(_ key: String, limit: Int) async throws(StorageError) -> StoredObject?

    /// Downloads an object of any size to a file, which appears whole; returns nil when there is none.
    func fetch(_ key: String, to path: FilePath) async throws(StorageError) -> ObjectVersion?

    /// Makes an object, or overwrites the one that is there.
    @discardableResult
    func put(_ key: String, _ contents: ObjectContents, as kind: ObjectKind) async throws(StorageError) -> ObjectVersion

    /// Makes an object where none is.
    ///
    /// - Throws: `alreadyExists`, also when another writer was first by a moment.
    @discardableResult
    func create(
        _ key: String, _ contents: ObjectContents, as kind: ObjectKind
    ) async throws(StorageError) -> ObjectVersion

    /// Overwrites an object that still has the version which `read` or a writing method returned.
    ///
    /// - Throws: `conflict` when it has another one, or is gone.
    @discardableResult
    func replace(
        _ key: String, _ contents: ObjectContents, as kind: ObjectKind, expecting version: ObjectVersion
    ) async throws(StorageError) -> ObjectVersion

    /// Removes an object; that there is none is no error.
    func remove(_ key: String) async throws(StorageError)

    /// All objects whose keys begin with `prefix`, sorted by their keys' bytes.
    func list(_ prefix: String) async throws(StorageError) -> [ListedObject]

    /// Runs `body` as the only publisher where `create` and `replace` alone cannot keep two apart; elsewhere it may run
    /// beside others, whose changes `replace` then reveals.
    func exclusively<Result>(_ body: () async throws -> Result) async throws -> Result

    /// What is to be known about the store before it is written to: found out by writing below `.fledge/` the first time,
    /// unless `assume` told it.
    func traits() async throws(StorageError) -> StorageTraits

    /// Takes over what an earlier run found out, if it is about this store.
    func assume(_ traits: StorageTraits)
}

extension RepositoryStorage {
    package var store: String { location }

    package func traits() async throws(StorageError) -> StorageTraits {
        StorageTraits(store: location, honoursConditions: true)
    }

    package func assume(_ traits: StorageTraits) {}
}
