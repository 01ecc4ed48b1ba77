// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import TestSupport
import Testing

/// The channels `apt` and `yum` with repositories on GitHub, beside the channel `github`.
@Suite("Repositories on GitHub in a release")
struct GitHubRepositoryReleaseTests {
    private static let packages = """
        channels:
          github: {repository: ada/greet}
          apt: {storage: github:ada/packages}
          yum: {storage: github:ada/packages}

        """

    private static func serving(
        _ configuration: String,
        _ body: @escaping @Sendable (BuiltProgram, [String: String], ChannelServices) async throws -> Void
    ) async throws {
        try await BuiltProgram.withProject(adding: configuration) { project in
            let place = project.folder.removingLastComponent().appending("services")
            try await ChannelServices.serving(project, in: place) { services in
                try await services.github.addRepository("ada/packages", isEmpty: true)
                await services.github.add(
                    token: ChannelServices.token,
                    GitHubDouble.Token(login: "ada", access: ["ada/greet": .push, "ada/packages": .push]))
                let key = try await project.fledge("key", "generate", "--name", "Ada", "--email", "ada@example.org")
                try #require(key.isSuccess, "\(key.error.text)")
                var environment = services.environment
                environment["FLEDGE_OPENPGP_KEY"] = key.output.text
                try await body(project, environment, services)
            }
        }
    }

    @Test func `go to a repository of their own, version after version`() async throws {
        try await Self.serving(Self.packages) { project, environment, services in
            let first = try await project.fledge("release", "--target", "linux/amd64", environment: environment)
            #expect(first.outcome == .exited(0), "\(first.error.text)")
            try await Self.expect(["1.2.3"], project, services)
            let again = try await project.fledge("publish", environment: environment)
            #expect(again.outcome == .exited(0), "\(again.error.text)")
            try await Self.expect(["1.2.3"], project, services)

            try await project.tagNext("1.3.0")
            let git = try #require(await services.github.repository("ada/greet")).git.path
            try await project.must("git", ["push", "--quiet", git.string, "HEAD:refs/heads/main", "v1.3.0"])
            let second = try await project.fledge(
                "release", "--clean", "--target", "linux/amd64", environment: environment)
            #expect(second.outcome == .exited(0), "\(second.error.text)")
            try await Self.expect(["1.2.3", "1.3.0"], project, services)
            let status = try await project.fledge("status", environment: environment)
            #expect(status.outcome == .exited(0), "\(status.error.text)")
            #expect(status.outputText.contains("1.3.0"))
            let verify = try await project.fledge("verify", "1.3.0", environment: environment)
            #expect(verify.outcome == .exited(0), "\(verify.error.text)")
            let check = try await project.fledge(
                ["repo", "check", "--storage", "github:ada/packages"], environment: environment)
            #expect(check.outcome == .exited(0), "\(check.error.text)")
        }
    }

    @Test func `go to the program's own repository, whose releases have the packages`() async throws {
        let own = Self.packages.replacing("github:ada/packages", with: "github")
        try await Self.serving(own) { project, environment, services in
            let first = try await project.fledge("release", "--target", "linux/amd64", environment: environment)
            #expect(first.outcome == .exited(0), "\(first.error.text)")
            try await Self.expect(["1.2.3"], project, services, packages: "ada/greet")
            let again = try await project.fledge("publish", environment: environment)
            #expect(again.outcome == .exited(0), "\(again.error.text)")
            #expect(again.error.text.contains("nothing was left to do"), "\(again.error.text)")

            try await project.tagNext("1.3.0")
            let git = try #require(await services.github.repository("ada/greet")).git.path
            try await project.must("git", ["push", "--quiet", git.string, "HEAD:refs/heads/main", "v1.3.0"])
            // What lists the packages does not go ahead of the release that has them.
            let early = try await project.fledge(
                "release", "--clean", "--skip", "github", "--target", "linux/amd64", environment: environment)
            #expect(early.outcome == .exited(2), "\(early.error.text)")
            #expect(early.error.text.contains("has no release `v1.3.0`"), "\(early.error.text)")
            #expect(early.error.text.contains("publish to the channel `github`, too"), "\(early.error.text)")
            try await Self.expect(["1.2.3"], project, services, packages: "ada/greet")
            let second = try await project.fledge("release", "--target", "linux/amd64", environment: environment)
            #expect(second.outcome == .exited(0), "\(second.error.text)")
            try await Self.expect(["1.2.3", "1.3.0"], project, services, packages: "ada/greet")

            let verify = try await project.fledge("verify", "1.3.0", environment: environment)
            #expect(verify.outcome == .exited(0), "\(verify.error.text)")
            // Who knows nothing of the project goes on as the repository began.
            let removal = try await project.fledge(
                ["repo", "remove", "--storage", "github:ada/greet", "greet=1.2.3"], environment: environment)
            #expect(removal.outcome == .exited(0), "\(removal.error.text)")
            let check = try await project.fledge(
                ["repo", "check", "--storage", "github:ada/greet"], environment: environment)
            #expect(check.outcome == .exited(0), "\(check.error.text)")
            let greet = try #require(await services.github.repository("ada/greet"))
            #expect(greet.releases.map(\.tag).sorted() == ["v1.2.3", "v1.3.0"])
            #expect(greet.releases.allSatisfy { $0.assets.contains { $0.name.hasSuffix(".deb") } })
            #expect(greet.releases.first { $0.id == greet.latest }?.tag == "v1.3.0")
        }
    }

