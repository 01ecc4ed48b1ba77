// SPDX-License-Identifier: Apache-2.0
package import Effects
import Foundation
import Formats
import Project
package import SystemPackage

/// The embedded channel: `dist/site/`, a folder that any web server can serve and that users install from.
///
/// The next site is built beside the present one, sharing the files that stay, and the two folders change places in one
/// step: a reader sees the old site or the new one, and a run that dies leaves one of them whole.
package struct FolderChannel: Channel {
    package let name = ChannelName.folder
    let machine: Machine
    let dist: DistFolder
    let manifest: Manifest
    /// What the page says of the project.
    let about: SiteIndex.About
    let tap: FolderTap
    let repository: SiteRepository

    package init(
        machine: Machine, dist: DistFolder, manifest: Manifest, about: SiteIndex.About, tap: FolderTap,
        repository: SiteRepository
    ) {
        self.machine = machine
        self.dist = dist
        self.manifest = manifest
        self.about = about
        self.tap = tap
        self.repository = repository
    }

    /// What users are served from.
    package var site: FilePath { dist.path.appending("site") }
    /// The next site while it is made, and the one before it until the next is verified.
    private var other: FilePath { dist.path.appending(".site-next") }

    private var files: Files { machine.files }

    package func recover() async throws {
        try files.mendSwap(of: site, with: other)
    }

    package func observe() async throws -> SiteState {
        try await SiteState(
            reading: site, digesting: try SiteRelease(manifest).folder, tap: tap, repository: repository,
            machine: machine)
    }

    package func liveVersion(in state: SiteState) -> String? {
        SiteRelease.latest(of: state.releases)?.manifest.version
    }

    package func offers(_ version: String, in state: SiteState) -> Bool {
        state.releases.contains { $0.manifest.version == version }
    }

    package func plan(from state: SiteState) throws -> [FolderStep] {
        let release = try SiteRelease(manifest)
        var steps: [FolderStep] = []
        if release.track == .edge {
            steps += state.releases.filter { $0.track == .edge && $0.manifest.version != manifest.version }
                .map { .removeSnapshot(folder: $0.folder) }
        }
        for (path, origin, sha256) in try wanted(release) {
            guard let present = state.digests[path] else {
                steps.append(.add(path: path, from: origin, sha256: sha256))
                continue
            }
            guard present != sha256 else { continue }
            guard release.track == .edge else { throw manifest.divergence(path, present: present, ours: sha256) }
            steps.append(.add(path: path, from: origin, sha256: sha256))
        }
        steps += try repository.steps(from: state.repositories, manifest, site)
        let latest = SiteRelease.latest(of: releases(after: state, adding: release))
        if latest?.manifest.version == manifest.version {
            if let formula = try text(of: .formula), formula != state.formula {
                steps.append(.offerFormula(version: manifest.version))
            }
            if let script = try text(of: .installScript), script != state.pointers["install.sh"] {
                steps.append(.writeInstallScript(version: manifest.version))
            }
        }
        if try index(after: state, adding: release) != state.pointers["index.html"] { steps.append(.writeIndex) }
        return steps
    }

    package func stage(_ steps: [FolderStep], from state: SiteState) async throws {
        do {
            try await makeNext(steps, from: state)
            try files.synchronizeTree(other)
        } catch {
            // The first error is the one that explains; on a full disk the half of a site is in the way.
            try? files.removeIfPresent(other)
            throw error
        }
    }

    private func makeNext(_ steps: [FolderStep], from state: SiteState) async throws {
        try files.removeIfPresent(other)
        try files.createDirectory(other)
        if try files.exists(site) { try copySite() }
        if steps.contains(where: \.isOfRepositories) {
            try await repository.publish(manifest, from: dist, over: state.repositories, in: other)
        }
        for step in steps {
            switch step {
            case .offerPackages, .renewRepositories: break  // All of them were one publication.
            case .add(let path, let origin, let sha256): try add(path, from: origin, sha256: sha256)
            case .removeSnapshot(let folder): try files.removeIfPresent(other.appending(folder))
            case .offerFormula(let version):
                guard let formula = try text(of: .formula) else { continue }
                try await tap.commit(formula, message: "\(manifest.project) \(version)", date: manifest.date, in: other)
            case .writeInstallScript:
                guard let script = try text(of: .installScript) else { continue }
                try files.replace(other.appending("install.sh"), script, mode: 0o755, modified: manifest.date)
            case .writeIndex:
                let page = try index(after: state, adding: try SiteRelease(manifest))
                try files.replace(other.appending("index.html"), page, modified: manifest.date)
            }
        }
    }

    package func commit() async throws {
        guard try files.exists(site) else {
            try files.rename(other, to: site)
            return try files.synchronizeFolder(dist.path)
        }
        try files.swapFolders(site, with: other)
        try files.synchronizeFolder(dist.path)
    }

    package func verify() async throws {
        let release = try SiteRelease(manifest)
        let state = try await observe()
        for (path, _, sha256) in try wanted(release) where state.digests[path] != sha256 {
            throw Diagnostic(
                message: "the site does not serve what was published: `\(path)`",
                causes: ["its SHA-256 is \(state.digests[path] ?? "that of no file"), and should be \(sha256)"],
                exit: .workFailed)
        }
        let left = try plan(from: state)
        guard left.isEmpty else {
            throw Diagnostic(
                message: "the site is not as planned", causes: left.map { "still to do: \($0)" }, exit: .workFailed)
        }
    }

    package func revert() async throws {
        guard try files.exists(other) else { return try files.removeIfPresent(site) }
        try files.swapFolders(site, with: other)
    }

    package func finish() async throws {
        try files.removeIfPresent(other)
    }

    /// The files under `download/` for a release: path in the site, path in `dist/`, digest. The manifest is the last.
    private func wanted(_ release: SiteRelease) throws -> [(path: String, origin: String, sha256: String)] {
        let downloads = release.downloads.map { ("\(release.folder)/\($0.name)", $0.path, $0.sha256) }
            .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        let digest = try FileDigest.sha256(of: dist.path.appending("manifest.json"))
        return downloads + [("\(release.folder)/\(release.manifestName)", "manifest.json", digest)]
    }

    /// All releases that the site has once this one is on it.
    private func releases(after state: SiteState, adding release: SiteRelease) -> [SiteRelease] {
        let kept = state.releases.filter { other in
            other.manifest.version != manifest.version && !(release.track == .edge && other.track == .edge)
        }
        return (kept + [release]).sorted { $0.version > $1.version }
    }

    private func index(after state: SiteState, adding release: SiteRelease) throws -> [UInt8] {
        Array(SiteIndex(about: about, releases: releases(after: state, adding: release)).html.utf8)
    }

    private func text(of kind: ArtifactKind) throws -> [UInt8]? {
        guard let artifact = manifest.artifacts.first(where: { $0.kind == kind }) else { return nil }
        return try files.read(dist.path.appending(artifact.path), limit: 16 << 20)
    }

    private func add(_ path: String, from origin: String, sha256: String) throws {
        let destination = other.appending(path)
        try files.createDirectory(destination.removingLastComponent())
        let reader = try FileReader(dist.path.appending(origin))
        var source = FileByteSource(reader)
        var sink = try ArtifactSink(destination, mode: reader.status.mode)
        try source.copy(into: &sink)
        let copied = try sink.commit(modified: reader.status.modified)
        guard copied.sha256 == sha256 else { throw DistFolder.changed(origin) }
    }

    private static let shared = ["download/", "apt/", "yum/", ".fledge/"]
    /// Whoever holds them holds them in one folder.
    private static let locks = [".fledge/lock", ".fledge/write-lock"]

    /// Fills the next site with what the present one has: by link what is never written to, only replaced; all else by
    /// copy.
    private func copySite() throws {
        for entry in try files.walk(site) {
            let destination = other.pushing(entry.relativePath)
            switch entry.status.kind {
            case .directory: try files.createDirectory(destination)
            case .file where Self.locks.contains(entry.relativePath.string): continue
            case .file where Self.shared.contains(where: entry.relativePath.string.hasPrefix):
                try files.linkOrCopy(entry.path, to: destination)
            case .file: try files.copyFile(entry.path, to: destination, keepingModified: true)
            case .symbolicLink, .other: continue
            }
        }
    }
}
