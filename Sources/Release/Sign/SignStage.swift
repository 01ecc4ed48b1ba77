// SPDX-License-Identifier: Apache-2.0
import Formats
import Project
import Signing

/// Signs packages, writes the checksums of all that users fetch, and signs these.
///
/// Signatures carry the release's own time, as all files in `dist/` do, or the time since which the key is valid if that
/// is later.
struct SignStage {
    let pipeline: ReleasePipeline
    let version: ReleaseVersion
    let dist: DistFolder
    let signers: ReleaseSigners

    private var signer: OpenPGPSigner? { signers.openPGP }
    private var packages: PackageSigning { PackageSigning(dist: dist, date: version.date) }

    /// The packages that get signatures of their own.
    private var signedFormats: Set<PackageFormat> {
        guard signer != nil else { return [] }
        let signing = pipeline.project.configuration.signing
        return Set((signing.openPGP ?? OpenPGPSigning()).packages.map(\.value))
    }

    /// What the outcome depends on: the files, and who signs which of them.
    func fingerprint(_ artifacts: [Artifact]) -> String {
        var key = Fingerprint()
        key.add("artifacts", artifacts)
        for name in signers.names { key.add("key", name) }
        key.add("time", signer.map { "\($0.signingTime(version.date))" } ?? "")
        for format in PackageFormat.allCases where signedFormats.contains(format) { key.add("format", format.rawValue) }
        return key.finished()
    }

    /// The files that would be signed or written, of a release that is not made yet.
    func plan(_ names: [String]) -> [String] {
        let signed = names.filter { name in signedFormats.contains { name.hasSuffix(".\($0.rawValue)") } }
        return signed + [checksumsName] + (signer == nil ? [] : ["\(checksumsName).sig"])
            + (signers.minisign == nil ? [] : ["\(checksumsName).minisig"])
    }

    private var checksumsName: String { "\(pipeline.project.resolved.name)_\(version.version)_checksums.txt" }

    /// Returns what was made, and the packages that were signed as they are now.
    func perform(_ artifacts: [Artifact]) async throws -> [Artifact] {
        let packages = packages
        let formats = signedFormats
        let signer = signer
        let reporter = pipeline.reporter
        let candidates = artifacts.filter(PackageSigning.canBeSigned)
        let changed = try await inOrder(candidates, atMost: 2) { artifact -> Artifact? in
            guard let signer, formats.contains(artifact.kind == .rpm ? .rpm : .deb) else {
                try packages.restore(artifact)
                return nil
            }
            do {
                let signed = try packages.sign(artifact, with: signer)
                await reporter.report(.artifact(signed))
                return signed
            } catch let error where !(error is CancellationError) {
                throw Diagnostic("cannot sign `\(artifact.name)`", cause: error, exit: .workFailed)
            }
        }.compactMap { $0 }
        let checksums = Checksums(of: artifacts.replacing(changed))
        guard !checksums.text.isEmpty else { return changed }
        let name = checksumsName
        let bytes = Array(checksums.text.utf8)
        var made = [try dist.write(bytes, as: name, kind: .checksums)]
        if let signer {
            let signature = try signer.detachedSignature(of: bytes, at: version.date)
            made.append(try dist.write(signature.binary, as: "\(name).sig", kind: .signature))
        }
        if let key = signers.minisign {
            let text = try key.signature(of: bytes, comment: "timestamp:\(version.date)\tfile:\(name)\thashed")
            made.append(try dist.write(Array(text.utf8), as: "\(name).minisig", kind: .signature))
        }
        for artifact in made { await reporter.report(.artifact(artifact)) }
        return changed + made
    }
}

extension [Artifact] {
    /// The list with artifacts of the same path taken from another, and what is new in that behind.
    func replacing(_ others: [Artifact]) -> [Artifact] {
        let byPath = Dictionary(others.map { ($0.path, $0) }) { $1 }
        let own = Set(map(\.path))
        return map { byPath[$0.path] ?? $0 } + others.filter { !own.contains($0.path) }
    }
}
