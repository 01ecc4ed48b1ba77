// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import Project
import Release
import Repositories
import SystemPackage
import TestSupport
import Testing

/// A project with a finished `dist/`, and the services that it is published to, served on the loopback interface.
struct ChannelWorld: Sendable {
    static let token = "canary-token-0123456789"

    /// Where repositories go, and documentation that goes to a storage.
    enum Store: String, Sendable, CustomTestStringConvertible {
        case folder, s3

        var testDescription: String { rawValue }
    }

    let machine: Machine
    let folder: FilePath
    /// The project's folder, a git repository.
    let project: FilePath
    let origin: String
    let github: GitHubDouble
    let packagecloud: PackagecloudDouble
    /// Nil where a folder is the store.
    let store: S3Double?
    let faults: FaultPlan

    /// Runs a test with a project at v1.2.3 and a GitHub that has its repository `ada/hello` and an empty tap.
    static func with(
        immutable: Bool = false, access: GitHubDouble.Access = .push, store: Store = .folder,
        _ body: @escaping @Sendable (ChannelWorld) async throws -> Void
    ) async throws {
        guard store == .s3 else { return try await with(nil, [:], FaultPlan(), immutable, access, body) }
        let faults = FaultPlan()
        try await S3Double.serving { store, server in
            server.inject { faults.storeFault(of: $0) }
            try await with(store, store.environment(server), faults, immutable, access, body)
        }
    }

    private static func with(
        _ store: S3Double?, _ variables: [String: String], _ faults: FaultPlan, _ immutable: Bool,
        _ access: GitHubDouble.Access,
        _ body: @escaping @Sendable (ChannelWorld) async throws -> Void
    ) async throws {
        let files = Files()
        try await files.withTemporaryDirectory { folder in
            let folder = try files.resolve(folder)
            let plain = Machine.current()
            let github = GitHubDouble(machine: plain, folder: folder.appending("github"))
            try files.createDirectory(folder.appending("github"))
            try await github.addRepository("ada/hello", hasImmutableReleases: immutable)
            try await github.addRepository("ada/homebrew-tap")
            await github.add(
                token: token,
                GitHubDouble.Token(login: "ada", access: ["ada/hello": access, "ada/homebrew-tap": access]))
            let packagecloud = PackagecloudDouble(machine: plain, token: token, repository: "ada/hello")
            try await LoopbackServer.serving([github, packagecloud], faults: faults, in: folder.appending("github")) {
                origin in
                let own = Environment.current()
                let basic = [
                    "PATH": own["PATH"] ?? "/usr/bin:/bin", "HOME": folder.appending("home").string,
                    "GITHUB_TOKEN": token, "PACKAGECLOUD_TOKEN": token, "GITHUB_API_URL": "\(origin)/api/v3",
                    "PACKAGECLOUD_URL": "\(origin)/packagecloud", "GIT_CONFIG_NOSYSTEM": "1",
                ]
                let environment = Environment(basic.merging(variables) { $1 })
                try files.createDirectory(folder.appending("tmp"))
                let machine = Machine(
                    files: Files(temporaryFolder: folder.appending("tmp")),
                    programs: Programs(environment: environment), clock: SystemClock(), environment: environment,
                    web: Web(environment: environment, sleep: { _ in }, randomNumber: { 0 }),
                    secrets: Redactor(environment.secretValues))
                let world = ChannelWorld(
                    machine: machine, folder: folder, project: folder.appending("hello"), origin: origin,
                    github: github, packagecloud: packagecloud, store: store, faults: faults)
                try world.makeProject()
                try await world.release("1.2.3")
                try await body(world)
            }
        }
    }

    var files: Files { machine.files }
    var dist: FilePath { project.appending("dist") }

    /// What `fledge.yaml` calls a place in the store.
    func storage(_ name: String) -> String {
        store.map { "s3://\($0.rules.bucket)/\(name)" } ?? "file://\(folder)/\(name)"
    }

    /// What the store serves at a path; nil where there is nothing.
    func stored(_ path: String) throws -> [UInt8]? {
        if let store { return store.objects[path]?.bytes }
        let file = folder.pushing(FilePath(path))
        return try files.exists(file) ? try files.read(file, limit: 64 << 20) : nil
    }

    private func makeProject() throws {
        try files.createDirectory(folder.appending("home"))
        try files.createDirectory(project)
        try files.replace(
            project.appending("fledge.yaml"),
            text: """
                name: hello
                description: Greets the world
                homepage: https://example.org/hello
                license: MIT
                maintainer: Ada Lovelace <ada@example.org>
                builds:
                  - {builder: prebuilt, binary: hello, path: bin/hello, targets: [linux/amd64]}
                channels:
                  github: {repository: ada/hello}
                  homebrew: {tap: ada/homebrew-tap}
                  apt: {storage: "\(storage("srv"))", url: "\(origin)/srv"}
                  yum: {storage: "\(storage("srv"))", url: "\(origin)/srv"}
                  packagecloud: {repository: ada/hello, distributions: [any/any, ubuntu/noble, rpm_any/rpm_any]}
                """)
    }

