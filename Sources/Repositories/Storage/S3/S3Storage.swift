// SPDX-License-Identifier: Apache-2.0
import Crypto
package import Effects
import Formats
package import SystemPackage

/// A bucket of an S3-compatible store, or what is below a prefix in it.
///
/// Versions are ETags, verbatim. Where the store honours conditions (see `traits`), `create` and `replace` are single
/// conditional requests; elsewhere they work inside `exclusively` alone, which holds an election. Every body is signed
/// with its digest, so that a truncated or changed upload is refused by the store.
package struct S3Storage: RepositoryStorage {
    package struct Options: Sendable, Hashable {
        /// A file of more bytes is sent in parts.
        package var largestWhole: UInt64 = 64 << 20
        /// Bytes; more where there would be over 10,000 parts.
        package var partSize: UInt64 = 16 << 20
        package var partsAtOnce = 4
        package var retry: RetryPolicy = .standard

        package init() {}
    }

    package let bucket: String
    /// Without slashes at its ends; may be empty.
    package let prefix: String
    let endpoint: S3Endpoint
    let credentials: S3Credentials
    let web: any WebClient
    let clock: any ReleaseClock
    let options: Options
    let memory = S3Memory()

    package init(
        bucket: String, prefix: String = "", endpoint: S3Endpoint, credentials: S3Credentials, web: any WebClient,
        clock: any ReleaseClock = SystemClock(), options: Options = Options()
    ) {
        self.bucket = bucket
        self.prefix = prefix
        self.endpoint = endpoint
        self.credentials = credentials
        self.web = web
        self.clock = clock
        self.options = options
    }

    package var location: String { "s3://\(bucket)" + (prefix.isEmpty ? "" : "/\(prefix)") }

    /// What `StorageTraits` are about: the service and the bucket.
    package var store: String { "\(endpoint.scheme)://\(endpoint.host)\(endpoint.root)" }

    package func read(_ key: String, limit: Int) async throws(StorageError) -> StoredObject? {
        try StorageKey.check(key)
        let answer: S3Answer
        do throws(StorageError) {
            answer = try await perform(S3Call(.get, key: fullKey(key), destination: .memory(limit: limit)))
        } catch {
            if case .unanswered(let failure) = error, case .tooLarge = failure.reason {
                throw .tooLarge(key, limit: limit)
            }
            throw error
        }
        guard answer.response.isSuccess else { return nil }
        return StoredObject(bytes: answer.response.body, version: try await version(answer.response, of: key))
    }

    package func fetch(_ key: String, to path: FilePath) async throws(StorageError) -> ObjectVersion? {
        try StorageKey.check(key)
        let call = S3Call(.get, key: fullKey(key), destination: .file(path, limit: .max))
        let answer = try await perform(call)
        guard answer.response.isSuccess else { return nil }
        return try await version(answer.response, of: key)
    }

    @discardableResult
    package func put(
        _ key: String, _ contents: ObjectContents, as kind: ObjectKind
    ) async throws(StorageError) -> ObjectVersion {
        try StorageKey.check(key)
        return try await write(key, contents, as: kind, if: .always)
    }

    @discardableResult
    package func create(
        _ key: String, _ contents: ObjectContents, as kind: ObjectKind
    ) async throws(StorageError) -> ObjectVersion {
        try StorageKey.check(key)
        guard try await conditionsAreHonoured() else {
            guard try await currentVersion(of: key) == nil else { throw .alreadyExists(key) }
            return try await write(key, contents, as: kind, if: .always)
        }
        return try await write(key, contents, as: kind, if: .isAbsent)
    }

    @discardableResult
    package func replace(
        _ key: String, _ contents: ObjectContents, as kind: ObjectKind, expecting version: ObjectVersion
    ) async throws(StorageError) -> ObjectVersion {
        try StorageKey.check(key)
        guard try await conditionsAreHonoured() else {
            guard try await currentVersion(of: key) == version else { throw .conflict(key) }
            return try await write(key, contents, as: kind, if: .always)
        }
        return try await write(key, contents, as: kind, if: .is(version))
    }

    package func remove(_ key: String) async throws(StorageError) {
        try StorageKey.check(key)
        _ = try await perform(S3Call(.delete, key: fullKey(key)))
    }

    package func list(_ prefix: String) async throws(StorageError) -> [ListedObject] {
        try StorageKey.check(prefix: prefix)
        var found: [ListedObject] = []
        var query = ["list-type": "2", "prefix": self.prefix.isEmpty ? prefix : "\(self.prefix)/\(prefix)"]
        while true {
            let call = S3Call(.get, key: "", query: query, destination: .memory(limit: Self.largestPage))
            let answer = try await perform(call)
            guard answer.response.isSuccess, let page = S3Page(parsing: answer.response.body) else {
                throw .unanswered(WebFailure(answer.request, .other("the answer is no listing")))
            }
            found += page.objects.compactMap { object in
                relativeKey(object.key).map {
                    ListedObject(
                        key: $0, size: object.size, modified: object.modified,
                        version: object.tag.map(ObjectVersion.init))
                }
            }
            guard let next = page.next, next != query["continuation-token"] else { break }
            query["continuation-token"] = next
        }
        // Some stores sort by folder.
        return found.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    package func exclusively<Result>(_ body: () async throws -> Result) async throws -> Result {
        let isHeld = ElectionLease.current?.store == store
        guard try await !traits().honoursConditions, !isHeld else { return try await body() }
        return try await Election(storage: self, store: store, pause: web.pause).run(body)
    }

    private static let largestPage = 8 << 20

    func fullKey(_ key: String) -> String {
        prefix.isEmpty ? key : "\(prefix)/\(key)"
    }

    private func relativeKey(_ key: String) -> String? {
        guard !prefix.isEmpty else { return key }
        return key.hasPrefix(prefix + "/") ? String(key.dropFirst(prefix.count + 1)) : nil
    }

    /// The version of an object that an answer is about; asked for when the store does not say.
    func version(_ response: WebResponse, of key: String) async throws(StorageError) -> ObjectVersion {
        if let tag = response.headers["ETag"] { return ObjectVersion(tag) }
        guard let version = try await currentVersion(of: key) else { throw .conflict(key) }
        return version
    }

    func currentVersion(of key: String) async throws(StorageError) -> ObjectVersion? {
        let answer = try await perform(S3Call(.head, key: fullKey(key)))
        guard answer.response.isSuccess else { return nil }
        return ObjectVersion(answer.response.headers["ETag"] ?? "")
    }

    /// Whether conditions work; where they do not, the caller has to be the only publisher.
    private func conditionsAreHonoured() async throws(StorageError) -> Bool {
        if try await traits().honoursConditions { return true }
        guard ElectionLease.current?.store == store else { throw .ignoresConditions(location) }
        return false
    }
}
