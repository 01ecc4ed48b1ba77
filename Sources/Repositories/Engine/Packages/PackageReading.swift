// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import SystemPackage

/// Reads packages' files, several at a time.
struct PackageReading {
    let formats: [any RepositoryFormat]
    let storage: any RepositoryStorage
    let files: Files
    let jobs: Int
    /// To how many percent of their users they are offered; nil is all.
    var phase: Int?
    /// Where the entries are written.
    let folder: FilePath

    /// Reads all, or refuses all with the reasons of each that was refused.
    func read(_ paths: [FilePath]) async throws -> PackageBatch {
        let collector = try BatchCollector(formats, folder)
        let reader = OnePackageReader(formats: formats, root: resolvedRoot, files: files, phase: phase)
        let queue = PathQueue(paths)
        try await OrderedPipeline(jobs: jobs).run(
            next: { queue.next() },
            work: { path in reader.read(path) },
            emit: { outcome in try collector.add(outcome) })
        return try collector.finish()
    }

    /// The folder of a folder storage, without symbolic links.
    private var resolvedRoot: FilePath? {
        guard let storage = storage as? FolderStorage else { return nil }
        return try? files.resolve(storage.root)
    }
}

private final class PathQueue {
    private var rest: ArraySlice<FilePath>

    init(_ paths: [FilePath]) {
        rest = paths[...]
    }

    func next() -> FilePath? { rest.popFirst() }
}

private struct OnePackageReader: Sendable {
    enum Outcome: Sendable {
        case read(FilePath, PackageFormat, ReadPackage)
        case refused(RepositoryError)
    }

    let formats: [any RepositoryFormat]
    let root: FilePath?
    let files: Files
    let phase: Int?

    func read(_ path: FilePath) -> Outcome {
        let wanted: PackageFormat? =
            switch path.extension {
            case "deb", "ddeb", "udeb": .apt
            case "rpm": .yum
            default: nil
            }
        guard let wanted, let format = formats.first(where: { $0.format == wanted }) else {
            return .refused(.notAPackageName(path.string))
        }
        do {
            var package = try format.read(try FileReader(path), storedAt: key(of: path, wanted))
            if let phase, let first = package.entries.first {
                package.entries[0] = try format.entry(first, phased: phase)
            }
            return .read(path, wanted, package)
        } catch {
            return .refused(.unreadable(path.string, reason: "\(error)"))
        }
    }

    /// The key of a file that lies in the storage's own folder already.
    private func key(of path: FilePath, _ format: PackageFormat) -> String? {
        guard let root, let resolved = try? files.resolve(path) else { return nil }
        let folder = root.appending(format.rawValue)
        guard resolved.starts(with: folder), resolved != folder else { return nil }
        var relative = resolved
        guard relative.removePrefix(root) else { return nil }
        return relative.string
    }
}

/// Takes what was read in order, and writes the entries to files.
private final class BatchCollector {
    private let writers: [PackageFormat: [FileWriter]]
    private var offsets: [PackageFormat: [UInt64]]
    /// Entries that are not written yet.
    private var pending: [PackageFormat: [[UInt8]]]
    private static let pieceSize = 1 << 18
    private var items: [PackageBatch.Item] = []
    private var indices: [PackageIdentity: Int] = [:]
    private var refused: [RepositoryError] = []

    init(_ formats: [any RepositoryFormat], _ folder: FilePath) throws(FileError) {
        var writers: [PackageFormat: [FileWriter]] = [:]
        for format in formats {
            for index in format.indexes {
                writers[format.format, default: []].append(
                    try FileWriter(folder.appending("added-\(format.format.rawValue)-\(index.name)")))
            }
        }
        self.writers = writers
        offsets = writers.mapValues { $0.map { _ in 0 } }
        pending = writers.mapValues { $0.map { _ in [] } }
    }

    func add(_ outcome: OnePackageReader.Outcome) throws {
        switch outcome {
        case .refused(let reason): refused.append(reason)
        case .read(let path, let format, let package): try add(package, path, format)
        }
    }

    private func add(_ package: ReadPackage, _ path: FilePath, _ format: PackageFormat) throws {
        if let index = indices[package.identity], items[index].format == format {
            let other = items[index]
            if other.sha256 != package.sha256 {
                refused.append(
                    .divergentFiles(
                        package.identity, other.path.string, other.sha256, path.string, package.sha256))
            }
            return
        }
        var ranges: [Range<UInt64>] = []
        for (index, entry) in package.entries.enumerated() {
            guard let start = offsets[format]?[index] else { continue }
            pending[format]?[index] += entry
            if let bytes = pending[format]?[index], bytes.count >= Self.pieceSize {
                try writers[format]?[index].write(bytes)
                pending[format]?[index].removeAll(keepingCapacity: true)
            }
            ranges.append(start..<(start + UInt64(entry.count)))
            offsets[format]?[index] += UInt64(entry.count)
        }
        indices[package.identity] = items.count
        items.append(PackageBatch.Item(package, format, path, entries: ranges))
    }

    func finish() throws -> PackageBatch {
        guard refused.isEmpty else { throw RefusedPackages(reasons: refused) }
        var spools: [PackageFormat: [FileReader]] = [:]
        for (format, writers) in writers {
            for (index, writer) in writers.enumerated() {
                if let rest = pending[format]?[index] { try writer.write(rest) }
                try writer.commit(durably: false)
                spools[format, default: []].append(try FileReader(writer.path))
            }
        }
        return PackageBatch(items: items, spools: spools)
    }
}
