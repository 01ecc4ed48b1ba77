// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import SystemPackage

/// Brings packages' files to the storage.
struct PackageUpload: Sendable {
    /// With the formats as the repository has them.
    let engine: RepositoryEngine
    let folder: FilePath

    private var storage: any RepositoryStorage { engine.storage }

    /// Stores a file. One that is there with the same bytes is as good as stored; other bytes are replaced where no
    /// publication lists them, and none that is under way can be about to.
    func store(_ upload: UploadList.Upload) async throws {
        let kind = ObjectKind.package(upload.format == .apt ? .deb : .rpm)
        let contents = ObjectContents.file(upload.item.path, size: upload.item.size, sha256: upload.item.sha256)
        do {
            try await storage.create(upload.key, contents, as: kind)
        } catch StorageError.alreadyExists {
            guard let found = try await stored(upload.key) else {
                try await storage.put(upload.key, contents, as: kind)
                return
            }
            if found.sha256 == upload.item.sha256 { return }
            try await checkAbandoned(upload, found.sha256)
            do {
                try await storage.replace(upload.key, contents, as: kind, expecting: found.version)
            } catch StorageError.conflict {
                // Another run came first: with the same bytes, or none of both is right.
                guard try await stored(upload.key)?.sha256 == upload.item.sha256 else {
                    throw RepositoryError.fileNameInUse(upload.key, stored: found.sha256, new: upload.item.sha256)
                }
            }
        }
    }

    private func stored(_ key: String) async throws -> (sha256: DigestValue, version: ObjectVersion)? {
        let path = folder.appending("taken-\(UInt64.random(in: 0...UInt64.max))")
        guard let version = try await storage.fetch(key, to: path) else { return nil }
        defer { try? engine.files.removeIfPresent(path) }
        return (try ObjectCache.digest(of: FileReader(path)), version)
    }

    private func checkAbandoned(_ upload: UploadList.Upload, _ found: DigestValue) async throws {
        let now = engine.clock.now()
        if let head = try await engine.head()?.head {
            let needed = try await engine.neededKeys(head, folder, grace: RepositoryEngine.standardGrace, now: now)
            if needed.contains(upload.key) {
                throw RepositoryError.fileNameTaken(upload.key, published: found, new: upload.item.sha256)
            }
        }
        let listed = try await storage.list(upload.key).first { $0.key == upload.key }
        guard let listed, listed.modified <= now - RepositoryEngine.uploadGrace else {
            throw RepositoryError.fileNameInUse(upload.key, stored: found, new: upload.item.sha256)
        }
    }
}
