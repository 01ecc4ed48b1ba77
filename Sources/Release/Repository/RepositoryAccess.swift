// SPDX-License-Identifier: Apache-2.0
package import Effects
package import Formats
package import Project
package import Repositories
import Signing
package import SystemPackage

/// A repository as a command or a channel reaches it: with the storage and the key that the user named.
package struct RepositoryAccess: Sendable {
    /// What a command says of the repository; nil is as it was.
    package struct Options: Sendable {
        package var name: String?
        package var url: String?
        /// Seconds; 0 is for ever.
        package var validity: Int64?
        package var mayBecomeUnsigned = false
        /// What a repository is called that is not there yet.
        package var nameIfNew: String?
        /// Where the key is; nil is in the environment.
        package var signing: Signing?
        /// What a relative path of a storage starts from; nil is the folder that the command runs in.
        package var folder: FilePath?
        package var yumCompression: YumCompression?
        /// Whether APT's `Contents` lists the packages' files.
        package var aptContents: Bool?
        /// How many changes of each index apt may fetch as patches.
        package var aptPdiffs: Int?
        /// Whether YUM's `updateinfo` says what each version is for.
        package var yumUpdateInfo: Bool?
        /// On GitHub, the tag of the release in the same repository by which the packages are published.
        package var promisedRelease: String?

        package init() {}
    }

    /// How YUM's indexes are compressed.
    package enum YumCompression: String, Sendable, CaseIterable {
        case gzip, zstd

        var form: Compression {
            switch self {
            case .gzip: .gzip
            case .zstd: .zstd
            }
        }
    }

    package let engine: RepositoryEngine
    package let machine: Machine
    let keyRing: OpenPGPKeyRing?

    /// - Parameter location: A path, `file:///path`, `s3://bucket/prefix` or `github:owner/name`.
    package init(_ location: String, _ options: Options = Options(), on machine: Machine) throws(Diagnostic) {
        try self.init(location, options, signer: Self.signer(options.signing, on: machine), on: machine)
    }

    /// - Parameter signer: Nil does not sign, whatever key there is.
    init(
        _ location: String, _ options: Options, signer: OpenPGPSigner?, on machine: Machine
    ) throws(Diagnostic) {
        let storage = try Self.storage(location, options, on: machine)
        if options.aptContents == true, storage is GitHubStorage {
            throw Diagnostic(
                "APT repositories on GitHub have no `Contents`",
                hint: "leave it out, or use another storage", exit: .needsChange)
        }
        if options.aptPdiffs ?? 0 > 0, storage is GitHubStorage {
            throw Diagnostic(
                "APT repositories on GitHub have no pdiffs",
                hint: "leave them out, or use another storage", exit: .needsChange)
        }
        let settings = RepositorySettings(
            name: options.name, nameIfNew: options.nameIfNew, url: options.url ?? (storage as? GitHubStorage)?.filesURL,
            validity: options.validity,
            signer: signer, mayBecomeUnsigned: options.mayBecomeUnsigned)
        engine = RepositoryEngine(
            storage, formats: Self.formats(in: storage, options: options),
            settings: settings, files: machine.files,
            clock: machine.clock, cache: ObjectCache.standard(on: machine))
        keyRing = signer?.keyRing
        self.machine = machine
    }

    /// What signs; nil where there is no key.
    static func signer(_ signing: Signing?, on machine: Machine) throws(Diagnostic) -> OpenPGPSigner? {
        guard let keys = OpenPGPKeys(signing, machine: machine), !keys.isMissing else { return nil }
        return try keys.signer()
    }

    /// All formats there are.
    package static var formats: [any RepositoryFormat] { [AptFormat(), YumFormat()] }

    /// The formats as a storage has them.
    ///
    /// On GitHub, packages go to releases of their own, unless a release is promised.
    package static func formats(
        in storage: any RepositoryStorage, options: Options = Options()
    ) -> [any RepositoryFormat] {
        let form = options.yumCompression?.form
        guard let gitHub = storage as? GitHubStorage else {
            return [
                AptFormat(contents: options.aptContents, patches: options.aptPdiffs),
                YumFormat(form: form, updateInfo: options.yumUpdateInfo),
            ]
        }
        let tag = gitHub.promised
        return [
            AptFormat(
                layout: tag == nil ? .releases(page: gitHub.page, tag: nil) : .branch(page: gitHub.page, tag: tag)),
            YumFormat(
                form: form, packages: .releases(page: gitHub.page, tag: tag), updateInfo: options.yumUpdateInfo),
        ]
    }

    /// What the repository knows its keys by; nil where publications are not signed.
    package var fingerprint: String? { engine.settings.signer?.fingerprint }

    /// The release by which the channel `github` publishes the packages in the same repository; nil where none is promised.
    var promisedRelease: String? { (engine.storage as? GitHubStorage)?.promised }

    /// The files of the promised release by their names, with the digests that GitHub knows; nil where it is not published.
    func promisedFiles() async throws -> [String: String?]? {
        guard let storage = engine.storage as? GitHubStorage else { return nil }
        let files = try await explaining { try await storage.explaining { try await storage.promisedFiles() } }
        return files.map { Dictionary($0.map { ($0.name, $0.sha256) }) { first, _ in first } }
    }

    /// Whether publications are signed.
    package var isSigned: Bool { keyRing != nil }

    private static func storage(
        _ location: String, _ options: Options, on machine: Machine
    ) throws(Diagnostic) -> any RepositoryStorage {
        do throws(StorageLocationError) {
            let place = try StorageLocation(parsing: location, in: options.folder ?? FilePath(""))
            guard case .gitHub(let named) = place else { return try place.open(on: machine) }
            guard let repository = named ?? machine.environment["GITHUB_REPOSITORY"] else {
                throw StorageLocationError.noRepository(location)
            }
            let client = GitHubClient(
                web: machine.web, server: GitHubServer(machine.environment), repository: repository,
                token: GitHubClient.token(machine.environment))
            return GitHubStorage(
                client, promised: options.promisedRelease, files: machine.files, clock: machine.clock)
        } catch {
            throw Diagnostic("cannot open the storage", hint: error.hint, cause: error, exit: .needsChange)
        }
    }
}

