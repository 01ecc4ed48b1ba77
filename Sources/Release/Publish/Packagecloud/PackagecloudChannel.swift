// SPDX-License-Identifier: Apache-2.0
import Effects
package import Project
import SystemPackage

/// Publishes packages at packagecloud, which indexes them itself. A push is visible at once: all that can be checked is
/// checked before, and the pushes come in the commit.
package struct PackagecloudChannel: Channel {
    package let name = ChannelName.packagecloud
    let client: PackagecloudClient
    let dist: DistFolder
    let manifest: Manifest
    /// The distributions' names, where the configuration has them.
    let distributions: [Located<String>]
    /// Whether stable versions go to the same repository.
    let isOfStable: Bool
    /// The repositories of the other tracks.
    let others: [(track: SiteRelease.Track, client: PackagecloudClient)]
    private let session = PackagecloudSession()

    package func preflight() async throws -> [Diagnostic] {
        guard client.token != nil else {
            return [
                Diagnostic(
                    "there is no token for packagecloud", keyPath: "channels.packagecloud",
                    hint: "set `PACKAGECLOUD_TOKEN`", exit: .needsChange)
            ]
        }
        var found: [Diagnostic] = []
        do {
            let known = try await client.distributions()
            for distribution in distributions where known[distribution.value] == nil {
                found.append(unknown(distribution, among: known.keys.sorted()))
            }
            if try await !client.exists() {
                found.append(
                    Diagnostic(
                        "there is no repository `\(client.repository)` at packagecloud that this token may see",
                        keyPath: "channels.packagecloud.repository", hint: "create it there first", exit: .needsChange))
            }
        } catch {
            let explained = problem("cannot reach `\(client.repository)` at packagecloud", error)
            found.append(explained as? Diagnostic ?? Diagnostic("\(explained)"))
        }
        if isOfStable, !manifest.isSnapshot, (try? SemanticVersion(parsing: manifest.version).isPrerelease) == true {
            found.append(
                .warning(
                    "\(manifest.version) goes to the same packagecloud repository as stable versions",
                    keyPath: "channels.packagecloud",
                    hint: "say `tracks: {beta: owner/name}`, or leave it out with `--skip packagecloud`"))
        }
        return found
    }

    package func observe() async throws -> PackagecloudState {
        try await explained("cannot read `\(client.repository)` at packagecloud") {
            async let known = client.distributions()
            let packages = try await client.packages()
            let names = Set(manifest.artifacts.filter { $0.kind == .deb || $0.kind == .rpm }.map(\.name))
            var digests: [String: [String: String?]] = [:]
            for package in packages where names.contains(package.filename) {
                digests[package.distribution, default: [:]][package.filename] =
                    .some(try await client.digest(of: package))
            }
            return PackagecloudState(
                digests: digests, versions: Set(packages.compactMap(\.version)), distributions: try await known)
        }
    }

    package func liveVersion(in state: PackagecloudState) -> String? {
        state.versions.compactMap { Self.version($0) }.max().map { "\($0)" }
    }

    package func offers(_ version: String, in state: PackagecloudState) -> Bool {
        state.versions.contains { Self.version($0).map { "\($0)" } == version }
    }

    package func plan(from state: PackagecloudState) throws -> [PackagecloudStep] {
        var steps: [PackagecloudStep] = []
        for distribution in distributions {
            guard let known = state.distributions[distribution.value] else {
                throw unknown(distribution, among: state.distributions.keys.sorted())
            }
            let kind: ArtifactKind = known.kind == .deb ? .deb : .rpm
            for artifact in manifest.artifacts where artifact.kind == kind {
                if let present = state.digests[distribution.value]?[artifact.name] {
                    try checkSame(present, artifact.sha256, artifact.name, distribution.value)
                    continue
                }
                steps.append(
                    .push(
                        PackagecloudPush(
                            name: artifact.name, path: artifact.path, sha256: artifact.sha256,
                            distribution: distribution.value)))
            }
        }
        return steps
    }

    package func forecast(
        _ version: String, names: [String], from state: PackagecloudState
    ) throws -> [PublicationReport.Step] {
        try distributions.flatMap { distribution in
            guard let known = state.distributions[distribution.value] else {
                throw unknown(distribution, among: state.distributions.keys.sorted())
            }
            return names.filter { $0.hasSuffix(".\(known.kind.rawValue)") }.map { name in
                PublicationReport.Step(
                    PackagecloudStep.push(
                        PackagecloudPush(name: name, path: name, sha256: "", distribution: distribution.value)))
            }
        }
    }

    package func stage(_ steps: [PackagecloudStep], from state: PackagecloudState) async throws {
        var pushes: [(push: PackagecloudPush, distribution: PackagecloudClient.Distribution)] = []
        for case .push(let push) in steps {
            try dist.refuseChanged(push.path, sha256: push.sha256)
            if let distribution = state.distributions[push.distribution] { pushes.append((push, distribution)) }
        }
        await session.stage(pushes)
    }

    package func commit() async throws {
        try await explained("cannot push to `\(client.repository)` at packagecloud") {
            _ = try await inOrder(await session.pushes, atMost: 3) { item in
                try await push(item.push, to: item.distribution)
            }
        }
    }

    package func verify() async throws {
        let left = try plan(from: try await observe())
        guard left.isEmpty else {
            throw Diagnostic(
                message: "packagecloud does not offer what was pushed", causes: left.map { "still to do: \($0)" },
                exit: .workFailed)
        }
    }

    package func revert() async throws {
        try await explained("cannot yank from `\(client.repository)` at packagecloud") {
            for push in await session.begun { try await client.yank(push.name, from: push.distribution) }
        }
    }

    package func finish() async throws {}

    // MARK: Parts

    private func push(_ push: PackagecloudPush, to distribution: PackagecloudClient.Distribution) async throws {
        await session.begin(push)
        var attempt = 1
        while true {
            do {
                return try await client.push(dist.path.appending(push.path), name: push.name, to: distribution)
            } catch let error as WebError where error.isWorthLooking {
                // The answer may be what was lost; "has already been taken" is what a second push is told.
                let present = try await client.packages()
                    .first { $0.filename == push.name && $0.distribution == push.distribution }
                if let present {
                    return try checkSame(
                        try await client.digest(of: present), push.sha256, push.name, push.distribution)
                }
                guard error.status != 422,
                    let pause = RetryPolicy.standard.backoff(after: attempt, jitter: client.web.jitter())
                else { throw error }
                try await client.web.pause(pause)
                attempt += 1
            }
        }
    }

    private func checkSame(_ present: String?, _ ours: String, _ name: String, _ distribution: String) throws {
        guard let present, present != ours else { return }
        throw Diagnostic(
            message: "packagecloud has other bytes under the name `\(name)` in \(distribution)",
            causes: ["the SHA-256 there is \(present)", "this release's is \(ours)"],
            hints: ["a published version never changes: tag the next one"], exit: .needsChange)
    }

    private func unknown(_ distribution: Located<String>, among known: [String]) -> Diagnostic {
        let family = distribution.value.prefix { $0 != "/" } + "/"
        let near = known.filter { $0.hasPrefix(family) }
        return Diagnostic(
            "packagecloud knows no distribution `\(distribution.value)`", at: distribution.location,
            keyPath: distribution.keyPath,
            hint: near.isEmpty
                ? "it has \(known.count) others, such as `ubuntu/noble`, `el/9` and `any/any`"
                : "of \(family.dropLast()) it knows \(near.map { "`\($0)`" }.joined(separator: ", "))",
            exit: .needsChange)
    }

    /// A semantic version from a package's: `1.2.3~rc.1` and `1.2.3-1`.
    static func version(_ text: String) -> SemanticVersion? {
        SemanticVersion(packaged: String(text.prefix { $0 != "-" }))
    }

    func explained<Result>(_ message: String, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch {
            throw problem(message, error)
        }
    }

    private func problem(_ message: String, _ error: any Error) -> any Error {
        GitHubProblem.diagnostic(message, error, repository: client.repository, tokenName: "PACKAGECLOUD_TOKEN")
    }
}

