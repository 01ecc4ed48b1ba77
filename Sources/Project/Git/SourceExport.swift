// SPDX-License-Identifier: Apache-2.0

package import Effects
package import SystemPackage

/// Copies what is to be built to a folder of its own, so that a build never touches the user's working tree.
///
/// The folder is reused: what has not changed since the last export keeps its time of modification, which compilers'
/// caches go by. It is a git repository with the project's tags, for the stamps that Go and SwiftPM write. Its objects
/// are borrowed from the user's repository, which is only read.
package struct SourceExport: Sendable {
    let machine: Machine
    let git: GitProgram
    /// Takes what is worth knowing of an export and does not stop it.
    let warn: @Sendable (Diagnostic) async -> Void

    package init(machine: Machine, warn: @escaping @Sendable (Diagnostic) async -> Void = { _ in }) {
        self.machine = machine
        self.warn = warn
        git = GitProgram(machine: machine)
    }

    /// Makes `destination` the tree of a commit, submodules included, and nothing else.
    ///
    /// A submodule that the user has not checked out is fetched; where that fails it stays empty, as it is in the user's
    /// working tree, and there is a warning.
    ///
    /// - Returns: The project's folder in it: `destination`, or a folder below it in a repository of several projects.
    package func export(
        _ repository: GitRepository, commit: String, to destination: FilePath
    ) async throws(Diagnostic) -> FilePath {
        let commit = try await git.text(["rev-parse", "--verify", "\(commit)^{commit}"], in: repository.root)
        do throws(Diagnostic) {
            try await checkOut(commit, of: repository.root, to: destination)
        } catch {
            if error.exit == .interrupted { throw error }
            // A clone that a crash left broken, or whose borrowed objects are gone, is made anew.
            try files { () throws(FileError) in try machine.files.removeIfPresent(destination) }
            try await checkOut(commit, of: repository.root, to: destination)
        }
        return destination.pushing(repository.subfolder)
    }

    /// Makes `destination` a copy of the working tree as it is: tracked files and untracked ones that are not ignored.
    ///
    /// - Parameter repository: Nil for a folder outside git, of which all is copied except `.git`, `dist` and `.build…`.
    /// - Returns: The project's folder in it.
    package func exportWorkingTree(
        of folder: FilePath, in repository: GitRepository?, to destination: FilePath
    ) async throws(Diagnostic) -> FilePath {
        guard let repository else {
            try files { () throws(FileError) in try machine.files.createDirectory(destination) }
            let paths = try files { () throws(FileError) in try Self.paths(in: folder, machine.files) }
            try synchronize(paths, from: folder, to: destination)
            return destination
        }
        do throws(Diagnostic) {
            try await copy(repository, to: destination)
        } catch {
            if error.exit == .interrupted { throw error }
            // As with a commit: what is left of another repository in this place is no base to build on.
            try files { () throws(FileError) in try machine.files.removeIfPresent(destination) }
            try await copy(repository, to: destination)
        }
        return destination.pushing(repository.subfolder)
    }

    /// Removes what no commit has from a folder of an export.
    ///
    /// - Parameter path: From `folder`, which is the export or in it.
    package func removeUntracked(below path: FilePath, in folder: FilePath) async throws(Diagnostic) {
        try await must(["clean", "-ffdxq", "--", ":(literal)\(path)"], in: folder)
    }

    private func copy(_ repository: GitRepository, to destination: FilePath) async throws(Diagnostic) {
        try files { () throws(FileError) in try machine.files.createDirectory(destination) }
        if let head = try await repository.head() {
            try await prepareClone(of: repository.root, commit: head.id, in: destination)
            try await must(["update-ref", "--no-deref", "HEAD", head.id], in: destination)
            try await must(["read-tree", "HEAD"], in: destination)
        }
        let paths = try await listing(of: repository.root).filter { !repository.isBuildProduct($0) }
        try synchronize(paths, from: repository.root, to: destination)
    }

    /// Runs what the file system may refuse, and says so as an export's failure.
    func files<Result>(_ body: () throws(FileError) -> Result) throws(Diagnostic) -> Result {
        do throws(FileError) {
            return try body()
        } catch {
            throw Diagnostic("cannot copy the sources to where they are built", cause: error, exit: .workFailed)
        }
    }

    func must(_ arguments: [String], in folder: FilePath) async throws(Diagnostic) {
        _ = try await git.text(arguments, in: folder)
    }
}
