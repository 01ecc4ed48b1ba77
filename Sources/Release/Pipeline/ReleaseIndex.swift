// SPDX-License-Identifier: Apache-2.0
import Foundation
package import Project

/// The files of `dist/` that describe the release for programs: Fledge's own manifest, and GoReleaser's two.
package struct ReleaseIndex: Sendable {
    private let manifest: Manifest
    private let previousTag: String?
    private let dateText: String

    package init(_ manifest: Manifest, version: ReleaseVersion) {
        self.manifest = manifest
        previousTag = version.previousTag
        dateText = version.dateText
    }

    /// `manifest.json`.
    package func manifestJSON() throws -> [UInt8] { try Self.encode(manifest) }

    /// `metadata.json`, with the keys of GoReleaser's `internal/pipe/metadata`.
    package func metadataJSON() throws -> [UInt8] {
        let host = Target.host
        return try Self.encode(
            Metadata(
                projectName: manifest.project, tag: manifest.tag ?? "v\(manifest.version)",
                previousTag: previousTag ?? "",
                version: manifest.version, commit: manifest.commit ?? "", date: dateText,
                runtime: .init(goos: host.goOS, goarch: host.goArch)))
    }

    /// `artifacts.json`, with the keys of GoReleaser's `internal/artifact`.
    package func artifactsJSON() throws -> [UInt8] {
        try Self.encode(manifest.artifacts.filter { $0.kind != .resource }.map { Entry($0, project: manifest.project) })
    }

    private static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value)) + [UInt8(ascii: "\n")]
    }

    private struct Metadata: Encodable {
        struct Runtime: Encodable {
            let goos: String
            let goarch: String
        }
        let projectName: String
        let tag: String
        let previousTag: String
        let version: String
        let commit: String
        let date: String
        let runtime: Runtime

        enum CodingKeys: String, CodingKey {
            case projectName = "project_name"
            case previousTag = "previous_tag"
            case tag, version, commit, date, runtime
        }
    }

    private struct Entry: Encodable {
        struct Extra: Encodable {
            let binary: String?
            let checksum: String
            let format: String?
            let size: UInt64

            enum CodingKeys: String, CodingKey {
                case binary = "Binary"
                case checksum = "Checksum"
                case format = "Format"
                case size = "Size"
            }
        }
        let name: String
        let path: String
        let goos: String?
        let goarch: String?
        let target: String?
        let type: String
        let extra: Extra

        init(_ artifact: Artifact, project: String) {
            name = artifact.name
            path = "dist/" + artifact.path
            goos = artifact.target?.goOS
            goarch = artifact.target.map { $0.arch == .universal ? "all" : $0.goArch }
            target = artifact.target.map { "\($0.goOS)_\($0.arch == .universal ? "all" : $0.goArch)" }
            type = artifact.kind.goReleaserType
            extra = Extra(
                binary: artifact.program, checksum: "sha256:\(artifact.sha256)", format: artifact.packageFormat,
                size: artifact.size)
        }
    }
}

extension Artifact {
    /// The form of an archive or package, as GoReleaser names it.
    fileprivate var packageFormat: String? {
        switch kind {
        case .deb: "deb"
        case .rpm: "rpm"
        case .archive:
            [".tar.gz", ".tar.xz", ".tar.zst", ".zip"].first(where: name.hasSuffix).map { String($0.dropFirst()) }
        default: nil
        }
    }
}

extension ArtifactKind {
    /// The name of the kind in `artifacts.json` (GoReleaser's `artifact.Type.String`).
    fileprivate var goReleaserType: String {
        switch self {
        case .binary: "Binary"
        case .archive: "Archive"
        case .deb, .rpm: "Linux Package"
        case .formula: "Homebrew Formula"
        case .checksums: "Checksum"
        case .signature: "Signature"
        case .manifest: "Metadata"
        case .artifactBundle, .installScript, .extraFile, .debugSymbols, .resource: "File"
        }
    }
}
