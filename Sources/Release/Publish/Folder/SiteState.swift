// SPDX-License-Identifier: Apache-2.0
package import Effects
import Project
package import SystemPackage

/// What a site offers, read from its files.
package struct SiteState: Sendable {
    /// All versions, the highest first.
    package let releases: [SiteRelease]
    /// The SHA-256 digests of the files in the download folders, by their path relative to the site.
    package let digests: [String: String]
    /// The pointers' texts: `install.sh`, `index.html`, by their path relative to the site.
    package let pointers: [String: [UInt8]]
    /// The commit that the tap's branch is at.
    package let tapCommit: String?
    /// The formula that the tap offers.
    package let formula: [UInt8]?
    /// The APT and YUM repositories.
    package let repositories: [RepositoryState]

    /// Reads a site; one that is not there offers nothing.
    ///
    /// - Parameter digesting: The download folder whose files are digested; the others are taken by their names.
    package init(
        reading site: FilePath, digesting folder: String, tap: FolderTap, repository: SiteRepository, machine: Machine
    ) async throws {
        let files = machine.files
        var releases: [SiteRelease] = []
        var digests: [String: String] = [:]
        let downloads = site.appending("download")
        if try files.exists(downloads) {
            for name in try files.list(downloads) {
                let path = downloads.appending(name)
                guard try files.status(path).isDirectory else { continue }
                if let release = try Self.release(in: path, files: files) { releases.append(release) }
                guard "download/\(name.string)" == folder else { continue }
                for entry in try files.walk(path) where entry.status.isFile {
                    digests["\(folder)/\(entry.relativePath)"] = try FileDigest.sha256(of: entry.path)
                }
            }
        }
        var pointers: [String: [UInt8]] = [:]
        for name in ["install.sh", "index.html"] where try files.exists(site.appending(name)) {
            pointers[name] = try files.read(site.appending(name), limit: 64 << 20)
        }
        self.releases = releases.sorted { $0.version > $1.version }
        self.digests = digests
        self.pointers = pointers
        repositories = try await repository.states(in: site)
        tapCommit = try await tap.head(in: site)
        formula = tapCommit == nil ? nil : try await tap.formula(in: site)
    }

    private static func release(in folder: FilePath, files: Files) throws -> SiteRelease? {
        guard let name = try files.list(folder).map(\.string).first(where: { $0.hasSuffix("_manifest.json") }) else {
            return nil
        }
        return try SiteRelease(try Manifest(reading: folder.appending(name), files: files))
    }
}
