// SPDX-License-Identifier: Apache-2.0
import Effects
import Repositories
import SystemPackage
import Testing

/// The storages that the contract suite holds to their promises.
enum StorageBackend: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case folder

    var testDescription: String { rawValue }

    /// Runs `body` with an empty storage.
    func withStorage<Result>(_ body: (any RepositoryStorage) async throws -> Result) async throws -> Result {
        switch self {
        case .folder:
            try await Files().withTemporaryDirectory { folder in
                try await body(FolderStorage(folder.appending("root")))
            }
        }
    }
}
