// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import SystemPackage

/// Opens published indexes: where they are in a folder, else a copy of this machine, else one that is downloaded.
struct IndexLibrary: Sendable {
    let storage: any RepositoryStorage
    let cache: ObjectCache?
    /// Where downloads go that the cache does not take.
    let folder: FilePath

    func open(_ state: GroupState, _ format: any RepositoryFormat) async throws -> OpenGroup {
        guard state.isValid(for: format) else {
            throw RepositoryError.damagedState(
                RepositoryHead.key, reason: "the table of \(state.group) is inconsistent")
        }
        var indexes: [OpenIndex] = []
        var keys: [[String]] = []
        for (index, state) in zip(format.indexes, state.indexes.map { ($0, state.group) }) {
            var readers: [FileReader] = []
            var names: [String] = []
            for (form, file) in zip(index.forms, state.0.files) {
                let name = IndexFileName(group: state.1, index: index.name, form: form)
                let key = format.contentKey(of: name, sha256: file.sha256)
                readers.append(try await open(key, file))
                names.append(key)
            }
            indexes.append(OpenIndex(state: state.0, format: index, files: readers))
            keys.append(names)
        }
        return OpenGroup(state: state, format: format, indexes: indexes, keys: keys)
    }

    private func open(_ key: String, _ file: IndexState.FileState) async throws -> FileReader {
        if let folder = storage as? FolderStorage {
            guard let path = try folder.readablePath(key) else {
                throw RepositoryError.damagedObject(key, expected: file.sha256, found: nil)
            }
            let reader = try FileReader(path)
            guard reader.size == file.size else {
                throw RepositoryError.damagedObject(
                    key, expected: file.sha256, found: try ObjectCache.digest(of: reader))
            }
            return reader
        }
        if let reader = cache?.open(file.sha256, size: file.size) { return reader }
        let path = folder.appending("download-\(file.sha256)")
        guard try await storage.fetch(key, to: path) != nil else {
            throw RepositoryError.damagedObject(key, expected: file.sha256, found: nil)
        }
        let reader = try FileReader(path)
        let found = try ObjectCache.digest(of: reader)
        guard found == file.sha256 else {
            throw RepositoryError.damagedObject(key, expected: file.sha256, found: found)
        }
        cache?.add(path, sha256: file.sha256)
        return reader
    }
}

/// A group whose index files are at hand.
struct OpenGroup: Sendable {
    let state: GroupState
    let format: any RepositoryFormat
    /// In the order of the format's.
    let indexes: [OpenIndex]
    /// The keys of their files, for messages.
    let keys: [[String]]

    /// The entries of one place, one of each index.
    func entries(at place: Int) throws -> [[UInt8]] {
        try indexes.map { index in
            guard let (chunk, entry) = index.position(of: place) else { return [] }
            return try index.entries(ofChunk: chunk)[entry]
        }
    }

    /// What the leading index says at a place.
    func record(at place: Int) throws -> PackageRecord? {
        guard let leading = indexes.first, let (chunk, entry) = leading.position(of: place) else { return nil }
        return try format.record(of: leading.entries(ofChunk: chunk)[entry], in: state.group)
    }

    /// Goes through all entries of the leading index.
    func forEachRecord(_ body: (_ place: Int, _ record: PackageRecord, _ entry: [UInt8]) throws -> Void) throws {
        guard let leading = indexes.first else { return }
        var place = 0
        for chunk in leading.state.chunks.indices {
            for entry in try leading.entries(ofChunk: chunk) {
                try body(place, try format.record(of: entry, in: state.group), entry)
                place += 1
            }
        }
    }
}

extension IndexLibrary {
    /// A group as an earlier generation listed it.
    func past(_ listed: GenerationRecord.Listed, _ format: any RepositoryFormat) async throws -> PastGroup {
        var texts: [[UInt8]] = []
        for (index, files) in zip(format.indexes, listed.files) {
            let names = files.compactMap { file in Compression(rawValue: file.form).map { ($0, file) } }
            let quickness: [Compression] = [.none, .zstd, .gzip, .xz]
            guard let form = quickness.first(where: { form in names.contains { $0.0 == form } }),
                let (_, file) = names.first(where: { $0.0 == form })
            else { throw RepositoryError.damagedState(RepositoryHead.key, reason: "a generation without files") }
            let name = IndexFileName(group: listed.group, index: index.name, form: form)
            let reader = try await open(format.contentKey(of: name, sha256: file.sha256), file)
            var decompressor = try Decompressor(HashedFile(reader), form)
            texts.append(try decompressor.readAll(limit: Self.textLimit))
        }
        return try PastGroup(texts: texts, entries: listed.entries, format: format)
    }

    /// Bytes; no index of a million packages has them.
    private static let textLimit = 2 << 30
}
