// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Project
import Signing
import SystemPackage

/// What the signatures of a release say of the files that users fetch.
///
/// The manifest is not signed: it is the checksums' signature that vouches for all downloads, by the digests that they
/// list, and packages have signatures of their own.
actor SignatureAudit {
    private let manifest: Manifest
    private let keys: TrustedKeys
    /// In seconds since 1970.
    private let time: Int64
    /// The bytes of the checksums and of their signatures, by name.
    private var texts: [String: [UInt8]] = [:]
    /// What the packages' own signatures say, by name.
    private var packages: [String: Outcome] = [:]

    /// What a signature says.
    enum Outcome: Sendable, Hashable {
        case good, unknown
        case bad(String)
    }

    init(_ manifest: Manifest, keys: TrustedKeys, time: Int64) {
        self.manifest = manifest
        self.keys = keys
        self.time = time
    }

    /// Looks at a file that users get; one with other bytes than were published is passed over, and found elsewhere.
    func look(at file: FilePath, sha256: String) throws {
        for artifact in manifest.artifacts where artifact.sha256 == sha256 {
            switch artifact.kind {
            case .checksums, .signature: texts[artifact.name] = try Files().read(file, limit: 16 << 20)
            case .rpm where packages[artifact.name] == nil: packages[artifact.name] = try rpm(file)
            case .deb where packages[artifact.name] == nil: packages[artifact.name] = try deb(file)
            default: break
            }
        }
    }

    /// What was found out, after all files were looked at.
    func checks() -> [VerificationReport.Check] {
        var checks: [VerificationReport.Check] = []
        for artifact in manifest.artifacts where artifact.kind == .checksums {
            guard let text = texts[artifact.name] else { continue }
            checks.append(.init("\(artifact.name), the digests in it", problem: listing(text)))
            let signatures = manifest.artifacts.filter { $0.kind == .signature && $0.name.hasPrefix(artifact.name) }
            for signature in signatures {
                guard let bytes = texts[signature.name] else { continue }
                checks.append(check(signature.name, outcome(of: bytes, signature.name, over: text)))
            }
            if keys.openPGP != nil, !signatures.contains(where: { !$0.name.hasSuffix(".minisig") }) {
                checks.append(.init(artifact.name, problem: "it has no OpenPGP signature"))
            }
            if keys.minisign != nil, !signatures.contains(where: { $0.name.hasSuffix(".minisig") }) {
                checks.append(.init(artifact.name, problem: "it has no minisign signature"))
            }
        }
        for (name, outcome) in packages.sorted(by: { $0.key < $1.key }) {
            checks.append(check("\(name), the signature in it", outcome))
        }
        return checks
    }

    private func check(_ subject: String, _ outcome: Outcome) -> VerificationReport.Check {
        switch outcome {
        case .good: .init(subject)
        case .bad(let problem): .init(subject, problem: problem)
        case .unknown: .init(subject, isVerified: false)
        }
    }

    /// How the checksums differ from the published digests; nil where they do not.
    private func listing(_ text: [UInt8]) -> String? {
        let expected = Checksums(of: manifest.artifacts).text
        if Array(expected.utf8) == text { return nil }
        let listed = Set(String(decoding: text, as: UTF8.self).split(separator: "\n"))
        let missing = expected.split(separator: "\n").filter { !listed.contains($0) }.map { $0.drop { $0 != " " } }
        return "it lists other digests than the manifest"
            + (missing.first.map { ", such as that of\($0.dropFirst())" } ?? "")
    }

    private func outcome(of signature: [UInt8], _ name: String, over text: [UInt8]) -> Outcome {
        if name.hasSuffix(".minisig") {
            guard let key = keys.minisign else { return .unknown }
            do throws(MinisignError) {
                _ = try key.verify(String(decoding: signature, as: UTF8.self), of: text)
                return .good
            } catch {
                return .bad("\(error)")
            }
        }
        guard let ring = keys.openPGP else { return .unknown }
        do throws(OpenPGPVerificationError) {
            try ring.verify(signature, of: text, at: time)
            return .good
        } catch {
            return .bad("\(error)")
        }
    }

    /// Nil for a package that has no signature, which its digest in the signed checksums replaces.
    private func rpm(_ file: FilePath) throws -> Outcome? {
        do {
            var reader = try RPMReader(FileByteSource(try FileReader(file)))
            let signatures = reader.headerSignatures
            let header = reader.headerBytes
            _ = try reader.verify()
            guard !signatures.isEmpty else { return nil }
            guard let ring = keys.openPGP else { return .unknown }
            for signature in signatures { try ring.verify(signature, of: header, at: time) }
            return .good
        } catch {
            return try bad(error)
        }
    }

    private func deb(_ file: FilePath) throws -> Outcome? {
        do {
            guard let signature = try DebSignature.signature(of: FileByteSource(try FileReader(file))) else {
                return nil
            }
            guard let ring = keys.openPGP else { return .unknown }
            var content = DebSignature.signedContent(of: FileByteSource(try FileReader(file)))
            try ring.verify(signature, of: &content, at: time)
            return .good
        } catch {
            return try bad(error)
        }
    }

    /// A package that is damaged or falsely signed is bad; one that can't be read is another matter.
    private func bad(_ error: any Error) throws -> Outcome {
        if error is FileError || error is CancellationError { throw error }
        return .bad("\(error)")
    }
}
