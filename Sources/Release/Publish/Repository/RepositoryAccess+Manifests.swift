// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Repositories
import SystemPackage

/// The manifests of the releases that went to a repository, so that any machine can act on them later.
extension RepositoryAccess {
    private static let sizeLimit = 64 << 20

    static func manifestKey(project: String, version: String) -> String {
        ".fledge/manifests/\(SiteRelease.manifestName(project: project, version: version))"
    }

    /// Stores the release's manifest, where no reader looks for packages.
    func putManifest(of manifest: Manifest, in dist: DistFolder) async throws {
        let bytes = try machine.files.read(dist.path.appending("manifest.json"), limit: Self.sizeLimit)
        let key = Self.manifestKey(project: manifest.project, version: manifest.version)
        try await explaining {
            let present = try await engine.read(key, limit: Self.sizeLimit)
            if present != bytes { try await engine.put(key, bytes) }
        }
    }

    /// The manifest that was published with a version; nil where there is none.
    func manifest(project: String, version: String) async throws -> [UInt8]? {
        try await explaining {
            try await engine.read(Self.manifestKey(project: project, version: version), limit: Self.sizeLimit)
        }
    }
}
