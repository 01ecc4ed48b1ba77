// SPDX-License-Identifier: Apache-2.0
import Formats

/// Reads APT repositories that other programs made, such as aptly and reprepro.
package struct AptImporter: RepositoryImporter {
    private static let releaseLimit = 64 << 20
    private static let indexLimit = 1 << 30

    package init() {}

    package func packages(in origin: ImportOrigin, tracks: [String]?) async throws -> [ImportedTrack]? {
        for root in ["", AptFormat.root] {
            var names = tracks
            if names == nil { names = try origin.folders(in: root + "dists") }
            guard let names else {
                // Only where there is something at all is it worth saying that it cannot be listed.
                throw ImportError.tracksUnknown
            }
            var found: [ImportedTrack] = []
            for name in names {
                guard let release = try await release(origin, "\(root)dists/\(name)") else { continue }
                found.append(
                    ImportedTrack(name: name, packages: try await packages(origin, root, name, release)))
            }
            if !found.isEmpty { return found }
        }
        return nil
    }

    private func release(_ origin: ImportOrigin, _ folder: String) async throws -> ControlStanza? {
        for name in ["InRelease", "Release"] {
            let path = "\(folder)/\(name)"
            guard let bytes = try await origin.read(path, limit: Self.releaseLimit) else { continue }
            do {
                return try ControlStanza(parsing: Self.withoutSignature(bytes))
            } catch {
                throw ImportError.malformed(path, reason: "\(error)")
            }
        }
        return nil
    }

    /// The text within the cleartext signature framework; who signed it is not asked, for the files are signed anew.
    private static func withoutSignature(_ bytes: [UInt8]) -> [UInt8] {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("-----BEGIN PGP SIGNED MESSAGE-----"), let start = text.firstRange(of: "\n\n"),
            let end = text.firstRange(of: "\n-----BEGIN PGP SIGNATURE-----")
        else { return bytes }
        let lines = text[start.upperBound..<max(start.upperBound, end.lowerBound)].split(
            separator: "\n", omittingEmptySubsequences: false)
        return Array(lines.map { $0.hasPrefix("- ") ? $0.dropFirst(2) : $0 }.joined(separator: "\n").utf8)
    }

    private func packages(
        _ origin: ImportOrigin, _ root: String, _ track: String, _ release: ControlStanza
    ) async throws -> [ImportedPackage] {
        var digests: [String: String] = [:]
        for line in (release["SHA256"] ?? "").split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 3 { digests[String(words[2])] = String(words[0]) }
        }
        var found: [ImportedPackage] = []
        var seen: Set<String> = []
        for folder in Set(digests.keys.compactMap(Self.indexFolder)).sorted() {
            let text = try await index(origin, "\(root)dists/\(track)/", folder, digests)
            let stanzas: [ControlStanza]
            do { stanzas = try ControlStanza.all(parsing: text) } catch {
                throw ImportError.malformed("\(folder)/Packages", reason: "\(error)")
            }
            for stanza in stanzas {
                guard let path = stanza["Filename"], let size = UInt64(stanza["Size"] ?? "") else {
                    throw ImportError.malformed("\(folder)/Packages", reason: "a stanza without Filename or Size")
                }
                guard seen.insert(path).inserted else { continue }
                let digest = stanza["SHA256"].flatMap { DigestValue(hexadecimal: $0) }
                found.append(ImportedPackage(path: root + path, size: size, sha256: digest))
            }
        }
        return found
    }

    /// `main/binary-amd64` of `main/binary-amd64/Packages.gz`.
    private static func indexFolder(_ name: String) -> String? {
        let parts = name.split(separator: "/")
        guard let file = parts.last, file == "Packages" || file.hasPrefix("Packages."), parts.count >= 2,
            parts[parts.count - 2].hasPrefix("binary-")
        else { return nil }
        return parts.dropLast().joined(separator: "/")
    }

    private func index(
        _ origin: ImportOrigin, _ base: String, _ folder: String, _ digests: [String: String]
    ) async throws -> [UInt8] {
        for (suffix, form) in [(".xz", Compression.xz), (".gz", .gzip), (".zst", .zstd), ("", .none)] {
            let name = "\(folder)/Packages\(suffix)"
            guard let digest = digests[name] else { continue }
            guard let bytes = try await origin.read(base + name, limit: Self.indexLimit) else { continue }
            var hasher = ContentHasher([.sha256])
            hasher.update(bytes)
            guard let found = hasher.digests().sha256, let expected = DigestValue(hexadecimal: digest) else {
                throw ImportError.malformed(base + "Release", reason: "`\(digest)` is no digest")
            }
            guard found == expected else {
                throw ImportError.otherDigest(base + name, expected: expected, found: found)
            }
            var text = try Decompressor(ArraySource(bytes), form)
            return try text.readAll(limit: Self.indexLimit)
        }
        throw ImportError.missing(base + folder + "/Packages")
    }
}
