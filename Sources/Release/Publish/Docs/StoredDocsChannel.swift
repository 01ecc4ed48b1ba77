// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
package import Project
import Repositories
import SystemPackage

/// Publishes documentation to a storage that a web server shows: a folder for every version, and `latest` with the files
/// of the newest stable one.
///
/// `.fledge/docs.json` says which versions there are and which one `latest` is to have. It is replaced only as it was
/// read, so that of two publishers one goes second; and `latest` is filled by whoever finds it filled with another one.
/// What no page refers to yet is there beforehand; the commit writes what differs, pages last.
package struct StoredDocsChannel: Channel {
    package let name = ChannelName.docs
    let machine: Machine
    let manifest: Manifest
    let storage: any RepositoryStorage
    /// The folder to publish.
    let source: FilePath
    /// What writes that folder; nil where it is part of the project.
    let generation: DocsGeneration?
    private let session = StoredDocsSession()

    package var place: String { storage.location }

    package func preflight() async throws -> [Diagnostic] {
        var found = try DocsSource.findings(source, generation, machine.files)
        do {
            _ = try await observe()
        } catch let error as Diagnostic {
            found.append(error)
        }
        return found
    }

    package func recover() async throws { try await generation?.run() }

    package func observe() async throws -> StoredDocsState {
        try await explained("cannot read the documentation in `\(place)`") { try await read() }
    }

    package func liveVersion(in state: StoredDocsState) -> String? {
        let isPrerelease = (try? version.isPrerelease) ?? false
        return state.index.all.filter { isPrerelease || !$0.isPrerelease }.max().map { "\($0)" }
    }

    package func offers(_ version: String, in state: StoredDocsState) -> Bool { state.index.versions[version] != nil }

    package func live() async throws -> [LiveVersion] { LiveVersion.highest(of: try await observe().index.all) }

    package func forecast(
        _ version: String, names: [String], from state: StoredDocsState
    ) throws -> [PublicationReport.Step] {
        try plan(from: state).map { PublicationReport.Step($0) }
    }

    package func plan(from state: StoredDocsState) throws -> [DocsStep] {
        guard try machine.files.exists(source) else {
            guard generation != nil else { throw DocsSource.missing(source) }
            return [.generate, .fill(version: manifest.version, place: place)]
        }
        let tree = try FolderTree(reading: source, files: machine.files)
        guard !tree.files.isEmpty else { throw DocsSource.missing(source) }
        var steps: [DocsStep] = []
        if let present = state.index.versions[manifest.version] {
            // What a command writes is not the same every time: what was published first stays.
            guard present == tree.id || generation != nil else {
                throw DocsSource.divergence(manifest.version, place: place, there: present, here: tree.id)
            }
        } else {
            steps.append(.write(folder: manifest.version, isNew: true, count: tree.files.count))
            steps.append(.list(version: manifest.version, place: place))
        }
        let becomesLatest = try state.index.adding(manifest.version, tree: tree.id).latest == manifest.version
        if becomesLatest, state.index.filled != manifest.version {
            steps.append(.fill(version: manifest.version, place: place))
        }
        return steps
    }

    package func stage(_ steps: [DocsStep], from state: StoredDocsState) async throws {
        try await explained("cannot prepare the documentation for `\(place)`") {
            let tree = try FolderTree(reading: source, files: machine.files)
            await session.stage(tree, before: state.index)
            guard state.index.versions[manifest.version] == nil else { return }
            _ = try await inOrder(tree.files, atMost: 8) { file in
                try await storage.put("\(manifest.version)/\(file.path)", try contents(of: file), as: .immutable)
            }
            guard try state.index.adding(manifest.version, tree: tree.id).latest == manifest.version else { return }
            let there = Set(try await storage.list("latest/").map(\.key))
            let unknown = tree.files.filter { !Self.isPage($0.path) && !there.contains("latest/\($0.path)") }
            _ = try await inOrder(unknown, atMost: 8) { file in
                try await storage.put("latest/\(file.path)", try contents(of: file), as: .pointer)
            }
        }
    }

    private static func isPage(_ path: String) -> Bool { path.hasSuffix(".html") }

    package func commit() async throws {
        guard let tree = await session.tree else { return }
        await session.beginCommitting()
        try await explained("cannot publish the documentation in `\(place)`") {
            try await change { try $0.adding(manifest.version, tree: tree.id) }
            try await settle()
        }
    }

    package func verify() async throws {
        // Another publisher may be at it.
        try await explained("cannot publish the documentation in `\(place)`") { try await settle() }
        let index = try await observe().index
        guard index.versions[manifest.version] != nil, index.latest == index.filled else {
            throw Diagnostic("`\(place)` does not have the documentation that was published", exit: .workFailed)
        }
    }

    package func revert() async throws {
        guard await session.isCommitting, let before = await session.before,
            before.versions[manifest.version] == nil
        else { return }
        try await explained("cannot take back the documentation in `\(place)`") {
            try await change { $0.removing(manifest.version) }
            try await settle()
            for object in try await storage.list("\(manifest.version)/") { try await storage.remove(object.key) }
        }
    }

    package func finish() async throws {}

    package func audit(_ downloader: Downloader) async throws -> [VerificationReport.Check] {
        let index = try await observe().index
        guard let tree = index.versions[manifest.version] else {
            return [.init("\(manifest.version)/", problem: "it is not there")]
        }
        var checks = [try await check(manifest.version, has: tree)]
        if index.latest == manifest.version { checks.append(try await check("latest", has: tree)) }
        return checks
    }

    // MARK: Parts

    private static let key = ".fledge/docs.json"
    private static let sizeLimit = 256 << 20

    private var version: SemanticVersion {
        get throws { try SemanticVersion(parsing: manifest.version) }
    }

    private func contents(of file: TreeChange.FolderFile) throws -> ObjectContents {
        .bytes(try machine.files.read(file.file, limit: Self.sizeLimit))
    }

    private func read() async throws -> StoredDocsState {
        guard let object = try await storage.read(Self.key, limit: 16 << 20) else {
            return StoredDocsState(index: StoredDocsIndex(), version: nil)
        }
        do {
            let index = try JSONDecoder().decode(StoredDocsIndex.self, from: Data(object.bytes))
            return StoredDocsState(index: index, version: object.version)
        } catch {
            throw Diagnostic("`\(Self.key)` in `\(place)` can't be read", cause: error, exit: .needsChange)
        }
    }

    /// Changes the index as it is now, again where another publisher was first; returns what it is then.
    @discardableResult
    private func change(_ body: (StoredDocsIndex) throws -> StoredDocsIndex) async throws -> StoredDocsIndex {
        for attempt in 1...20 {
            let state = try await read()
            let next = try body(state.index)
            guard next != state.index else { return next }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            let bytes = ObjectContents.bytes([UInt8](try encoder.encode(next)))
            do {
                if let version = state.version {
                    try await storage.replace(Self.key, bytes, as: .pointer, expecting: version)
                } else {
                    try await storage.create(Self.key, bytes, as: .pointer)
                }
                return next
            } catch StorageError.conflict, StorageError.alreadyExists {
                guard let pause = RetryPolicy(attempts: 20).backoff(after: attempt, jitter: machine.web.jitter()) else {
                    continue
                }
                try await machine.web.pause(pause)
            }
        }
        throw Diagnostic(
            "`\(place)` changes faster than documentation can be added", hint: "run the same command again",
            exit: .workFailed)
    }

    /// Fills `latest` with the version that it is to have, until the index says that it has it.
    ///
    /// Who finds that another version was to come meanwhile may have written over that one's files: it says so, and fills
    /// it itself.
    private func settle() async throws {
        var wasOvertaken = false
        for _ in 1...20 {
            let index = try await read().index
            guard wasOvertaken || index.latest != index.filled else { return }
            try await fill(with: index.latest)
            wasOvertaken =
                try await change { current in
                    var next = current
                    next.filled = current.latest == index.latest ? index.latest : nil
                    return next
                }.latest != index.latest
        }
    }

    /// Writes what differs, pages last and the first one at the very end, so that no page is there before what it needs;
    /// then removes what the version has not got.
    private func fill(with version: String?) async throws {
        let present = try await storage.list("latest/")
        let there = Dictionary(present.map { ($0.key, $0) }) { first, _ in first }
        var kept: Set<String> = []
        if let version {
            let listed = try await storage.list("\(version)/").map { ($0, String($0.key.dropFirst(version.count + 1))) }
            kept = Set(listed.map { "latest/\($0.1)" })
            let changed = listed.filter { there["latest/\($0.1)"]?.hasContent(of: $0.0) != true }.map(\.1)
            let pages = changed.filter { Self.isPage($0) && $0 != "index.html" }
            let first = changed.filter { $0 == "index.html" }
            let files = try await ownFiles(of: version)
            for group in [changed.filter { !Self.isPage($0) }, pages, first] {
                _ = try await inOrder(group, atMost: 8) { name in
                    if let file = files[name] {
                        try await storage.put("latest/\(name)", try contents(of: file), as: .pointer)
                    } else if let object = try await storage.read("\(version)/\(name)", limit: Self.sizeLimit) {
                        try await storage.put("latest/\(name)", .bytes(object.bytes), as: .pointer)
                    }
                }
            }
            if try await storage.read("index.html", limit: 1 << 20) == nil {
                try await storage.put("index.html", .bytes(Array(DocsSource.redirection.utf8)), as: .pointer)
            }
        }
        _ = try await inOrder(present.filter { !kept.contains($0.key) }, atMost: 8) { object in
            try await storage.remove(object.key)
        }
    }

    /// The files of this run's version by their paths, where they are what was published; none of another version.
    private func ownFiles(of version: String) async throws -> [String: TreeChange.FolderFile] {
        guard version == manifest.version, let tree = await session.tree,
            try await read().index.versions[version] == tree.id
        else { return [:] }
        return Dictionary(tree.files.map { ($0.path, $0) }) { first, _ in first }
    }

    /// Compares the files of a folder with the tree that was published.
    private func check(_ folder: String, has tree: String) async throws -> VerificationReport.Check {
        let found = try await machine.files.withTemporaryDirectory { scratch in
            let keys = try await storage.list("\(folder)/").map(\.key)
            _ = try await inOrder(keys, atMost: 4) { key in
                let file = scratch.pushing(FilePath(String(key.dropFirst(folder.count + 1))))
                try machine.files.createDirectory(file.removingLastComponent())
                _ = try await storage.fetch(key, to: file)
            }
            return try FolderTree(reading: scratch, files: machine.files).id
        }
        return .init(
            "\(folder)/", problem: found == tree ? nil : "its git tree is \(found) and was published as \(tree)")
    }

    private func explained<Result>(_ message: String, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as StorageError {
            throw error.explained(message, keyPath: "channels.docs.storage")
        }
    }
}
