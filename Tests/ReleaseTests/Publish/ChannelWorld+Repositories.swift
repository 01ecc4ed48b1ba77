// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Release
import Repositories
import SystemPackage
import TestSupport

/// The repositories as their readers see them, who know nothing but the small files' names.
extension ChannelWorld {
    private struct Broken: Error {
        let path: String
    }

    private func access() throws -> RepositoryAccess { try RepositoryAccess(storage("srv"), on: machine) }

    /// The versions that a repository, `apt` or `yum`, offers on `stable`.
    func repository(_ format: String) async throws -> [String] {
        if format == "apt" {
            guard let index = try aptIndex() else { return [] }
            return try ControlStanza.all(parsing: index).map { stanza in
                _ = try needed("srv/apt/\(stanza["Filename"] ?? "")")
                return stanza["Version"] ?? ""
            }
        }
        let folder = "srv/yum/stable/x86_64/"
        guard let bytes = try stored(folder + "repodata/repomd.xml") else { return [] }
        let metadata = String(decoding: bytes, as: UTF8.self)
        guard let href = metadata.firstMatch(of: #/href="([^"]*-primary.xml.gz)"/#)?.1 else { return [] }
        let primary = String(decoding: try unpacked(folder + href), as: UTF8.self)
        for location in primary.matches(of: #/<location href="([^"]*)"/#) { _ = try needed(folder + location.1) }
        return primary.matches(of: #/<version [^>]*ver="([^"]*)"/#).map { String($0.1) }
    }

    private func aptIndex() throws -> [UInt8]? {
        let folder = "srv/apt/dists/stable/"
        guard let bytes = try stored(folder + "InRelease") ?? stored(folder + "Release") else { return nil }
        let release = String(decoding: bytes, as: UTF8.self)
        guard let line = release.firstMatch(of: #/ ([0-9a-f]{64}) +[0-9]+ main/binary-amd64/Packages.gz/#) else {
            return nil
        }
        return try unpacked(folder + "main/binary-amd64/by-hash/SHA256/\(line.1)")
    }

    private func needed(_ path: String) throws -> [UInt8] {
        guard let bytes = try stored(path) else { throw Broken(path: path) }
        return bytes
    }

    private func unpacked(_ path: String) throws -> [UInt8] {
        var source = try Decompressor(ArraySource(try needed(path)), .gzip)
        return try source.readAll(limit: 64 << 20)
    }

    /// What Fledge's own check finds wrong with the repositories.
    func repositoryProblems() async throws -> [String] { try await access().check().problems }

    /// The packages' files in the store, whoever lists them.
    func storedPackages() throws -> [String] {
        if let store { return store.objects.keys.filter { $0.hasSuffix(".deb") || $0.hasSuffix(".rpm") }.sorted() }
        return try files.walk(folder.appending("srv")).map(\.relativePath.string)
            .filter { $0.hasSuffix(".deb") || $0.hasSuffix(".rpm") }.sorted()
    }
}
