// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import TestSupport
import Testing

/// The services that a project is published to, served on the loopback interface.
struct ChannelServices: Sendable {
    static let token = "canary-token-0123456789"

    let github: GitHubDouble
    let packagecloud: PackagecloudDouble
    /// What `apt` and `yum` keep their repositories in.
    let store: S3Double
    let faults: FaultPlan
    let origin: String
    private let storeEnvironment: [String: String]

    /// Serves the services in a folder, with the commits and the tag of a project.
    static func serving(
        _ project: BuiltProgram, tag: String = "v1.2.3", in place: FilePath,
        _ body: @escaping @Sendable (ChannelServices) async throws -> Void
    ) async throws {
        let machine = project.machine
        try machine.files.createDirectory(place)
        let github = GitHubDouble(machine: machine, folder: place)
        try await github.addRepository("ada/greet", isEmpty: true)
        try await github.addRepository("ada/homebrew-tap")
        await github.add(
            token: token, GitHubDouble.Token(login: "ada", access: ["ada/greet": .push, "ada/homebrew-tap": .push]))
        if let git = await github.repository("ada/greet")?.git.path {
            try await project.must("git", ["push", "--quiet", git.string, "HEAD:refs/heads/main", tag])
        }
        let packagecloud = PackagecloudDouble(machine: machine, token: token, repository: "ada/greet")
        let faults = FaultPlan()
        try await S3Double.serving { store, server in
            server.inject { faults.storeFault(of: $0) }
            let storeEnvironment = store.environment(server)
            try await LoopbackServer.serving([github, packagecloud], faults: faults, in: place) { origin in
                try await body(
                    ChannelServices(
                        github: github, packagecloud: packagecloud, store: store, faults: faults, origin: origin,
                        storeEnvironment: storeEnvironment))
            }
        }
    }

    /// What names the services and their tokens to `fledge`.
    var environment: [String: String] {
        [
            "GITHUB_API_URL": "\(origin)/api/v3", "GITHUB_TOKEN": Self.token,
            "PACKAGECLOUD_URL": "\(origin)/packagecloud", "PACKAGECLOUD_TOKEN": Self.token,
        ].merging(storeEnvironment) { $1 }
    }

    /// What `fledge.yaml` says of the channels.
    static let configuration = """
        channels:
          github: {repository: ada/greet}
          homebrew: {tap: ada/homebrew-tap}
          docs: {source: docs}
          packagecloud: {repository: ada/greet, distributions: [any/any, rpm_any/rpm_any]}

        """

    /// The same, and the three that need no service of their own: seven in all.
    static let allChannels =
        configuration + """
              apt: {storage: "s3://bucket/srv", url: "https://packages.example.org"}
              yum: {storage: "s3://bucket/srv", url: "https://packages.example.org"}
              folder: {}

            """

    /// The key by which requests to the store are signed.
    static let storeSecret = S3Double.Rules().secretAccessKey

    /// The versions that the repositories in the store offer.
    func offered() throws -> (apt: [String], yum: [String]) {
        let objects = store.objects
        let reader = RepositoryReader { objects["srv/\($0)"]?.bytes }
        return (try reader.aptVersions(), try reader.yumVersions())
    }
}

extension BuiltProgram {
    /// Runs `body` with a project at v1.2.3 that goes to channels, four if not said otherwise, with the environment that
    /// names the services and their tokens, and with the services.
    ///
    /// - Parameters:
    ///   - channels: What the configuration says of channels.
    ///   - more: What it says besides.
    static func withChannels(
        _ channels: String = ChannelServices.configuration, adding more: String = "",
        _ body: @escaping @Sendable (BuiltProgram, [String: String], ChannelServices) async throws -> Void
    ) async throws {
        let docs = ["docs/index.html": "<p>Greet</p>"]
        let configuration = channels + more + "\n"
        try await BuiltProgram.withProject(adding: configuration, files: docs) { project in
            let place = project.folder.removingLastComponent().appending("services")
            try await ChannelServices.serving(project, in: place) { services in
                try await body(project, services.environment, services)
            }
        }
    }
}
