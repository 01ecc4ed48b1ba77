// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

extension GitHubChannel {
    package var place: String { client.repository }

    package func live() async throws -> [LiveVersion] {
        let state = try await observe()
        let versions = state.published.filter { $0.release.isPrerelease || $0.version.isPrerelease }.map(\.version)
        let beta = versions.filter(\.isPrerelease).max().map { [LiveVersion(.beta, "\($0)")] } ?? []
        let stable = state.latest.flatMap { GitHubState.version(of: $0, prefix: prefix) }
        return (stable.map { [LiveVersion(.stable, "\($0)")] } ?? []) + beta
    }

    package func publishedManifest(of version: String) async throws -> [UInt8]? {
        let state = try await observe()
        guard let found = state.published.first(where: { "\($0.version)" == version }) else { return nil }
        let assets = try await client.assets(of: found.release.id)
        guard let asset = assets.first(where: { $0.name.hasSuffix("_manifest.json") }) else { return nil }
        return try await machine.files.withTemporaryDirectory { folder in
            let file = folder.appending("manifest.json")
            try await client.download(asset, to: file)
            return try machine.files.read(file, limit: 64 << 20)
        }
    }

    package func audit(_ downloader: Downloader) async throws -> [VerificationReport.Check] {
        guard let release = try await client.release(tag: tag) else {
            return [.init("release \(tag)", problem: "it is not there")]
        }
        let assets = try await client.assets(of: release.id)
        let artifacts = try SiteRelease(manifest).downloads.filter { $0.kind != .formula }
        return try await inOrder(artifacts, atMost: 4) { artifact in
            guard let asset = assets.first(where: { $0.name == GitHubFile.nameOnGitHub(artifact.name) }) else {
                return .init(artifact.name, problem: "it is not there")
            }
            do {
                let found = try await digest(of: asset, downloader)
                return .init(artifact.name, problem: artifact.difference(from: found))
            } catch let error as WebError {
                return .init(artifact.name, problem: "\(error)")
            }
        }
    }

    /// As a user without a token gets it; of a private repository, as one with a token does.
    private func digest(of asset: GitHubAsset, _ downloader: Downloader) async throws -> Downloader.Download {
        do {
            if let url = asset.download { return try await downloader.digest(of: url) }
        } catch WebError.refused(let refusal) where refusal.status == 404 && client.token != nil {}
        return try await machine.files.withTemporaryDirectory { folder in
            let file = folder.appending("asset")
            try await client.download(asset, to: file)
            return try await downloader.digest(of: file)
        }
    }
}

extension Artifact {
    /// How what users get differs from the artifact; nil where it does not.
    func difference(from found: Downloader.Download) -> String? {
        if found.sha256 == sha256 { return nil }
        return "its SHA-256 is \(found.sha256) and was published as \(sha256)"
    }
}
