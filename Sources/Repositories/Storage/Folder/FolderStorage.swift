// SPDX-License-Identifier: Apache-2.0
import Crypto
package import Effects
import Formats
package import SystemPackage

/// A folder as a storage: regular files, each of which appears whole under its name.
///
/// A file that replaces another one is at least a second younger, since readers over HTTP compare times in seconds. What
/// is written for good is synchronized before the next pointer, and pointers before they appear; so a crash of the machine
/// leaves no pointer to what is not there.
package struct FolderStorage: RepositoryStorage {
    package let root: FilePath
    let files: Files
    let clock: any ReleaseClock
    let unsynchronized = UnsynchronizedFiles()

    /// - Parameter root: The folder; it is made by the first object.
    package init(_ root: FilePath, files: Files = Files(), clock: any ReleaseClock = SystemClock()) {
        self.root = root
        self.files = files
        self.clock = clock
    }

    package var location: String { root.string }

    package func read(_ key: String, limit: Int) async throws(StorageError) -> StoredObject? {
        guard let path = try readablePath(key) else { return nil }
        do throws(FileError) {
            let bytes = try files.read(path, limit: limit)
            return StoredObject(bytes: bytes, version: Self.version(SHA256.hash(data: bytes)))
        } catch {
            if error.errno == .noSuchFileOrDirectory { return nil }
            if case .larger = error.reason { throw .tooLarge(key, limit: limit) }
            throw .file(error)
        }
    }

    package func fetch(_ key: String, to path: FilePath) async throws(StorageError) -> ObjectVersion? {
        guard let source = try readablePath(key) else { return nil }
        return try wrappingFileError { () throws(FileError) in
            let reader = try FileReader(source)
            let writer = try FileWriter(path)
            let version = try Self.copy(reader, to: writer)
            try reader.checkUnchanged()
            try writer.commit(durably: false)
            return version
        }
    }

    @discardableResult
    package func put(
        _ key: String, _ contents: ObjectContents, as kind: ObjectKind
    ) async throws(StorageError) -> ObjectVersion {
        let path = try writablePath(key)
        let (writer, version) = try write(contents, to: path)
        try synchronize(before: kind)
        // What never changes needs no lock: whoever else writes it writes the same.
        guard kind == .pointer else {
            try commit(writer, as: kind)
            return version
        }
        return try await locked { () throws(StorageError) in
            try commit(writer, as: kind)
            return version
        }
    }

    @discardableResult
    package func create(
        _ key: String, _ contents: ObjectContents, as kind: ObjectKind
    ) async throws(StorageError) -> ObjectVersion {
        let path = try writablePath(key)
        guard try currentStatus(path) == nil else { throw .alreadyExists(key) }
        let (writer, version) = try write(contents, to: path)
        try synchronize(before: kind)
        return try await locked { () throws(StorageError) in
            guard try currentStatus(path) == nil else { throw .alreadyExists(key) }
            try commit(writer, as: kind)
            return version
        }
    }

    @discardableResult
    package func replace(
        _ key: String, _ contents: ObjectContents, as kind: ObjectKind, expecting expected: ObjectVersion
    ) async throws(StorageError) -> ObjectVersion {
        let path = try writablePath(key)
        let (writer, version) = try write(contents, to: path)
        try synchronize(before: kind)
        return try await locked { () throws(StorageError) in
            guard try currentVersion(path) == expected else { throw .conflict(key) }
            try commit(writer, as: kind)
            return version
        }
    }

    package func remove(_ key: String) async throws(StorageError) {
        guard let path = try readablePath(key) else { return }
        try await locked { () throws(StorageError) in
            try wrappingFileError { () throws(FileError) in
                do throws(FileError) {
                    try files.remove(path)
                } catch {
                    guard error.errno == .noSuchFileOrDirectory else { throw error }
                }
            }
        }
    }

    /// Runs `body` while no other process or task publishes here; a publisher that dies lets go.
    package func exclusively<Result>(_ body: () async throws -> Result) async throws -> Result {
        let folder = root.appending(FolderKey.stateFolder)
        try wrappingFileError { () throws(FileError) in try files.createDirectory(folder) }
        return try await files.withLock(folder.appending(FolderKey.publicationLock), waiting: true, body)
    }

    /// The contents in a temporary file beside its place.
    private func write(
        _ contents: ObjectContents, to path: FilePath
    ) throws(StorageError) -> (FileWriter, ObjectVersion) {
        switch contents {
        case .bytes(let bytes):
            return try wrappingFileError { () throws(FileError) in
                let writer = try FileWriter(path)
                try writer.write(bytes)
                return (writer, Self.version(SHA256.hash(data: bytes)))
            }
        case .file(let source, let size, let sha256):
            let (writer, written, version) = try wrappingFileError { () throws(FileError) in
                let reader = try FileReader(source)
                let writer = try FileWriter(path)
                return (writer, reader.size, try Self.copy(reader, to: writer))
            }
            guard written == size, version == ObjectVersion(sha256.description) else { throw .contentChanged(source) }
            return (writer, version)
        }
    }

    private func commit(_ writer: FileWriter, as kind: ObjectKind) throws(StorageError) {
        try wrappingFileError { () throws(FileError) in
            let old = try files.statusIfPresent(writer.path)
            let modified = max(clock.now(), (old?.modified ?? .min).advanced(by: old == nil ? 0 : 1))
            try writer.commit(modified: modified, durably: kind == .pointer)
            if kind != .pointer { unsynchronized.add(writer.path, files) }
        }
    }

    /// Before a lock is taken, since it may take long.
    private func synchronize(before kind: ObjectKind) throws(StorageError) {
        guard kind == .pointer else { return }
        try wrappingFileError { () throws(FileError) in try unsynchronized.synchronize(files) }
    }

    private static func copy(_ reader: FileReader, to writer: FileWriter) throws(FileError) -> ObjectVersion {
        var hasher = SHA256()
        // Most packages are small, and many are copied at a time.
        let piece = Int(clamping: min(reader.size + 1, 1 << 20))
        while true {
            let bytes = try reader.read(upTo: piece)
            if bytes.isEmpty { return version(hasher.finalize()) }
            hasher.update(data: bytes)
            try writer.write(bytes)
        }
    }

    private static func version(_ digest: SHA256Digest) -> ObjectVersion {
        ObjectVersion(DigestValue(Array(digest)).description)
    }

    private func currentVersion(_ path: FilePath) throws(StorageError) -> ObjectVersion? {
        guard try currentStatus(path)?.isFile == true else { return nil }
        return try wrappingFileError { () throws(FileError) in
            let reader = try FileReader(path)
            var hasher = SHA256()
            while true {
                let bytes = try reader.read(upTo: 1 << 20)
                if bytes.isEmpty { return Self.version(hasher.finalize()) }
                hasher.update(data: bytes)
            }
        }
    }

    private func currentStatus(_ path: FilePath) throws(StorageError) -> FileStatus? {
        try wrappingFileError { () throws(FileError) in try files.statusIfPresent(path) }
    }

    /// Runs the last step of a write while no one else is at theirs.
    private func locked<Result>(_ body: () throws(StorageError) -> Result) async throws(StorageError) -> Result {
        do {
            let folder = root.appending(FolderKey.stateFolder)
            try files.createDirectory(folder)
            return try await files.withLock(folder.appending(FolderKey.writeLock), waiting: true) { try body() }
        } catch let error as StorageError {
            throw error
        } catch let error as FileError {
            throw .file(error)
        } catch {
            throw .cancelled
        }
    }
}

/// Calls `body` and makes its error a storage's.
func wrappingFileError<Result>(_ body: () throws(FileError) -> Result) throws(StorageError) -> Result {
    do throws(FileError) { return try body() } catch { throw .file(error) }
}