/// The operations, with errors as users are told them.
extension RepositoryAccess {
    package func add(_ paths: [FilePath], to track: String, phase: Int? = nil) async throws -> UpdateReport {
        let files = try packages(in: paths)
        return try await explaining { try await engine.add(files, to: track, phase: phase) }
    }

    /// The files themselves, and for a folder all packages below it, sorted.
    private func packages(in paths: [FilePath]) throws -> PathList {
        var found = PathList()
        for path in paths {
            do {
                guard try machine.files.status(path, followingLinks: true).isDirectory else {
                    found.append(path)
                    continue
                }
                let below = try machine.files.walk(path).filter { entry in
                    entry.status.isFile && ["deb", "ddeb", "udeb", "rpm"].contains(entry.path.extension ?? "")
                }
                for path in below.map(\.path.bytes).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                    found.append(FilePath(bytes: path))
                }
            } catch {
                throw Diagnostic("cannot read `\(path)`", cause: error, exit: .needsChange)
            }
        }
        if found.isEmpty {
            throw Diagnostic("there is no .deb and no .rpm to add", exit: .needsChange)
        }
        return found
    }

    /// Where it is, as users write it.
    package var location: String { engine.location }

    /// Where users read a package, for a storage that knows: on GitHub, indexes say it from the repository's page.
    func address(ofPackage key: String) -> String? {
        (engine.storage as? GitHubStorage).map { "\($0.page)/\(MarkdownText.pathEncoded(key))" }
    }

    /// What is offered of the packages with a name; nil where there is no repository.
    package func offer(of format: Repositories.PackageFormat, named name: String) async throws -> RepositoryOffer? {
        try await explaining { try await engine.offer(of: format, named: name) }
    }

    /// Stores all that readers do not see yet.
    ///
    /// - Parameter admit: Is asked about each file with its digest, before any of them is stored.
    package func stage(
        _ paths: [FilePath], to track: String, phase: Int? = nil, removing: [PackageSelector] = [],
        admit: (FilePath, DigestValue) throws -> Void = { _, _ in }
    ) async throws -> StagedUpdate {
        try await explaining {
            try await engine.stage(paths, to: track, phase: phase, removing: removing, admit: admit)
        }
    }

    package func update(_ changes: [RepositoryChange]) async throws -> UpdateReport {
        try await explaining { try await engine.update(changes) }
    }

    package func list(track: String?) async throws -> RepositoryListing {
        try await explaining { try await engine.list(track: track) }
    }

    /// - Parameter only: The format to look at; nil is all that the repository has.
    package func check(only format: Repositories.PackageFormat? = nil) async throws -> RepositoryCheckReport {
        try await explaining { try await engine.check(only: format, trusting: keyRing) }
    }

    package func clean(keepingVersions versions: Int?, grace: Int64, isDryRun: Bool) async throws
        -> RepositoryCleaningReport
    {
        try await explaining {
            try await engine.clean(keepingVersions: versions, grace: grace, isDryRun: isDryRun)
        }
    }

    /// Takes over what a repository lists that another program made.
    ///
    /// - Parameter origin: A path, `file:///path` or an address on the web.
    package func adopt(_ origin: String, tracks: [String], into target: String?) async throws -> ImportReport {
        var place = ImportOrigin.folder(FilePath(origin))
        if origin.hasPrefix("http://") || origin.hasPrefix("https://") {
            var address = origin
            while address.hasSuffix("/") { address.removeLast() }
            place = .web(address, machine.web)
        } else if origin.hasPrefix("file:///") {
            place = .folder(FilePath(String(origin.dropFirst("file://".count))))
        }
        do {
            let report = try await explaining {
                try await engine.adopt(
                    place, importers: Self.importers, tracks: tracks.isEmpty ? nil : tracks, into: target)
            }
            guard let report else { throw ImportError.noRepository(origin) }
            return report
        } catch let error as ImportError {
            let hint: String? =
                if case .tracksUnknown = error { "name them with `--from-track`" } else { nil }
            throw Diagnostic("cannot take over `\(origin)`", hint: hint, cause: error, exit: .needsChange)
        }
    }

    private static var importers: [any RepositoryImporter] { [AptImporter(), YumImporter()] }

    /// Does something with errors as users are told them.
    func explaining<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as RefusedPackages {
            throw Diagnostics(
                error.reasons.map { Diagnostic($0.description, hint: $0.hint, exit: .needsChange) })
        } catch let error as RepositoryError {
            throw Diagnostic(
                error.description, hint: error.hint, exit: error.needsChange ? .needsChange : .workFailed)
        } catch let error as StorageError {
            throw error.explained("cannot publish to `\(engine.location)`")
        } catch let error as OpenPGPError {
            throw Diagnostic("cannot sign the repository", hint: error.hint, cause: error, exit: .needsChange)
        }
    }
}
