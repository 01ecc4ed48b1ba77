// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Repositories
import Signing
import SystemPackage

/// The APT and YUM repositories of a site: the same that the channels `apt` and `yum` keep elsewhere.
package struct SiteRepository: Sendable {
    let machine: Machine
    let options: RepositoryAccess.Options
    let targets: [RepositoryTarget]
    /// What signs, opened once: a key's passphrase is made to take time.
    private let signer: Result<OpenPGPSigner?, Diagnostic>

    init(machine: Machine, options: RepositoryAccess.Options, targets: [RepositoryTarget]) {
        self.machine = machine
        self.options = options
        self.targets = targets
        signer = Result { () throws(Diagnostic) in try RepositoryAccess.signer(options.signing, on: machine) }
    }

    /// The repositories as a site has them, one for each target.
    func states(in site: FilePath) async throws -> [RepositoryState] {
        let access = try access(site)
        let isThere = try machine.files.exists(site)
        var states: [RepositoryState] = []
        for target in targets {
            let offer = isThere ? try await access.offer(of: target.format, named: target.package) : nil
            states.append(RepositoryState(offer: offer, target: target))
        }
        return states
    }

    /// What has to be done, so that the site's repositories offer the release.
    func steps(from states: [RepositoryState], _ manifest: Manifest, _ site: FilePath) throws -> [FolderStep] {
        let access = try access(site)
        var steps: [FolderStep] = []
        for state in states {
            let missing = try state.missing(manifest, replacing: manifest.isSnapshot)
            let outdated = outdated(in: state, manifest)
            if !missing.isEmpty || !outdated.isEmpty {
                steps.append(
                    .offerPackages(
                        repository: state.target.format.rawValue, names: missing.map(\.name),
                        track: state.target.track))
            }
        }
        guard let there = states.first(where: { $0.key != nil || $0.url != nil }) else { return steps }
        if let key = there.key, !access.isSigned {
            throw Diagnostic(
                "the repositories in `\(site)` are signed by \(key), and there is no key to sign with",
                hint: "set `\(OpenPGPKeys.keyVariable)`, or start anew with `fledge clean --all`", exit: .needsChange)
        }
        if there.key != access.fingerprint || there.url != options.url { steps.append(.renewRepositories) }
        return steps
    }

    /// Brings the repositories of a site that nobody reads yet to what they have to be.
    func publish(_ manifest: Manifest, from dist: DistFolder, over states: [RepositoryState], in site: FilePath)
        async throws
    {
        let access = try access(site)
        guard let track = targets.first?.track else { return }
        var added: [FilePath] = []
        var removed: [PackageSelector] = []
        for state in states {
            added += try state.missing(manifest, replacing: manifest.isSnapshot).map { dist.path.appending($0.path) }
            for package in outdated(in: state, manifest) {
                removed.append(state.target.selector(of: package))
                // A snapshot of the same commit may have other bytes under the same name.
                try machine.files.removeIfPresent(site.appending(package.path))
            }
        }
        let update = try await access.stage(added, to: track, removing: removed)
        _ = try await access.explaining { try await update.commit() }
    }

    /// The packages of earlier snapshots, and those with other bytes than this one's.
    private func outdated(in state: RepositoryState, _ manifest: Manifest) -> [ListedPackage] {
        guard manifest.isSnapshot else { return [] }
        let current = state.listed(manifest, on: state.target.track)
        return state.packages.filter { $0.track == state.target.track && !current.contains($0) }
    }

    private func access(_ site: FilePath) throws -> RepositoryAccess {
        try RepositoryAccess(site.string, options, signer: signer.get(), on: machine)
    }
}
