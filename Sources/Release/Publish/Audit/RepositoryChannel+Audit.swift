// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Project
import Repositories

extension RepositoryChannel {
    package var place: String { url.map { "\($0)/\(name.rawValue)" } ?? access.location }

    package func live() async throws -> [LiveVersion] {
        let state = try await observe()
        return [SiteRelease.Track.stable, .beta, .edge].compactMap { track in
            state.newest(on: track.rawValue).map { LiveVersion(track, $0.text) }
        }
    }

    package func publishedManifest(of version: String) async throws -> [UInt8]? {
        try await access.manifest(project: manifest.project, version: version)
    }

    /// Reads the signed indexes and the packages that they list from where users read them.
    package func audit(_ downloader: Downloader) async throws -> [VerificationReport.Check] {
        let state = try await observe()
        let tracks = [SiteRelease.Track.stable, .beta, .edge].map(\.rawValue).filter { !listed(state, $0).isEmpty }
        guard !tracks.isEmpty else {
            return [.init("\(target.package) \(manifest.version)", problem: "no track offers it")]
        }
        var checks: [VerificationReport.Check] = []
        let report = try await access.check(only: target.format)
        checks.append(
            .init(
                "\(name.rawValue) indexes, signatures and packages",
                problem: report.problems.isEmpty ? nil : report.problems.joined(separator: "; ")))
        for artifact in manifest.artifacts where artifact.kind == target.kind {
            for track in tracks {
                let subject = "\(track) \(artifact.name)"
                guard let package = listed(state, track).first(where: { $0.fileName == artifact.name }) else {
                    checks.append(.init(subject, problem: "it is not listed"))
                    continue
                }
                guard let url = address(of: package) else { continue }
                do {
                    checks.append(
                        .init(subject, problem: artifact.difference(from: try await downloader.digest(of: url))))
                } catch let error as WebError {
                    checks.append(.init(subject, problem: "\(error)"))
                }
            }
        }
        return checks
    }

    private func listed(_ state: RepositoryState, _ track: String) -> [ListedPackage] {
        let names = Set(manifest.artifacts.filter { $0.kind == target.kind }.map(\.name))
        return state.packages.filter { $0.track == track && names.contains($0.fileName) }
    }

    private func address(of package: ListedPackage) -> String? {
        guard var base = url else { return access.address(ofPackage: package.path) }
        while base.hasSuffix("/") { base.removeLast() }
        return "\(base)/\(MarkdownText.pathEncoded(package.path))"
    }
}
