// SPDX-License-Identifier: Apache-2.0
import Formats

/// Reads YUM repositories that other programs made, such as createrepo_c.
///
/// Such a repository has no tracks: one that lies in the origin itself, or in a folder for each architecture, is taken for
/// the track that was asked for, `stable` unless one was. Repositories of this program have them, below `yum/`.
package struct YumImporter: RepositoryImporter {
    private static let metadataLimit = 16 << 20
    private static let indexLimit = 1 << 30
    /// Where one looks on the web, which lists no folders.
    private static let usualFolders = ["x86_64", "aarch64", "noarch", "i386"]

    package init() {}

    package func packages(in origin: ImportOrigin, tracks: [String]?) async throws -> [ImportedTrack]? {
        let folders = try origin.folders(in: "")?.sorted() ?? Self.usualFolders
        for candidates in [[""], folders.map { $0 + "/" }] {
            let found = try await packages(origin, candidates)
            guard let found else { continue }
            return [ImportedTrack(name: tracks?.first ?? "stable", packages: found)]
        }
        var imported: [ImportedTrack] = []
        let names = try tracks ?? origin.folders(in: YumFormat.root + "")?.sorted() ?? []
        for name in names {
            let base = "\(YumFormat.root)\(name)"
            let architectures = try origin.folders(in: base)?.sorted() ?? Self.usualFolders
            guard let found = try await packages(origin, architectures.map { "\(base)/\($0)/" }) else { continue }
            imported.append(ImportedTrack(name: name, packages: found))
        }
        return imported.isEmpty ? nil : imported
    }

    /// What the repositories in these folders list, each file once; nil where there is none.
    private func packages(_ origin: ImportOrigin, _ folders: [String]) async throws -> [ImportedPackage]? {
        var found: [ImportedPackage] = []
        var seen: Set<DigestValue> = []
        var isThere = false
        for folder in folders {
            let path = folder + "repodata/repomd.xml"
            guard let metadata = try await origin.read(path, limit: Self.metadataLimit) else { continue }
            isThere = true
            for package in try await packages(origin, folder, path, XMLFragment(metadata)) {
                // Packages for all architectures are in the folder of each.
                if let digest = package.sha256, !seen.insert(digest).inserted { continue }
                found.append(package)
            }
        }
        return isThere ? found : nil
    }

    private func packages(
        _ origin: ImportOrigin, _ folder: String, _ path: String, _ metadata: XMLFragment
    ) async throws -> [ImportedPackage] {
        guard let data = metadata.tags("data").first(where: { metadata.attributes(of: $0)["type"] == "primary" })
        else { throw ImportError.malformed(path, reason: "it names no primary.xml") }
        func first(_ name: String) -> Range<Int>? {
            metadata.tags(name).first { $0.lowerBound > data.upperBound }
        }
        guard let href = metadata.attributes(of: first("location"))["href"] else {
            throw ImportError.malformed(path, reason: "primary.xml has no location")
        }
        let index = try Self.path(folder, href)
        guard let bytes = try await origin.read(index, limit: Self.indexLimit) else {
            throw ImportError.missing(index)
        }
        if metadata.attributes(of: first("checksum"))["type"] == "sha256",
            let expected = metadata.content(behind: first("checksum")).flatMap({ DigestValue(hexadecimal: $0) })
        {
            var hasher = ContentHasher([.sha256])
            hasher.update(bytes)
            if let found = hasher.digests().sha256, found != expected {
                throw ImportError.otherDigest(index, expected: expected, found: found)
            }
        }
        var text = try Decompressor(ArraySource(bytes), try Self.form(of: index))
        return try Self.packages(listed: try text.readAll(limit: Self.indexLimit), folder, index)
    }

    private static func form(of index: String) throws(ImportError) -> Compression {
        for (suffix, form) in [(".gz", Compression.gzip), (".zst", .zstd), (".xz", .xz), (".xml", .none)]
        where index.hasSuffix(suffix) {
            return form
        }
        throw .malformed(index, reason: "its compression is not known")
    }

    private static func packages(
        listed text: [UInt8], _ folder: String, _ index: String
    ) throws(ImportError) -> [ImportedPackage] {
        var packages: [ImportedPackage] = []
        var rest = text[...]
        while let start = Self.position(of: opening, in: rest) {
            guard let end = Self.position(of: closing, in: rest[start...]) else {
                throw .malformed(index, reason: "an entry without an end")
            }
            do {
                let entry = try PrimaryEntry(Array(rest[start..<end])).listing()
                guard entry.base == nil else {
                    throw ImportError.malformed(index, reason: "`\(entry.href)` lies on another server")
                }
                packages.append(
                    ImportedPackage(path: try path(folder, entry.href), size: entry.size, sha256: entry.sha256))
            } catch let error as YumError {
                throw .malformed(index, reason: "\(error)")
            } catch let error as ImportError {
                throw error
            } catch {
                throw .malformed(index, reason: "\(error)")
            }
            rest = rest[end...]
        }
        return packages
    }

    private static let opening = Array("<package ".utf8)
    private static let closing = Array("</package>".utf8)

    private static func position(of word: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        var index = text.startIndex
        while let found = text[index...].firstIndex(of: word[0]) {
            if text[found...].starts(with: word) { return found }
            index = found + 1
        }
        return nil
    }

    /// A place named by metadata, from the origin's root; `..` may lead out of the folder, but not of the origin.
    private static func path(_ folder: String, _ href: String) throws(ImportError) -> String {
        guard !href.contains("://") else { throw .unfitPath(href) }
        var names: [Substring] = []
        for name in (folder + href).split(separator: "/") where name != "." {
            if name != ".." {
                names.append(name)
            } else if names.popLast() == nil {
                throw .unfitPath(href)
            }
        }
        return names.joined(separator: "/")
    }
}
