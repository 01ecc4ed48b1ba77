// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import Signing
import SystemPackage

/// Reads a YUM repository from its folder as dnf does, and refuses whatever dnf refuses.
struct PlainYumReader {
    enum Refusal: Error {
        case digest(String)
        case missing(String)
    }

    let root: FilePath
    let url: String
    let track: String
    let keyRing: OpenPGPKeyRing
    var architecture = "x86_64"

    private var folder: String { "yum/\(track)/\(architecture)/" }

    /// The names of the packages of the generation that the metalink names; nil where there is no metalink.
    ///
    /// Files, their digests and the signature are checked, the packages' files too.
    func names() throws -> [String]? {
        guard let text = try bytes(folder + "metalink") else { return nil }
        let file = try XMLTree(parsing: text).child("files")?.child("file")
        let expected = file?.child("verification")?.child("hash")?.text
        // The preferred address is another publication's or has another line break: it never has the digest.
        for address in file?.child("resources")?.children.map(\.text) ?? [] {
            let path = String(address.dropFirst(url.count + 1))
            guard let metadata = try bytes(path), Self.digest(metadata) == expected else { continue }
            guard let signature = try bytes(path + ".asc") else { throw Refusal.missing(path + ".asc") }
            try keyRing.verify(signature, of: metadata, at: SystemClock().now())
            return try names(metadata)
        }
        throw Refusal.digest(folder + "metalink")
    }

    /// The same of plain `repomd.xml`, whose signature is checked only where it can be the same publication's.
    func plainNames() throws -> [String]? {
        guard let metadata = try bytes(folder + "repodata/repomd.xml") else { return nil }
        return try names(metadata)
    }

    private func names(_ metadata: [UInt8]) throws -> [String] {
        var names: [[String]] = []
        for data in try XMLTree(parsing: metadata).children where data.name == "data" {
            let href = data.child("location")?.attributes["href"] ?? ""
            guard let file = try bytes(folder + href) else { throw Refusal.missing(folder + href) }
            guard Self.digest(file) == data.child("checksum")?.text else { throw Refusal.digest(href) }
            let form: Compression = href.hasSuffix(".zst") ? .zstd : .gzip
            var stream = try Decompressor(ArraySource(file), form)
            let index = try XMLTree(parsing: try stream.readAll(limit: 64 << 20))
            let isWhole = index.attributes["packages"] == "\(index.children.count)"
            guard isWhole else { throw Refusal.missing("packages of \(href)") }
            names.append(index.children.map { $0.attributes["name"] ?? $0.child("name")?.text ?? "" })
            if index.name == "metadata" { try index.children.forEach(checkFile) }
        }
        guard names.count == 3, Set(names).count == 1 else { throw Refusal.missing("indexes that agree") }
        return names[0]
    }

    private func checkFile(_ package: XMLTree) throws {
        let path = folder + (package.child("location")?.attributes["href"] ?? "")
        guard let file = try bytes(path) else { throw Refusal.missing(path) }
        guard Self.digest(file) == package.child("checksum")?.text else { throw Refusal.digest(path) }
    }

    private func bytes(_ path: String) throws -> [UInt8]? {
        guard try Files().exists(root.appending(path)) else { return nil }
        return try Files().read(root.appending(path), limit: 64 << 20)
    }

    private static func digest(_ bytes: [UInt8]) -> String? {
        var hasher = ContentHasher([.sha256])
        hasher.update(bytes)
        return hasher.digests().sha256?.description
    }
}
