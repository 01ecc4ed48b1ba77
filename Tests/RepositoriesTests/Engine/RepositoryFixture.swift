// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import Signing
import SystemPackage

/// A repository in a temporary folder, and packages to put into it.
struct RepositoryFixture: Sendable {
    let folder: FilePath

    static func with<Result>(_ body: (RepositoryFixture) async throws -> Result) async throws -> Result {
        try await Files().withTemporaryDirectory { folder in
            let files = Files(temporaryFolder: folder)
            for name in ["packages", "www"] { try files.createDirectory(folder.appending(name)) }
            return try await body(RepositoryFixture(folder: folder))
        }
    }

    /// What web servers show.
    var root: FilePath { folder.appending("www") }
    var storage: FolderStorage { FolderStorage(root) }
    var files: Files { Files(temporaryFolder: folder) }

    func engine(
        _ settings: RepositorySettings = RepositorySettings(), storage: (any RepositoryStorage)? = nil,
        clock: any ReleaseClock = SystemClock(), cache: ObjectCache? = nil
    ) -> RepositoryEngine {
        RepositoryEngine(
            storage ?? self.storage, formats: [AptFormat()], settings: settings, files: files, clock: clock,
            cache: cache, jobs: 2)
    }

    func signed(_ settings: RepositorySettings = RepositorySettings()) throws -> RepositorySettings {
        var settings = settings
        settings.signer = try Self.signer()
        return settings
    }

    static func signer() throws -> OpenPGPSigner {
        try OpenPGPSecretKey(parsing: testKey.get()).signer(at: SystemClock().now())
    }

    /// A signer with both the key that all tests have and a new one, and one with the new one alone.
    static func rotation() throws -> (both: OpenPGPSigner, new: OpenPGPSigner) {
        let now = SystemClock().now()
        let armored = try OpenPGPKeyGeneration(
            .ed25519, userID: "Ada Lovelace <ada@example.org>", created: now - 10
        ).armoredSecretKey()
        let new = try OpenPGPSecretKey(parsing: armored)
        return (
            try OpenPGPSigner([OpenPGPSecretKey(parsing: testKey.get()), new], at: now),
            try OpenPGPSigner([new], at: now)
        )
    }

    /// One key for all tests.
    private static let testKey = Result {
        try OpenPGPKeyGeneration(
            .ed25519, userID: "Ada Lovelace <ada@example.org>", created: 1_700_000_000
        ).armoredSecretKey()
    }

    /// Writes a small package and returns where it is.
    func deb(
        _ name: String, _ version: String = "1.0", _ architecture: DebianArchitecture = .amd64, note: String = "",
        lines: Int = 1, section: String? = nil, fields: [ControlStanza.Field] = [], fileName: String? = nil
    ) async throws -> FilePath {
        let details = (0..<lines).map { "Line \($0) of \(name) \(version), \(Self.digits($0 &* 7919 &+ name.count))." }
        let package = Deb(
            name: name, version: try DebianVersion(parsing: version), architecture: architecture,
            maintainer: "Ada Lovelace <ada@example.org>", synopsis: "the package \(name)", details: details,
            section: section,
            extraFields: fields,
            contents: OneFile(path: "usr/share/\(name)/note", text: "\(name) \(version) \(note)\n"),
            compression: .gzip, level: .fast, modified: 1_700_000_000)
        var sink = ArraySink()
        var spool = ArraySpool()
        _ = try await package.write(to: &sink, spool: &spool, jobs: 1)
        let folder = note.isEmpty ? "packages" : "packages/\(note.count)"
        try files.createDirectory(self.folder.appending(folder))
        let path = self.folder.appending(folder).appending(
            fileName ?? "\(name)_\(version)_\(architecture.rawValue).deb")
        try files.replace(path, sink.bytes)
        return path
    }

    /// Digits that compress no better than real descriptions do.
    private static func digits(_ seed: Int) -> String {
        var state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        return (0..<8).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return String(state, radix: 36)
        }.joined(separator: " ")
    }

    /// The names of the packages on a track with their versions, as the engine lists them.
    func listed(_ track: String = "stable") async throws -> [String] {
        try await engine().list(track: track).packages.map { "\($0.name) \($0.version) \($0.architecture)" }
    }

    func text(_ name: String) throws -> String {
        try files.readText(root.appending(name), limit: 16 << 20)
    }

    func exists(_ name: String) throws -> Bool { try files.exists(root.appending(name)) }
}

/// The contents of a package: one file.
struct OneFile: ArchiveContents {
    let entries: [ArchiveEntry]
    private let bytes: [UInt8]

    init(path: String, text: String) {
        bytes = Array(text.utf8)
        entries = [
            ArchiveEntry(path: path, kind: .file(size: UInt64(bytes.count)), mode: 0o644, modified: 1_700_000_000)
        ]
    }

    func open(_ index: Int) -> any ByteSource { ArraySource(bytes) }
}
