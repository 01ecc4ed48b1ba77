// SPDX-License-Identifier: Apache-2.0

import Effects
import SystemPackage

extension SourceExport {
    /// The tracked and the untracked but not ignored files of a repository, those of its submodules included.
    func listing(of root: FilePath) async throws(Diagnostic) -> [FilePath] {
        var paths: Set<FilePath> = []
        var nested: Set<FilePath> = []
        // <mode> SP <object> SP <stage> TAB <path>
        for line in try await git.bytes(["ls-files", "--stage", "-z"], in: root).split(separator: 0) {
            guard let tab = line.firstIndex(of: UInt8(ascii: "\t")) else { continue }
            let path = FilePath(bytes: line[line.index(after: tab)...])
            if line.starts(with: "160000 ".utf8) { nested.insert(path) } else { paths.insert(path) }
        }
        let others = try await git.bytes(["ls-files", "--others", "--exclude-standard", "-z"], in: root)
        for name in others.split(separator: 0) {
            // A repository within, which is no submodule, is listed as a folder.
            if name.last == UInt8(ascii: "/") {
                nested.insert(FilePath(bytes: name.dropLast()))
            } else {
                paths.insert(FilePath(bytes: name))
            }
        }
        for folder in nested {
            let inner = root.pushing(folder)
            let isThere = try files { () throws(FileError) in try machine.files.exists(inner.appending(".git")) }
            guard isThere else { continue }
            for path in try await listing(of: inner) { paths.insert(folder.pushing(path)) }
        }
        return paths.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    /// All files of a folder outside git, without what is never source.
    static func paths(in folder: FilePath, _ files: Files) throws(FileError) -> [FilePath] {
        let entries = try files.walk(folder) { entry in
            let name = entry.path.lastComponent?.string ?? ""
            return name == ".git" || name.hasPrefix(".build") || entry.relativePath == "dist"
        }
        return entries.filter { !$0.status.isDirectory }.map(\.relativePath)
    }

    /// Makes the files of `destination` those of `source` that are listed, with their modes and times; only what
    /// differs in kind, size, mode or time is copied, and what is not listed is removed, except `.git`.
    func synchronize(_ paths: [FilePath], from source: FilePath, to destination: FilePath) throws(Diagnostic) {
        try files { () throws(FileError) in
            var wanted: [FilePath: FileStatus] = [:]
            var folders: Set<FilePath> = []
            for path in paths {
                // A tracked file that was deleted is listed all the same.
                guard let status = try machine.files.statusIfPresent(source.pushing(path)), !status.isDirectory else {
                    continue
                }
                wanted[path] = status
                var parent = path.removingLastComponent()
                while !parent.isEmpty, folders.insert(parent).inserted { parent = parent.removingLastComponent() }
            }
            try removeUnlisted(wanted, folders, in: destination)
            for path in paths {
                guard let status = wanted[path] else { continue }
                try update(destination.pushing(path), from: source.pushing(path), status)
            }
        }
    }

    private func removeUnlisted(
        _ wanted: [FilePath: FileStatus], _ folders: Set<FilePath>, in destination: FilePath
    ) throws(FileError) {
        var gone: [FilePath] = []
        _ = try machine.files.walk(destination) { entry in
            if entry.relativePath == ".git" { return true }
            let stays =
                entry.status.isDirectory
                ? folders.contains(entry.relativePath) : wanted[entry.relativePath]?.kind == entry.status.kind
            if !stays { gone.append(entry.path) }
            return !stays
        }
        for path in gone { try machine.files.remove(path, recursively: true) }
    }

    private func update(_ copy: FilePath, from original: FilePath, _ status: FileStatus) throws(FileError) {
        let files = machine.files
        let present = try files.statusIfPresent(copy)
        if status.isSymbolicLink {
            let target = try files.readSymbolicLink(original)
            if present != nil {
                if try files.readSymbolicLink(copy) == target { return }
                try files.remove(copy)
            }
            try files.createDirectory(copy.removingLastComponent())
            return try files.createSymbolicLink(copy, to: target)
        }
        if let present, present.size == status.size, present.mode == status.mode,
            present.modified == status.modified, present.modifiedNanoseconds == status.modifiedNanoseconds
        {
            return
        }
        try files.createDirectory(copy.removingLastComponent())
        try files.copyFile(original, to: copy, keepingModified: true)
    }
}
