// SPDX-License-Identifier: Apache-2.0
import Effects
import Repositories
import SystemPackage
import TestSupport
import Testing

/// The storages that the contract suite holds to their promises.
enum StorageBackend: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case folder
    /// The strict double, whose pages have two keys.
    case strict
    /// The double, when it ignores conditions.
    case lax
    case weed
    case rclone
    /// The double of GitHub.
    case gitHub

    /// Those whose programs are there.
    static let available = allCases.filter { $0.server?.isInstalled ?? true }

    var testDescription: String { rawValue }

    private var server: S3Server? { S3Server(rawValue: rawValue) }

    /// Runs `body` with an empty storage.
    func withStorage<Result: Sendable>(
        web: any WebClient = Web(), _ body: @escaping @Sendable (any RepositoryStorage) async throws -> Result
    ) async throws -> Result {
        switch self {
        case .folder:
            return try await Files().withTemporaryDirectory { folder in
                try await body(FolderStorage(folder.appending("root")))
            }
        case .strict, .lax:
            var rules = S3Double.Rules()
            rules.pageSize = 2
            rules.sessionToken = "token/with+signs=="
            rules.ignoresConditions = self == .lax
            return try await S3Double.serving(rules) { double, server in
                let storage = try StorageLocation(parsing: "s3://bucket/some/prefix")
                    .open(Environment(double.environment(server)), web: web, clock: SystemClock())
                return try await body(storage)
            }
        case .gitHub:
            return try await GitHubSite.with { site in try await body(site.storage()) }
        case .weed, .rclone:
            guard let server else { preconditionFailure("\(self) is no server") }
            return try await body(try await server.storage(web: web))
        }
    }

    /// Runs `body` as the only publisher of an empty storage.
    func withExclusiveStorage(
        _ body: @escaping @Sendable (any RepositoryStorage) async throws -> Void
    ) async throws {
        try await withStorage { storage in
            try await storage.exclusively { try await body(storage) }
        }
    }
}
