// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import Signing
import SystemPackage

/// Reads a track as apt does, and trusts nothing: the signature, then each file's digest.
struct PlainAptReader {
    let root: FilePath
    let track: String
    var keyRing: OpenPGPKeyRing?

    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    /// The stanzas of an architecture, of all forms the same; nil for a repository that is not there yet.
    func stanzas(_ architecture: String = "amd64") throws -> [ControlStanza]? {
        let folder = root.appending("apt/dists/\(track)")
        let name = keyRing == nil ? "Release" : "InRelease"
        guard let signed = try read(folder.appending(name)) else { return nil }
        let release = try keyRing?.verify(clearSigned: signed, at: SystemClock().now()).text ?? signed
        let fields = try ControlStanza(parsing: release)
        let lines = (fields["SHA256"] ?? "").split(separator: "\n").map { $0.split(separator: " ") }
        func line(_ suffix: String) throws -> (digest: String, size: Int) {
            guard let line = lines.first(where: { $0.last == "main/binary-\(architecture)/Packages\(suffix)" }),
                line.count == 3, let size = Int(line[1])
            else { throw Broken(description: "Release names no Packages\(suffix)") }
            return (String(line[0]), size)
        }
        let plain = try line("")
        var text: [UInt8]?
        for (suffix, form) in [(".xz", Compression.xz), (".gz", .gzip)] {
            let (digest, size) = try line(suffix)
            let path = folder.appending("main/binary-\(architecture)/by-hash/SHA256/\(digest)")
            guard let bytes = try read(path) else { throw Broken(description: "\(path) is missing") }
            guard Self.digest(bytes) == digest, bytes.count == size else {
                throw Broken(description: "\(path) differs")
            }
            var source = try Decompressor(ArraySource(bytes), form)
            let content = try source.readAll(limit: 64 << 20)
            guard Self.digest(content) == plain.digest, content.count == plain.size else {
                throw Broken(description: "Packages is not what Release names")
            }
            guard text == nil || text == content else { throw Broken(description: "the forms differ") }
            text = content
        }
        let stanzas = try ControlStanza.all(parsing: text ?? [])
        for stanza in stanzas {
            guard let name = stanza["Filename"], let bytes = try read(root.appending("apt/\(name)")) else {
                throw Broken(description: "\(stanza["Filename"] ?? "a package") is missing")
            }
            guard Self.digest(bytes) == stanza["SHA256"], "\(bytes.count)" == stanza["Size"] else {
                throw Broken(description: "\(name) differs")
            }
        }
        return stanzas
    }

    private func read(_ path: FilePath) throws -> [UInt8]? {
        guard try Files().exists(path) else { return nil }
        return try Files().read(path, limit: 64 << 20)
    }

    static func digest(_ bytes: [UInt8]) -> String {
        var hasher = ContentHasher([.sha256])
        hasher.update(bytes)
        return hasher.digests().sha256?.description ?? ""
    }
}
