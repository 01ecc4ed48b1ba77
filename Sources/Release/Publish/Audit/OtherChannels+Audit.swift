// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

extension FolderChannel {
    package var place: String { about.url }

    package func live() async throws -> [LiveVersion] {
        let releases = try await observe().releases
        return [SiteRelease.Track.stable, .beta, .edge].compactMap { track in
            releases.filter { $0.track == track }.map(\.version).max().map { LiveVersion(track, "\($0)") }
        }
    }

    package func publishedManifest(of version: String) async throws -> [UInt8]? {
        let releases = try await observe().releases
        guard let release = releases.first(where: { $0.manifest.version == version }) else { return nil }
        return try machine.files.read(site.appending(release.folder).appending(release.manifestName), limit: 64 << 20)
    }

    package func audit(_ downloader: Downloader) async throws -> [VerificationReport.Check] {
        let release = try SiteRelease(manifest)
        var checks: [VerificationReport.Check] = []
        for artifact in release.downloads {
            let file = site.appending(release.folder).appending(artifact.name)
            guard try machine.files.statusIfPresent(file)?.isFile == true else {
                checks.append(.init(artifact.name, problem: "it is not there"))
                continue
            }
            let found = try await downloader.digest(of: file)
            checks.append(.init(artifact.name, problem: artifact.difference(from: found)))
        }
        return checks
    }
}

extension HomebrewChannel {
    package var place: String { branch.place }

    package func live() async throws -> [LiveVersion] {
        guard let head = try await branch.head() else { return [] }
        var live: [LiveVersion] = []
        for (track, name) in [(SiteRelease.Track.stable, formula), (.beta, "\(formula)-beta")] {
            for folder in ["Formula/", "HomebrewFormula/", ""] {
                guard let bytes = try await branch.file("\(folder)\(name).rb", at: head) else { continue }
                if let version = TapFormula(bytes).version { live.append(LiveVersion(track, "\(version)")) }
                break
            }
        }
        try await branch.finish()
        return live
    }

    /// The formula of the version: its archives are fetched from where it says, and compared with what it says.
    package func audit(_ downloader: Downloader) async throws -> [VerificationReport.Check] {
        let state = try await observe()
        let offered = state.formulae.filter { TapFormula($0.value).version.map { "\($0)" } == manifest.version }
        try await branch.finish()
        guard !offered.isEmpty else {
            return [.init("formula \(formula)", problem: "no formula installs \(manifest.version)")]
        }
        let published = Set(manifest.artifacts.map(\.sha256))
        var checks: [VerificationReport.Check] = []
        for (name, bytes) in offered.sorted(by: { $0.key < $1.key }) {
            for source in TapFormula(bytes).sources {
                let subject = "\(name).rb \(source.url)"
                guard published.contains(source.sha256) else {
                    checks.append(.init(subject, problem: "no published file has its SHA-256 \(source.sha256)"))
                    continue
                }
                do {
                    let found = try await downloader.digest(of: source.url)
                    let isSame = found.sha256 == source.sha256
                    checks.append(
                        .init(
                            subject,
                            problem: isSame
                                ? nil : "its SHA-256 is \(found.sha256), and the formula says \(source.sha256)"))
                } catch let error as WebError {
                    checks.append(.init(subject, problem: "\(error)"))
                }
            }
        }
        return checks
    }
}

extension DocsChannel {
    package var place: String { "\(branch.place), \(branchName)" }

    package func live() async throws -> [LiveVersion] {
        let state = try await observe()
        try await branch.finish()
        return LiveVersion.highest(of: state.versions)
    }

    package func audit(_ downloader: Downloader) async throws -> [VerificationReport.Check] {
        let state = try await observe()
        try await branch.finish()
        var checks = [
            VerificationReport.Check("\(manifest.version)/", problem: state.own == nil ? "it is not there" : nil)
        ]
        let newest = state.versions.filter { !$0.isPrerelease }.max()
        if newest.map({ "\($0)" }) == manifest.version {
            checks.append(
                .init("latest/", problem: state.latest == state.own ? nil : "it is not that of \(manifest.version)"))
        }
        return checks
    }
}

extension PackagecloudChannel {
    package var place: String { client.repository }

    package func live() async throws -> [LiveVersion] {
        var found = LiveVersion.highest(of: try await observe().versions.compactMap(Self.version))
        for (track, client) in others {
            let packages = try await explained("cannot read `\(client.repository)` at packagecloud") {
                try await client.packages()
            }
            guard let newest = packages.compactMap({ $0.version.flatMap(Self.version) }).max() else { continue }
            found.removeAll { $0.track == track }
            found.append(LiveVersion(track, "\(newest)"))
        }
        return found
    }

    package func audit(_ downloader: Downloader) async throws -> [VerificationReport.Check] {
        let state = try await observe()
        var checks: [VerificationReport.Check] = []
        for distribution in distributions {
            let kind: ArtifactKind = state.distributions[distribution.value]?.kind == .rpm ? .rpm : .deb
            for artifact in manifest.artifacts where artifact.kind == kind {
                let subject = "\(distribution.value) \(artifact.name)"
                guard let found = state.digests[distribution.value]?[artifact.name] else {
                    checks.append(.init(subject, problem: "it is not there"))
                    continue
                }
                let problem = found.flatMap { artifact.difference(from: .init(sha256: $0, size: artifact.size)) }
                checks.append(.init(subject, problem: problem))
            }
        }
        return checks
    }
}
