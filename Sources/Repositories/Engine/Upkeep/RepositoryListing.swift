// SPDX-License-Identifier: Apache-2.0
import Effects
package import Formats

/// A package as a repository lists it, once for each track and format.
package struct ListedPackage: Sendable, Hashable, Codable {
    package let format: PackageFormat
    package let track: String
    package let name: String
    package let version: String
    package let architecture: String
    package let size: UInt64
    package let sha256: DigestValue
    /// From the storage's root.
    package let path: String
}

/// What a repository is and lists.
package struct RepositoryListing: Sendable, Hashable, Codable {
    package let name: String
    package let url: String?
    package let generation: UInt64
    /// When it was published, in seconds since 1970.
    package let time: Int64
    /// The fingerprint of the key that signs; nil where none does.
    package let key: String?
    package let packages: [ListedPackage]
}

extension RepositoryEngine {
    /// All packages, sorted by format, track, name, version and architecture; versions by the format's own order.
    package func list(track: String? = nil) async throws -> RepositoryListing {
        let head = try await existingHead()
        return try await adapted(to: head).list(head, track: track)
    }

    private func list(_ head: RepositoryHead, track: String?) async throws -> RepositoryListing {
        var packages: [ListedPackage] = []
        try await files.withTemporaryDirectory { folder in
            let library = IndexLibrary(storage: storage, cache: cache, folder: folder)
            for format in formats {
                for name in Set(head.groups.map(\.group.track)).sorted() where (track ?? name) == name {
                    packages += try await list(head, format, name, library)
                }
            }
        }
        return RepositoryListing(
            name: head.name, url: head.url, generation: head.generation, time: head.time, key: head.key,
            packages: packages)
    }

    private func list(
        _ head: RepositoryHead, _ format: any RepositoryFormat, _ track: String, _ library: IndexLibrary,
        named name: String? = nil
    ) async throws -> [ListedPackage] {
        var found: [PackageIdentity: ListedPackage] = [:]
        for state in head.groups where state.group.format == format.format && state.group.track == track {
            try await library.open(state, format).forEachRecord { _, record, _ in
                guard (name ?? record.identity.name) == record.identity.name else { return }
                found[record.identity] = ListedPackage(
                    format: format.format, track: track, name: record.identity.name,
                    version: record.identity.version, architecture: record.identity.architecture,
                    size: record.size, sha256: record.sha256, path: record.key)
            }
        }
        return found.values.sorted { left, right in
            if left.name != right.name { return left.name < right.name }
            if format.isOlder(left.version, than: right.version) { return true }
            if format.isOlder(right.version, than: left.version) { return false }
            return (left.version, left.architecture) < (right.version, right.architecture)
        }
    }
}

/// What a repository offers of a few packages, and how it is published.
package struct RepositoryOffer: Sendable, Hashable {
    /// Of one format, on all tracks.
    package let packages: [ListedPackage]
    /// Whether the last publication came to its end; one that did not is finished by the next.
    package let isFinished: Bool
    package let url: String?
    /// The fingerprint of the key that signs; nil where none does.
    package let key: String?
    /// The format's layout.
    package let layout: String
}

extension RepositoryEngine {
    /// What is offered of the packages with a name; nil where there is no repository.
    package func offer(of format: PackageFormat, named name: String) async throws -> RepositoryOffer? {
        guard var head = try await head()?.head else { return nil }
        var pointers = PointerWriting(engine: self)
        let isFinished = try await pointers.isFinished(&head)
        var packages: [ListedPackage] = []
        let engine = try adapted(to: head)
        let form = engine.formats.first { $0.format == format }
        if let form {
            try await files.withTemporaryDirectory { folder in
                let library = IndexLibrary(storage: storage, cache: cache, folder: folder)
                for track in Set(head.groups.map(\.group.track)).sorted() {
                    packages += try await engine.list(head, form, track, library, named: name)
                }
            }
        }
        return RepositoryOffer(
            packages: packages, isFinished: isFinished, url: head.url, key: head.key,
            layout: form?.layoutName ?? "")
    }

    /// The digest of what the storage has under a key; nil where there is nothing.
    package func digest(of key: String) async throws -> DigestValue? {
        try await files.withTemporaryDirectory { folder in
            try await StoredDigest(storage: storage, files: files, folder: folder).digest(of: key)?.sha256
        }
    }
}
