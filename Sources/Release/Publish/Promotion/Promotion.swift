// SPDX-License-Identifier: Apache-2.0
package import Effects
import Project
import Repositories
import SystemPackage

/// Offers a version that one track has to another track's users: the same bytes, without a release.
///
/// APT and YUM list the packages on both tracks then, by one publication for each storage. packagecloud, whose tracks are
/// repositories, moves them. What is there already stays, so that the same command finishes what broke off.
package struct Promotion: Sendable {
    private let machine: Machine
    private let project: LoadedProject
    private let version: SemanticVersion
    private let from: String
    private let to: String

    /// - Parameter version: As in `1.2.3`, with or without the tag's `v`.
    package init(
        of version: String, from: String, to: String, project: LoadedProject, on machine: Machine
    ) throws {
        self.version = try SemanticVersion(asked: version)
        for track in [from, to] {
            do throws(RepositoryError) { try RepositoryEngine.check(track: track) } catch {
                throw Diagnostic(error.description, exit: .usage)
            }
        }
        guard from != to else { throw Diagnostic("`\(from)` is both the track to promote from and to", exit: .usage) }
        (self.from, self.to, self.project, self.machine) = (from, to, project, machine)
    }

    /// Promotes, or says what would be done. Nothing is changed before all channels were asked.
    package func perform(isDryRun: Bool) async throws -> PromotionReport {
        let listings = try await listings()
        let pushes = try await pushes()
        let report = PromotionReport(
            version: "\(version)", from: from, to: to, channels: listings.map(\.row) + (pushes.map { [$0.row] } ?? []))
        guard listings.contains(where: \.isKnown) || pushes?.isKnown == true else { throw unknown }
        guard !isDryRun else { return report }
        // What can be taken back comes before what can't.
        var rest = listings[...]
        while let first = rest.first {
            let location = first.channel.access.location
            let together = rest.filter { $0.channel.access.location == location }
            rest = rest.filter { $0.channel.access.location != location }
            let changes = together.flatMap(\.missing).map { selector in
                RepositoryChange.copy(selector, from: from, to: to)
            }
            if !changes.isEmpty { _ = try await first.channel.access.update(changes) }
        }
        if let pushes {
            for package in pushes.missing {
                try await explained(pushes.source) {
                    try await pushes.source.promote(
                        package.filename, from: package.distribution, to: pushes.destination.repository)
                }
            }
        }
        return report
    }

    private var unknown: Diagnostic {
        let channels = project.configuration.channels
        guard channels.apt != nil || channels.yum != nil || channels.packagecloud != nil else {
            return Diagnostic(
                "none of the channels has tracks to promote between", keyPath: "channels",
                hint: "`apt`, `yum` and `packagecloud` have", exit: .needsChange)
        }
        return Diagnostic(
            "no channel offers \(version) on `\(from)`", hint: "`fledge status` shows what is offered",
            exit: .needsChange)
    }

    // MARK: APT and YUM

    private struct Listing {
        let channel: RepositoryChannel
        let missing: [PackageSelector]
        let row: PromotionReport.Row
        /// Whether either track has the version.
        let isKnown: Bool
    }

    private func listings() async throws -> [Listing] {
        let channels = project.configuration.channels
        var found: [Listing] = []
        for name in [ChannelName.apt, .yum] where (name == .apt ? channels.apt != nil : channels.yum != nil) {
            let dist = DistFolder(path: project.folder.appending("dist"), files: machine.files, modified: 0)
            let channel = try RepositoryChannel(
                name, project: project, machine: machine, dist: dist,
                manifest: Manifest(naming: "\(version)", of: project), track: from, phase: nil)
            let state = try await channel.observe()
            let (here, there) = (state.listed(version, on: from), state.listed(version, on: to))
            let missing = try here.filter { package in
                let same = there.first { $0.fileName == package.fileName }
                guard let same, same.sha256 != package.sha256 else { return same == nil }
                throw Diagnostic(
                    message: "`\(to)` of \(name.rawValue) has other bytes under the name `\(package.fileName)`",
                    causes: [
                        "its SHA-256 there is \(same.sha256)", "that on `\(from)` is \(package.sha256)",
                    ],
                    hints: ["a published version never changes: release the next one"], exit: .needsChange)
            }
            found.append(
                Listing(
                    channel: channel, missing: missing.map(channel.target.selector),
                    row: PromotionReport.Row(
                        channel: name, place: channel.access.location, packages: missing.map(\.fileName),
                        isMoved: false),
                    isKnown: !here.isEmpty || !there.isEmpty))
        }
        return found
    }

    // MARK: packagecloud

    private struct Pushes {
        let source: PackagecloudClient
        let destination: PackagecloudClient
        let missing: [PackagecloudClient.Package]
        let row: PromotionReport.Row
        let isKnown: Bool
    }

    /// Nil where both tracks go to the same repository, or to none.
    private func pushes() async throws -> Pushes? {
        guard project.configuration.channels.packagecloud != nil else { return nil }
        let (source, destination) = (try client(from), try client(to))
        guard source.repository != destination.repository else { return nil }
        let here = try await explained(source) { try await source.packages().filter(isMeant) }
        let there = try await explained(destination) { try await destination.packages().filter(isMeant) }
        let missing = here.filter { package in
            !there.contains { $0.filename == package.filename && $0.distribution == package.distribution }
        }
        return Pushes(
            source: source, destination: destination, missing: missing,
            row: PromotionReport.Row(
                channel: .packagecloud, place: destination.repository,
                packages: missing.map { "\($0.filename) for \($0.distribution)" }, isMoved: true),
            isKnown: !here.isEmpty || !there.isEmpty)
    }

    private func client(_ track: String) throws -> PackagecloudClient {
        let dist = DistFolder(path: project.folder.appending("dist"), files: machine.files, modified: 0)
        return try PackagecloudChannel(
            project: project, machine: machine, dist: dist, manifest: Manifest(naming: "\(version)", of: project),
            track: track
        ).client
    }

    /// Whether a package is the project's, of this version: others may be in the same repository.
    private func isMeant(_ package: PackagecloudClient.Package) -> Bool {
        let names = [
            "\(project.resolved.packageName(for: .deb))_", "\(project.resolved.packageName(for: .rpm))-",
        ]
        return names.contains { package.filename.hasPrefix($0) }
            && package.version.flatMap { PackagecloudChannel.version($0) } == version
    }

    private func explained<Result>(
        _ client: PackagecloudClient, _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch {
            throw GitHubProblem.diagnostic(
                "cannot promote in `\(client.repository)` at packagecloud", error, repository: client.repository,
                tokenName: "PACKAGECLOUD_TOKEN")
        }
    }
}
