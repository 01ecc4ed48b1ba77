// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import SystemPackage

/// Reads packages again that the storage has, for indexes that did not list them so far.
struct StoredPackages: Sendable {
    let storage: any RepositoryStorage
    let files: Files
    /// Where those are that are downloaded.
    let folder: FilePath

    /// A package's entries in all indexes of the format.
    func entries(of record: PackageRecord, _ format: any RepositoryFormat) async throws -> [[UInt8]] {
        let path: FilePath
        if let local = try (storage as? FolderStorage)?.readablePath(record.key) {
            path = local
        } else {
            let name = FilePath(record.key).lastComponent ?? "package"
            path = folder.appending("stored-\(record.sha256)").appending(name)
            try files.createDirectory(path.removingLastComponent())
            guard try await storage.fetch(record.key, to: path) != nil else {
                throw RepositoryError.damagedObject(record.key, expected: record.sha256, found: nil)
            }
        }
        defer {
            if !(storage is FolderStorage) { try? files.removeIfPresent(path.removingLastComponent()) }
        }
        let package = try format.read(try FileReader(path), storedAt: nil)
        guard package.sha256 == record.sha256 else {
            throw RepositoryError.damagedObject(record.key, expected: record.sha256, found: package.sha256)
        }
        return package.entries
    }
}
