// SPDX-License-Identifier: Apache-2.0
import Formats

/// Reads which versions a repository offers to those who know nothing but its small files' names.
///
/// It follows an index named by them and needs every package that the index lists to be there.
package struct RepositoryReader {
    package struct Missing: Error {
        package let path: String
    }

    /// The bytes at a path below the repositories' root; nil where there are none.
    private let stored: (String) throws -> [UInt8]?

    package init(_ stored: @escaping (String) throws -> [UInt8]?) {
        self.stored = stored
    }

    /// The versions on an APT repository's track for amd64.
    package func aptVersions(_ track: String = "stable") throws -> [String] {
        let folder = "apt/dists/\(track)/"
        guard let bytes = try stored(folder + "InRelease") ?? stored(folder + "Release") else { return [] }
        let release = String(decoding: bytes, as: UTF8.self)
        guard let line = release.firstMatch(of: #/ ([0-9a-f]{64}) +[0-9]+ main/binary-amd64/Packages.gz/#) else {
            return []
        }
        let index = try unpacked(folder + "main/binary-amd64/by-hash/SHA256/\(line.1)")
        return try ControlStanza.all(parsing: index).map { stanza in
            _ = try needed("apt/\(stanza["Filename"] ?? "")")
            return stanza["Version"] ?? ""
        }
    }

    /// The versions on a YUM repository's track for x86_64, without their releases.
    package func yumVersions(_ track: String = "stable") throws -> [String] {
        let folder = "yum/\(track)/x86_64/"
        guard let bytes = try stored(folder + "repodata/repomd.xml") else { return [] }
        let metadata = String(decoding: bytes, as: UTF8.self)
        guard let href = metadata.firstMatch(of: #/href="([^"]*-primary.xml.gz)"/#)?.1 else { return [] }
        let primary = String(decoding: try unpacked(folder + href), as: UTF8.self)
        for location in primary.matches(of: #/<location href="([^"]*)"/#) { _ = try needed(folder + location.1) }
        return primary.matches(of: #/<version [^>]*ver="([^"]*)"/#).map { String($0.1) }
    }

    private func needed(_ path: String) throws -> [UInt8] {
        guard let bytes = try stored(path) else { throw Missing(path: path) }
        return bytes
    }

    private func unpacked(_ path: String) throws -> [UInt8] {
        var source = try Decompressor(ArraySource(try needed(path)), .gzip)
        return try source.readAll(limit: 64 << 20)
    }
}
