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
    func read(_ paths: some Sequence<FilePath>) async throws -> PackageBatch {
        let collector = try BatchCollector(formats, folder, phase: phase)
        let root = resolvedRoot.map { StoredPlaces(root: $0, files: files) }
        let reader = OnePackageReader(formats: formats, places: root, phase: phase)
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

private final class PathQueue<Paths: Sequence<FilePath>> {
    private var rest: Paths.Iterator

    init(_ paths: Paths) {
        rest = paths.makeIterator()
    }

    func next() -> FilePath? { rest.next() }
}

private struct OnePackageReader: Sendable {
    enum Outcome: Sendable {
        case read(FilePath, PackageFormat, ReadPackage)
        case refused(RepositoryError)
    }

    let formats: [any RepositoryFormat]
    let places: StoredPlaces?
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
            var package = try format.read(try FileReader(path), storedAt: places?.key(of: path, wanted))
            if let phase, let first = package.entries.first {
                package.entries[0] = try format.entry(first, phased: phase)
            }
            return .read(path, wanted, package)
        } catch {
            return .refused(.unreadable(path.string, reason: "\(error)"))
        }
    }
}

/// Takes what was read in order, and writes packages and entries to files.
private final class BatchCollector {
    private var parts: [PackageFormat: PartWriter] = [:]
    private let phase: Int?
    private var refused: [RepositoryError] = []

    init(_ formats: [any RepositoryFormat], _ folder: FilePath, phase: Int?) throws(FileError) {
        self.phase = phase
        for format in formats { parts[format.format] = try PartWriter(format, folder) }
    }

    func add(_ outcome: OnePackageReader.Outcome) throws {
        switch outcome {
        case .refused(let reason): refused.append(reason)
        case .read(let path, let format, let package):
            if let reason = try parts[format]?.add(package, path) { refused.append(reason) }
        }
    }

    func finish() throws -> PackageBatch {
        guard refused.isEmpty else { throw RefusedPackages(reasons: refused) }
        var finished: [PackageFormat: PackageBatch.Part] = [:]
        for (format, part) in parts {
            let part = try part.finish()
            if part.items.count > 0 { finished[format] = part }
        }
        return PackageBatch(parts: finished, phase: phase)
    }
}

/// Writes the packages of one format.
private final class PartWriter {
    private static let pieceSize = 1 << 18

    private let items: PackageItems.Writer
    private var architectures: Set<String> = []
    private let indexes: [String]
    private let layout: String
    private let writers: [FileWriter]
    private var offsets: [UInt64]
    /// Entries that are not written yet, of each index.
    private var pending: [[UInt8]]

    init(_ format: any RepositoryFormat, _ folder: FilePath) throws(FileError) {
        let name = format.format.rawValue
        items = try PackageItems.Writer(folder.appending("items-\(name)"))
        var writers: [FileWriter] = []
        for index in format.indexes { writers.append(try FileWriter(folder.appending("added-\(name)-\(index.name)"))) }
        self.writers = writers
        indexes = format.indexes.map(\.name)
        layout = format.layoutName
        offsets = writers.map { _ in 0 }
        pending = writers.map { _ in [] }
    }

    /// Returns why the package is refused, if it is.
    func add(_ package: ReadPackage, _ path: FilePath) throws -> RepositoryError? {
        if let other = try items.item(package.identity) {
            guard other.sha256 != package.sha256 else { return nil }
            return .divergentFiles(
                package.identity, other.path.string, other.sha256, path.string, package.sha256)
        }
        var ranges: [Range<UInt64>] = []
        for (index, entry) in package.entries.enumerated() {
            pending[index] += entry
            if pending[index].count >= Self.pieceSize {
                try writers[index].write(pending[index])
                pending[index].removeAll(keepingCapacity: true)
            }
            let start = offsets[index]
            offsets[index] += UInt64(entry.count)
            ranges.append(start..<offsets[index])
        }
        architectures.insert(package.identity.architecture)
        try items.append(PackageItem(package, path, entries: ranges))
        return nil
    }

    func finish() throws -> PackageBatch.Part {
        var spools: [FileReader] = []
        for (index, writer) in writers.enumerated() {
            try writer.write(pending[index])
            try writer.commit(durably: false)
            spools.append(try FileReader(writer.path))
        }
        return PackageBatch.Part(
            items: try items.finish(), architectures: architectures, indexes: indexes, layout: layout,
            spools: spools)
    }
}
