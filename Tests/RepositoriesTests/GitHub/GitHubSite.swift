// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Release
import Repositories
import SystemPackage
import TestSupport

/// GitHub's double with the repository `ada/packages`, which is kept there.
struct GitHubSite: Sendable {
    static let token = "ghs_packages"

    let double: GitHubDouble
    /// `http://127.0.0.1:1234`
    let origin: String
    let folder: FilePath

    static func with<Result: Sendable>(
        isEmpty: Bool = false, faults: FaultPlan = FaultPlan(),
        _ body: @escaping @Sendable (GitHubSite) async throws -> Result
    ) async throws -> Result {
        try await Files().withTemporaryDirectory { folder in
            let double = GitHubDouble(machine: Machine.current(), folder: folder.appending("github"))
            try Files().createDirectory(folder.appending("github"))
            await double.add(token: token, GitHubDouble.Token(login: "ada", access: ["ada/packages": .push]))
            await double.setRemainingRequests(1_000_000)
            try await double.addRepository("ada/packages", isEmpty: isEmpty)
            return try await LoopbackServer.serving([double], faults: faults, in: folder) { origin in
                try await body(GitHubSite(double: double, origin: origin, folder: folder))
            }
        }
    }

    /// What `fledge` reads of the environment to come here.
    var environment: [String: String] {
        [
            "GITHUB_API_URL": "\(origin)/api/v3", "GITHUB_UPLOAD_URL": "\(origin)/api/uploads",
            "GITHUB_SERVER_URL": origin, "GITHUB_TOKEN": Self.token,
        ]
    }

    /// The storage as another run would open it.
    ///
    /// - Parameter promised: The tag of a release that another one publishes.
    func storage(promised: String? = nil) -> GitHubStorage {
        let environment = Environment(environment)
        return GitHubStorage(
            GitHubClient(
                web: Web(), server: GitHubServer(environment), repository: "ada/packages",
                token: GitHubClient.token(environment)), promised: promised)
    }

    func engine(
        _ settings: RepositorySettings = RepositorySettings(), promised: String? = nil
    ) -> RepositoryEngine {
        let storage = storage(promised: promised)
        var settings = settings
        settings.url = storage.filesURL
        return RepositoryEngine(
            storage, formats: RepositoryAccess.formats(in: storage), settings: settings, jobs: 2)
    }
}