/// What one run pushes to packagecloud, and what of it was begun.
actor PackagecloudSession {
    private(set) var pushes: [(push: PackagecloudPush, distribution: PackagecloudClient.Distribution)] = []
    private(set) var begun: [PackagecloudPush] = []

    func stage(_ pushes: [(push: PackagecloudPush, distribution: PackagecloudClient.Distribution)]) {
        self.pushes = pushes
    }

    func begin(_ push: PackagecloudPush) { begun.append(push) }
}

extension WebError {
    /// Whether what was asked for may have been done, or may be tried again.
    fileprivate var isWorthLooking: Bool {
        GitHubUploader.isWorthAnotherAttempt(self) || status == 422
    }
}

extension PackagecloudChannel {
    /// The channel of a project, as its configuration and the environment describe it.
    ///
    /// - Parameter track: Where the release goes; nil is what its version says.
    init(
        project: LoadedProject, machine: Machine, dist: DistFolder, manifest: Manifest, track: String?
    ) throws {
        let track = try track ?? SiteRelease(manifest).track.rawValue
        guard let settings = project.configuration.channels.packagecloud,
            let repository = settings.repository(of: track)
        else {
            throw Diagnostic(
                "the channel `packagecloud` has no repository", keyPath: "channels.packagecloud.repository",
                hint: "say `channels: {packagecloud: {repository: owner/name}}`", exit: .configuration)
        }
        var server = machine.environment["PACKAGECLOUD_URL"] ?? "https://packagecloud.io"
        while server.hasSuffix("/") { server.removeLast() }
        let (web, files) = (machine.web, machine.files)
        let (address, token) = (server, machine.environment["PACKAGECLOUD_TOKEN"].map(Secret.init))
        func client(_ repository: String) -> PackagecloudClient {
            PackagecloudClient(web: web, files: files, server: address, repository: repository, token: token)
        }
        self.init(
            client: client(repository.value), dist: dist, manifest: manifest, distributions: settings.distributions,
            isOfStable: repository.value == settings.repository(of: "stable")?.value,
            others: settings.tracks.entries.compactMap { entry in
                guard let track = SiteRelease.Track(rawValue: entry.key.value), track != .stable else { return nil }
                return (track, client(entry.value.value))
            })
    }
}
