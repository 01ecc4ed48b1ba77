// SPDX-License-Identifier: Apache-2.0
package import Effects
import Project
package import SystemPackage

/// The folder that a release is made in: `dist/` of the project.
package struct DistFolder: Sendable {
    package let path: FilePath
    package let files: Files
    /// The time that the files in it get, in seconds since 1970-01-01 00:00 UTC.
    package let modified: Int64
    /// The check of what an earlier run has left, while it is under way; nil where all is known to be right.
    var check: DigestCheck?

    package init(path: FilePath, files: Files, modified: Int64) {
        self.path = path
        self.files = files
        self.modified = modified
    }

    /// Writes a small file of the release.
    package func write(
        _ bytes: [UInt8], as name: String, kind: ArtifactKind, mode: UInt32 = 0o644
    ) throws -> Artifact {
        var sink = try ArtifactSink(path.appending(name), mode: mode)
        try sink.write(bytes)
        let (size, sha256) = try sink.commit(modified: modified)
        return Artifact(kind: kind, name: name, path: name, size: size, sha256: sha256)
    }

    /// Copies a file of any size into the release.
    package func copy(_ file: FilePath, as name: String, kind: ArtifactKind) throws -> Artifact {
        let reader = try FileReader(file)
        var sink = try ArtifactSink(path.appending(name), mode: 0o644)
        while true {
            let bytes = try reader.read(upTo: 1 << 20)
            if bytes.isEmpty { break }
            try sink.write(bytes)
        }
        try reader.checkUnchanged()
        let (size, sha256) = try sink.commit(modified: modified)
        return Artifact(kind: kind, name: name, path: name, size: size, sha256: sha256)
    }

    /// Waits until a file is known to have the digest that the manifest says.
    func confirm(_ path: String) async throws {
        try await check?.confirm(path)
    }

    /// Notes that a file which was sent arrived as the manifest says.
    func note(confirmed path: String) async {
        await check?.note(confirmed: path)
    }

    /// Throws where a file no longer has the digest that it is to be published with.
    func refuseChanged(_ path: String, sha256: String) throws {
        guard try FileDigest.sha256(of: self.path.appending(path)) == sha256 else { throw Self.changed(path) }
    }

    /// What to say of a file that has other bytes now than the release was made with.
    static func changed(_ path: String) -> Diagnostic {
        Diagnostic(
            "`dist/\(path)` changed while it was published", hint: "run the same command again", exit: .workFailed)
    }

    /// Whether an artifact lies in the folder with the size and digest that it is known by.
    package func holds(_ artifact: Artifact) throws -> Bool {
        let file = path.appending(artifact.path)
        guard let status = try files.statusIfPresent(file), status.isFile, status.size == artifact.size else {
            return false
        }
        return try FileDigest.sha256(of: file) == artifact.sha256
    }

    /// Removes all that a release makes and leaves `site/`, which users are served from.
    package func empty(includingSite: Bool = false) throws {
        // A link that leads nowhere has nothing in it.
        guard try files.statusIfPresent(path, followingLinks: true) != nil else { return }
        if includingSite { return try files.remove(path, recursively: true) }
        let names = try files.list(path)
        for name in names where !Self.isSite(name) { try files.remove(path.appending(name), recursively: true) }
        if !names.contains(where: Self.isSite) { try files.remove(path) }
    }

    /// Whether a name in the folder is the published site, or where one waits while it is replaced.
    static func isSite(_ name: FilePath.Component) -> Bool {
        name.string == "site" || name.string.hasPrefix(".site-")
    }
}
