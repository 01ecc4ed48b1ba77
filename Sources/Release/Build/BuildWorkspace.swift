// SPDX-License-Identifier: Apache-2.0
import Crypto
package import Effects
import Project
package import SystemPackage

/// The folder that a project is built in: the exported source, and the compilers' products beside it.
///
/// It lies in the user's cache, survives `fledge clean`, and makes the second build fast. Its path has the same
/// length on every machine, so that a compiler which writes it into a program can be corrected afterwards without
/// moving a byte: see `BuildPathScrubber`.
package struct BuildWorkspace: Sendable, Hashable {
    /// The length of `root`, in bytes.
    package static let rootLength = 160

    /// What stands in programs in the place of `root`: as long, and no path of any machine.
    package static let neutralRoot: [UInt8] = {
        let name = Array("/fledge/build/".utf8)
        return name + Array(repeating: UInt8(ascii: "_"), count: rootLength - name.count)
    }()

    /// The folder, `rootLength` bytes long, or of another length where the cache's own path is too long.
    package let root: FilePath

    /// The exported source: the repository's top folder.
    package var source: FilePath { root.appending("source") }

    /// The file that says for which release the hooks have run in `source`.
    var preparation: FilePath { root.appending("prepared") }

    /// Where the compiler for `name` keeps its products between builds.
    package func scratch(_ name: String) -> FilePath { root.appending("scratch").appending(name) }

    /// The name that `root` has while packed programs are tried; a run that was killed may have left it.
    var hiddenRoot: FilePath { root.removingLastComponent().appending("hidden") }

    /// Creates the folder, or finds it again where a killed run had hidden it.
    package func prepare(_ files: Files) throws {
        if try !files.exists(root), try files.exists(hiddenRoot) { try files.rename(hiddenRoot, to: root) }
        try files.createDirectory(root)
    }

    /// Runs `body` while no other process works on the project.
    func whileLocked<Result>(_ files: Files, _ body: () async throws -> Result) async throws -> Result {
        let lock = root.removingLastComponent().appending("lock")
        try files.createDirectory(lock.removingLastComponent())
        do {
            return try await files.withLock(lock, body)
        } catch let error as FileError where error.operation == .lock && error.errno == .wouldBlock {
            throw Diagnostic(
                "another `fledge` is at work on this project",
                hint: "wait until it is done and run the same command again", exit: .workFailed)
        }
    }

    /// Whether programs built here can be made independent of the place.
    package var isScrubbable: Bool { root.bytes.count == Self.rootLength }

    /// The workspace of the project in a folder, in the cache of this environment's user.
    package init(folder: FilePath, environment: Environment) {
        var hasher = SHA256()
        hasher.update(data: folder.bytes)
        let identity = String(hasher.finalize().hexadecimal.prefix(12))
        let name = folder.lastComponent?.utf8Text.map { $0.filter { $0.isASCII && ($0.isLetter || $0.isNumber) } } ?? ""
        self.init(cache: Self.cache(in: environment), name: "\(name.prefix(24))-\(identity)")
    }

    /// The workspace called `name` in a cache folder.
    init(cache: FilePath, name: String) {
        let parent = cache.appending(name)
        let missing = Self.rootLength - parent.bytes.count - 1
        root = parent.appending(String(repeating: "_", count: max(1, missing)))
    }

    /// The folder for all workspaces: `$FLEDGE_CACHE`, else `fledge` in `$XDG_CACHE_HOME`, else in `~/.cache`.
    package static func cache(in environment: Environment) -> FilePath {
        if let own = environment["FLEDGE_CACHE"] { return FilePath(own) }
        if let shared = environment["XDG_CACHE_HOME"] { return FilePath(shared).appending("fledge") }
        return FilePath(environment["HOME"] ?? "/var/tmp").appending(".cache/fledge")
    }
}