    /// Tags a version and writes the `dist/` that its release would have, with `salt` in its files' bytes.
    func release(_ version: String, salt: String = "") async throws {
        if try files.exists(project.appending(".git")) == false { try await git("init", "-q", "-b", "main") }
        try files.replace(project.appending("VERSION"), text: version)
        try await git("add", "-A", "--", "fledge.yaml", "VERSION")
        try await git("commit", "-q", "--allow-empty", "-m", "feat: bring \(version)")
        try await git("tag", "--force", "v\(version)")
        if let path = await github.repository("ada/hello")?.git.path {
            try await git("push", "--quiet", "--force", path.string, "HEAD:refs/heads/main")
        }
        let folder = DistFolder(path: dist, files: files, modified: 1_700_000_000)
        try folder.empty()
        try files.createDirectory(dist)
        let packaged = try SemanticVersion(parsing: version).debianVersion
        let archive = "hello_\(version)_linux_amd64.tar.gz"
        var artifacts = [
            try folder.write(Array("archive of \(version)\(salt)".utf8), as: archive, kind: .archive),
            try folder.write(
                try await SmallPackage.deb("hello", packaged, note: salt), as: "hello_\(version)_amd64.deb", kind: .deb),
            try folder.write(
                try await SmallPackage.rpm("hello", packaged, note: salt), as: "hello-\(version)-1.x86_64.rpm",
                kind: .rpm),
            try folder.write(Array("#!/bin/sh\n# \(version)\n".utf8), as: "install.sh", kind: .installScript),
        ]
        let formula = """
            class Hello < Formula
              desc "Greets the world"
              homepage "https://example.org/hello"
              version "\(version)"
              license "MIT"

              on_linux do
                url "\(origin)/ada/hello/releases/download/v\(version)/\(archive)"
                sha256 "\(artifacts[0].sha256)"
              end

              def install
                bin.install "hello"
              end
            end

            """
        artifacts.append(try folder.write(Array(formula.utf8), as: "hello.rb", kind: .formula))
        let sums = artifacts.filter { $0.kind.isDownload }.map { "\($0.sha256)  \($0.name)\n" }.sorted().joined()
        artifacts.append(try folder.write(Array(sums.utf8), as: "hello_\(version)_checksums.txt", kind: .checksums))
        let manifest = Manifest(
            project: "hello", version: version, tag: "v\(version)", commit: try await git("rev-parse", "HEAD"),
            date: 1_700_000_000, isSnapshot: false, artifacts: artifacts)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try files.replace(dist.appending("manifest.json"), [UInt8](try encoder.encode(manifest)))
    }

    /// Publishes `dist/` as `fledge publish` does.
    @discardableResult
    func publish(
        _ channels: String..., dryRun: Bool = false, on other: Machine? = nil,
        deadlines: StepDeadlines = StepDeadlines()
    ) async throws -> ReleaseOutcome {
        let machine = other ?? machine
        var options = ReleaseOptions()
        options.channels = Set(channels)
        options.isDryRun = dryRun
        options.deadlines = deadlines
        let project = try await ProjectLoading(machine: machine).load(project, config: nil)
        return try await ReleasePipeline(
            machine: machine, project: project, options: options, reporter: SilentReporter()
        ).publish()
    }

    /// The names in a release's files, and those that any release of the version has.
    func expectedAssets(_ version: String) -> [String] {
        [
            "hello-\(version)-1.x86_64.rpm", "hello_\(version)_amd64.deb", "hello_\(version)_checksums.txt",
            "hello_\(version)_linux_amd64.tar.gz", "hello_\(version)_manifest.json", "install.sh",
        ]
    }

    func repository() async throws -> GitHubDouble.Repository {
        try #require(await github.repository("ada/hello"))
    }

    /// Expects exactly one published release of each version, with exactly its files, and the latest as it should be.
    func expectReleases(_ versions: String..., latest: String?) async throws {
        let repository = try await repository()
        #expect(repository.releases.map(\.tag).sorted() == versions.map { "v\($0)" }.sorted())
        #expect(repository.releases.allSatisfy { !$0.isDraft })
        for version in versions {
            let release = try #require(repository.releases.first { $0.tag == "v\(version)" })
            #expect(release.assets.map(\.name).sorted() == expectedAssets(version))
            #expect(release.assets.allSatisfy { $0.state == "uploaded" })
        }
        let page = try await machine.web.send(WebRequest(.get, "\(origin)/ada/hello/releases/latest"))
        #expect(page.headers["Location"]?.split(separator: "/").last.map(String.init) == latest.map { "v\($0)" })
    }

    @discardableResult
    func git(_ arguments: String...) async throws -> String {
        let date = "@1700000000 +0000"
        let result = try await machine.programs.run(
            ProgramCall(
                .name("git"), ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"] + arguments,
                workingDirectory: project,
                environment: .minimal(adding: ["GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date])))
        try #require(result.isSuccess, "git \(arguments): \(result.error.text)")
        return result.outputText
    }
}

/// Hears all and says nothing.
struct SilentReporter: Reporter {
    func report(_ event: ReleaseEvent) async {}
}
