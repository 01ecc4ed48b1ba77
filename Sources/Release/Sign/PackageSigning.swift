// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Signing
import SystemPackage

/// Puts signatures into packages in `dist/`, takes them out, and knows a signed package for what it was before.
///
/// Without signatures a package has always the same bytes, so a package that was signed need not be made again.
struct PackageSigning {
    let dist: DistFolder
    /// When the release says that it was made, in seconds since 1970.
    let date: Int64

    /// Whether an artifact is a package that can have a signature of its own.
    static func canBeSigned(_ artifact: Artifact) -> Bool { artifact.kind == .rpm || artifact.kind == .deb }

    /// Whether the artifact, which was made without signatures, lies in `dist/` as it was made or signed since.
    func holds(_ artifact: Artifact) throws -> Bool {
        if try dist.holds(artifact) { return true }
        guard Self.canBeSigned(artifact), let status = try dist.files.statusIfPresent(path(of: artifact)),
            status.isFile
        else { return false }
        var digest = DigestSink()
        do {
            try rewrite(artifact, to: &digest, with: nil)
        } catch is FileError {
            return false
        } catch  where isDamage(error) {
            return false
        }
        return digest.count == artifact.size && digest.sha256 == artifact.sha256
    }

    /// Signs a package in its place; returns it as it is now.
    func sign(_ artifact: Artifact, with signer: OpenPGPSigner) throws -> Artifact {
        try replace(artifact, with: signer)
    }

    /// Takes the signatures off a package that was signed; one that is as it was made stays untouched.
    func restore(_ artifact: Artifact) throws {
        guard Self.canBeSigned(artifact), try !dist.holds(artifact) else { return }
        _ = try replace(artifact, with: nil)
    }

    private func replace(_ artifact: Artifact, with signer: OpenPGPSigner?) throws -> Artifact {
        let mode = try dist.files.status(path(of: artifact)).mode & 0o777
        var sink = try ArtifactSink(path(of: artifact), mode: mode)
        try rewrite(artifact, to: &sink, with: signer)
        var changed = artifact
        (changed.size, changed.sha256) = try sink.commit(modified: date)
        return changed
    }

    private func rewrite<Sink: ByteSink>(
        _ artifact: Artifact, to sink: inout Sink, with signer: OpenPGPSigner?
    ) throws {
        if artifact.kind == .rpm {
            var reader = try RPMReader(source(artifact))
            let signatures = try signer.map { [try $0.rpmSignature(header: reader.headerBytes, at: date)] } ?? []
            try reader.rewrite(to: &sink, signatures: signatures)
        } else {
            let signature = try signer.map { try $0.debSignature(of: source(artifact), at: date) }
            try DebSignature.rewrite(source(artifact), to: &sink, signature: signature)
        }
    }

    private func source(_ artifact: Artifact) throws -> FileByteSource {
        FileByteSource(try FileReader(path(of: artifact)))
    }

    private func path(of artifact: Artifact) -> FilePath { dist.path.appending(artifact.path) }

    private func isDamage(_ error: any Error) -> Bool {
        error is RPMReadError || error is DebReadError || error is ArchiveReadError
    }
}
