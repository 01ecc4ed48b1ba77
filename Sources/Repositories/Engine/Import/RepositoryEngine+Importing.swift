// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import SystemPackage

/// What was taken over from another repository.
package struct ImportReport: Sendable {
    /// The last publication.
    package let update: UpdateReport?
    package let added: Int
    package let unchanged: Int
    package let tracks: [String]
}

extension RepositoryEngine {
    /// How much is downloaded before it is published and removed again, in bytes and files.
    private static let batchSize: UInt64 = 512 << 20
    private static let batchCount = 5000

    /// Adds all packages that a repository lists which another program made, each with the digest that is listed.
    ///
    /// - Parameters:
    ///   - tracks: The tracks, suites that is, to take over; nil is all.
    ///   - target: The track to add them to; nil is that of the same name.
    package func adopt(
        _ origin: ImportOrigin, importers: [any RepositoryImporter], tracks: [String]? = nil, into target: String? = nil
    ) async throws -> ImportReport? {
        var found: [ImportedTrack] = []
        var isRepository = false
        for importer in importers {
            guard let listed = try await importer.packages(in: origin, tracks: tracks) else { continue }
            isRepository = true
            found += listed
        }
        guard isRepository else { return nil }
        var (last, added, unchanged): (UpdateReport?, Int, Int) = (nil, 0, 0)
        for track in found {
            let name = target ?? track.name
            try Self.check(track: name)
            var rest = track.packages[...]
            while !rest.isEmpty {
                var size: UInt64 = 0
                let batch = rest.prefix(Self.batchCount).prefix { package in
                    size += package.size
                    return size <= Self.batchSize || size == package.size
                }
                rest = rest.dropFirst(batch.count)
                let report = try await adopt(Array(batch), of: origin, into: name)
                last = report
                added += report.added
                unchanged += report.unchanged
            }
        }
        return ImportReport(
            update: last, added: added, unchanged: unchanged, tracks: found.map { target ?? $0.name })
    }

    private func adopt(
        _ packages: [ImportedPackage], of origin: ImportOrigin, into track: String
    ) async throws -> UpdateReport {
        try await files.withTemporaryDirectory { folder in
            var paths: [FilePath] = []
            for (number, package) in packages.enumerated() {
                // Files of different folders may have the same name.
                let place = folder.appending("\(number)")
                try files.createDirectory(place)
                paths.append(try await origin.locate(package.path, in: place))
            }
            let batch = try await read(paths, in: folder)
            var digests: [FilePath: DigestValue] = [:]
            try batch.forEach { item in digests[item.path] = item.sha256 }
            for (path, package) in zip(paths, packages) {
                guard let expected = package.sha256, let found = digests[path], found != expected else { continue }
                throw ImportError.otherDigest(package.path, expected: expected, found: found)
            }
            return try await update([.add(batch, track: track)])
        }
    }
}
