// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import SystemPackage

/// Finds the digest of what a storage has under a key, by reading all of it.
struct StoredDigest {
    let storage: any RepositoryStorage
    let files: Files
    let folder: FilePath

    /// Nil where there is nothing.
    func digest(of key: String) async throws -> (sha256: DigestValue, size: UInt64)? {
        if let local = storage as? FolderStorage {
            guard let path = try local.readablePath(key) else { return nil }
            let reader = try FileReader(path)
            return (try ObjectCache.digest(of: reader), reader.size)
        }
        let path = folder.appending("digest-\(UInt64.random(in: 0...UInt64.max))")
        guard try await storage.fetch(key, to: path) != nil else { return nil }
        let reader = try FileReader(path)
        let digest = try ObjectCache.digest(of: reader)
        try files.removeIfPresent(path)
        return (digest, reader.size)
    }
}