    @Test func `list nothing that the program's release has with other bytes`() async throws {
        let own = Self.packages.replacing("github:ada/packages", with: "github")
        try await Self.serving(own) { project, environment, services in
            let first = try await project.fledge(
                "release", "--channels", "github", "--target", "linux/amd64", environment: environment)
            #expect(first.outcome == .exited(0), "\(first.error.text)")
            try await project.must(
                "sh",
                ["-c", "sed -i 's/^packages:/packages: {section: net}/; t; $ a packages: {section: net}' fledge.yaml"])
            try await project.must("git", ["commit", "--quiet", "--all", "--message", "Other bytes"])
            try await project.must("git", ["tag", "--force", "v1.2.3"])
            let other = try await project.fledge(
                "release", "--clean", "--skip", "github", "--target", "linux/amd64", environment: environment)
            #expect(other.outcome == .exited(2), "\(other.error.text)")
            #expect(other.error.text.contains("is published already, with other bytes"), "\(other.error.text)")
            let greet = try #require(await services.github.repository("ada/greet"))
            #expect(greet.releases.map(\.tag) == ["v1.2.3"])
        }
    }

    @Test func `are refused where apt's index is in the latest release`() async throws {
        let own = Self.packages.replacing("github:ada/packages", with: "github")
        try await Self.serving(own) { project, environment, services in
            let package = try await project.fledge("package", "--target", "linux/amd64", environment: environment)
            #expect(package.outcome == .exited(0), "\(package.error.text)")
            let add = try await project.fledge(
                ["repo", "add", "dist/greet_1.2.3_amd64.deb", "--storage", "github:ada/greet"], environment: environment
            )
            #expect(add.outcome == .exited(0), "\(add.error.text)")
            let refused = try await project.fledge("release", "--target", "linux/amd64", environment: environment)
            #expect(refused.outcome == .exited(78), "\(refused.error.text)")
            #expect(refused.error.text.contains("such as `storage: github:ada/packages`"), "\(refused.error.text)")
            let status = try await project.fledge("status", environment: environment)
            #expect(status.outcome == .exited(0), "\(status.error.text)")
        }
    }

    /// What readers of both repositories find, and that the program's own latest release is the last version.
    private static func expect(
        _ versions: [String], _ project: BuiltProgram, _ services: ChannelServices,
        packages repository: String = "ada/packages"
    ) async throws {
        let greet = try #require(await services.github.repository("ada/greet"))
        #expect(greet.releases.map(\.tag).sorted() == versions.map { "v\($0)" })
        #expect(greet.releases.first { $0.id == greet.latest }?.tag == versions.last.map { "v\($0)" })
        let page = "\(services.origin)/\(repository)"
        let isShared = repository == "ada/greet"
        let folder = isShared ? "\(page)/raw/packages/apt/stable" : "\(page)/releases/latest/download"
        let release = try await project.must("curl", ["-sfL", "\(folder)/InRelease"])
        let digest = try #require(release.firstMatch(of: /\ ([0-9a-f]{64}) \d+ Packages.gz\n/)?.1)
        let index = isShared ? "\(folder)/by-hash/SHA256/\(digest)" : "\(folder)/Packages.gz"
        let listed = try await project.must("sh", ["-c", "curl -sfL \(index) | gzip -dc"])
        #expect(listed.matches(of: /Version: (.*)/).map { String($0.1) } == versions)
        for file in listed.matches(of: /Filename: (.*)/) {
            try await project.must("curl", ["-sfLI", "\(page)/\(isShared ? "" : "releases/")\(file.1)"])
        }
        let metadata = try await project.must(
            "curl", ["-sfL", "\(page)/raw/packages/yum/stable/x86_64/repodata/repomd.xml"])
        let href = try #require(metadata.firstMatch(of: /href="([^"]*-primary.xml.gz)"/)?.1)
        let primary = try await project.must(
            "sh", ["-c", "curl -sfL \(page)/raw/packages/yum/stable/x86_64/\(href) | gzip -dc"])
        #expect(primary.matches(of: /ver="([^"]*)" rel="1"\/>\n<checksum/).map { String($0.1) } == versions)
        for file in primary.matches(of: /<location xml:base="([^"]*)" href="([^"]*)"/) {
            try await project.must("curl", ["-sfLI", "\(file.1)\(file.2)"])
        }
    }
}
