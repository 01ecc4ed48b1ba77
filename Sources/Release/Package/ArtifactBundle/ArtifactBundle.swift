// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Foundation
import Formats
import Project

/// The `.artifactbundle.zip` that SwiftPM's plugins take programs from (Swift Evolution SE-0305).
struct ArtifactBundle {
    let project: ResolvedProject
    let version: ReleaseVersion
    let built: [Artifact]
    let dist: DistFolder

    private struct Index: Encodable {
        struct Variant: Encodable {
            let path: String
            let supportedTriples: [String]
        }
        struct Entry: Encodable {
            let type = "executable"
            let version: String
            let variants: [Variant]
            enum CodingKeys: String, CodingKey { case type, version, variants }
        }
        let schemaVersion = "1.0"
        let artifacts: [String: Entry]
        enum CodingKeys: String, CodingKey { case schemaVersion, artifacts }
    }

    /// Writes the bundle; nil for a project without Swift programs for Linux or macOS.
    func make() async throws -> Artifact? {
        let swift = Set(project.builds.filter { $0.builder == .swift }.map(\.binary))
        let files = built.filter { artifact in
            artifact.kind != .debugSymbols && artifact.target?.os != .windows
                && artifact.program.map(swift.contains) == true
        }
        guard !files.isEmpty else { return nil }
        let name = "\(project.name)_\(version.version).artifactbundle.zip"
        let root = "\(project.name).artifactbundle"
        var contents = FileContents()
        var variants: [String: [Index.Variant]] = [:]
        for file in files {
            guard let target = file.target, let program = file.program else { continue }
            let prefix = "build/\(target.fileName)/"
            let path = "\(program)-\(version.version)-\(target.fileName)/bin/\(file.path.dropFirst(prefix.count))"
            let mode: UInt32 = file.kind == .binary ? 0o755 : 0o644
            contents.add(
                ArchiveEntry(path: "\(root)/\(path)", kind: .file(size: file.size), mode: mode, modified: version.date),
                from: .file(dist.path.appending(file.path)))
            if file.kind == .binary {
                variants[program, default: []].append(.init(path: path, supportedTriples: target.slices.map(\.triple)))
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let index = Index(artifacts: variants.mapValues { Index.Entry(version: "\(version.version)", variants: $0) })
        let info = [UInt8](try encoder.encode(index)) + [UInt8(ascii: "\n")]
        contents.add(
            ArchiveEntry(
                path: "\(root)/info.json", kind: .file(size: UInt64(info.count)), mode: 0o644, modified: version.date),
            from: .bytes(info))
        var sink = try ArtifactSink(dist.path.appending(name))
        _ = try await ZipWriter(jobs: ReleaseRun.parallelism).write(contents.sorted(), into: &sink)
        let (size, sha256) = try sink.commit(modified: version.date)
        return Artifact(kind: .artifactBundle, name: name, path: name, size: size, sha256: sha256)
    }
}
