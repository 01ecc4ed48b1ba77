// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Foundation
package import Signing
import SystemPackage

/// What a check of a repository found.
package struct RepositoryCheckReport: Sendable, Hashable, Codable {
    /// One sentence each, in the order of what they are about; none for a repository that is whole.
    package let problems: [String]
    package let generation: UInt64
    package let packages: Int
    /// The objects of which the digests were compared.
    package let objects: Int
    package let signatures: Int
}

extension RepositoryEngine {
    /// Proves that all that is referred to is there with its digest, and that every signature is good.
    ///
    /// - Parameters:
    ///   - only: The format to look at; nil is all that the repository has.
    ///   - keyRing: The keys to trust; nil trusts those that the repository gives its users.
    package func check(
        only format: PackageFormat? = nil, trusting keyRing: OpenPGPKeyRing? = nil
    ) async throws -> RepositoryCheckReport {
        let head = try await existingHead()
        return try await files.withTemporaryDirectory { folder in
            var check = RepositoryCheck(
                engine: try adapted(to: head), head: head, format: format, keyRing: keyRing, folder: folder)
            return try await check.run()
        }
    }
}

private struct RepositoryCheck {
    private static let textLimit = 16 << 20

    let engine: RepositoryEngine
    let head: RepositoryHead
    /// The format that is looked at; nil for all.
    let format: PackageFormat?
    let keyRing: OpenPGPKeyRing?
    let folder: FilePath
    private var problems: [String] = []
    private var objects = 0
    private var signatures = 0
    /// The packages' files with what they have to be, by key.
    private var packages: [String: PackageRecord] = [:]

    init(
        engine: RepositoryEngine, head: RepositoryHead, format: PackageFormat?, keyRing: OpenPGPKeyRing?,
        folder: FilePath
    ) {
        self.engine = engine
        self.head = head
        self.format = format
        self.keyRing = keyRing
        self.folder = folder
    }

    mutating func run() async throws -> RepositoryCheckReport {
        for state in head.groups where isAsked(state.group.format) { try await check(state) }
        try await checkPackages()
        for track in head.tracks where isAsked(track.format) { try await check(track) }
        let prefix = format.map { "\($0.rawValue)/" } ?? ""
        for file in head.userFiles where file.key.hasPrefix(prefix) { try await check(file) }
        return RepositoryCheckReport(
            problems: problems, generation: head.generation, packages: packages.count, objects: objects,
            signatures: signatures)
    }

    private func isAsked(_ format: PackageFormat) -> Bool { self.format == nil || self.format == format }

    private mutating func check(_ state: GroupState) async throws {
        let format = try engine.format(of: state.group)
        guard state.isValid(for: format) else {
            problems.append("the state's table of \(state.group) is inconsistent")
            return
        }
        var isWhole = true
        for (index, stored) in zip(format.indexes, state.indexes) {
            for (form, file) in zip(index.forms, stored.files) {
                let name = IndexFileName(group: state.group, index: index.name, form: form)
                let key = format.contentKey(of: name, sha256: file.sha256)
                guard try await check(key, file.sha256, file.size) else {
                    isWhole = false
                    continue
                }
                let text = (UInt64(stored.textSize), stored.digest)
                isWhole = try await checkText(key, form, text) && isWhole
            }
            if let published = stored.published { try await checkPatches(published, state.group, format) }
        }
        guard isWhole else { return }
        // What was just hashed is read again without the cache, which may have copies of what is gone.
        let library = IndexLibrary(storage: engine.storage, cache: nil, folder: folder)
        do {
            try await library.open(state, format).forEachRecord { place, record, _ in
                if state.packages.values[place] != record.identity.fingerprint {
                    problems.append("the state has another package than `\(record.identity)` in \(state.group)")
                }
                if let other = packages[record.key], other.sha256 != record.sha256 {
                    problems.append("`\(record.key)` is listed with the digests \(other.sha256) and \(record.sha256)")
                }
                packages[record.key] = record
            }
        } catch {
            problems.append("the indexes of \(state.group) cannot be read: \(error)")
        }
    }

    /// Whether a compressed form holds the text that the publication names.
    private mutating func checkText(
        _ key: String, _ form: Compression, _ expected: (size: UInt64, sha256: DigestValue?)
    ) async throws -> Bool {
        let path = folder.appending("text-\(objects)")
        guard try await engine.storage.fetch(key, to: path) != nil else { return false }
        defer { try? engine.files.removeIfPresent(path) }
        var hasher = ContentHasher([.sha256])
        var count: UInt64 = 0
        do {
            var text = try Decompressor(HashedFile(try FileReader(path)), form)
            while case let bytes = try text.read(upTo: 1 << 20), !bytes.isEmpty {
                hasher.update(bytes)
                count += UInt64(bytes.count)
            }
        } catch {
            problems.append("`\(key)` cannot be decompressed: \(error)")
            return false
        }
        guard count == expected.size, expected.sha256 == nil || expected.sha256 == hasher.digests().sha256 else {
            problems.append("`\(key)` holds another text than the publication names")
            return false
        }
        return true
    }

    private mutating func checkPatches(
        _ index: PublishedIndex, _ group: IndexGroup, _ format: any RepositoryFormat
    ) async throws {
        if let list = format.patchList(of: index, in: group) {
            _ = try await check(list.contentKey, list.content.sha256, list.content.size)
        }
        for patch in index.patches {
            guard let key = format.key(of: patch, index: index.name, in: group),
                try await check(key, patch.file.sha256, patch.file.size)
            else { continue }
            _ = try await checkText(key, .gzip, (patch.script.size, patch.script.sha256))
        }
    }

    private mutating func checkPackages() async throws {
        for (key, record) in packages.sorted(by: { $0.key < $1.key }) {
            _ = try await check(key, record.sha256, record.size)
        }
    }

    private mutating func check(_ track: TrackState) async throws {
        for alias in track.aliases { _ = try await check(alias.key, alias.sha256, alias.size) }
        for pointer in track.pointers { try await check(pointer) }
        guard let format = engine.formats.first(where: { $0.format == track.format }) else { return }
        let groups = head.groups.filter { $0.group.format == track.format && $0.group.track == track.name }
        let userKeys = head.userFiles.first { $0.key.hasPrefix(track.format.rawValue) && $0.key.hasSuffix(".asc") }
        var trusted = keyRing
        if trusted == nil, head.key != nil, let userKeys {
            trusted = try? OpenPGPKeyRing(parsing: Array(userKeys.text.utf8))
        }
        let verification = PublicationVerification(
            track: track.name, pointers: track.pointers, groups: groups.compactMap(\.published), keyRing: trusted,
            isSigned: head.key != nil, time: engine.clock.now())
        let found = format.verify(verification)
        problems += found.problems
        signatures += found.signatures
    }

    private mutating func check(_ file: TextObject) async throws {
        objects += 1
        guard let object = try await engine.storage.read(file.key, limit: Self.textLimit) else {
            problems.append("`\(file.key)` is missing")
            return
        }
        if object.bytes != Array(file.text.utf8) { problems.append("`\(file.key)` is not what was published") }
    }

    /// Whether an object is there with its digest.
    private mutating func check(_ key: String, _ sha256: DigestValue, _ size: UInt64) async throws -> Bool {
        objects += 1
        let stored = StoredDigest(storage: engine.storage, files: engine.files, folder: folder)
        guard let found = try await stored.digest(of: key) else {
            problems.append("`\(key)` is missing")
            return false
        }
        guard found.sha256 == sha256, found.size == size else {
            problems.append("`\(key)` has \(found.size) bytes with the digest \(found.sha256), expected was \(sha256)")
            return false
        }
        return true
    }
}
