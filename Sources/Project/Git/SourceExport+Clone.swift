// SPDX-License-Identifier: Apache-2.0

import Effects
import SystemPackage

extension SourceExport {
    /// Checks a commit out of a local repository, and those of its submodules that are checked out there.
    func checkOut(_ commit: String, of source: FilePath, to destination: FilePath) async throws(Diagnostic) {
        try await prepareClone(of: source, commit: commit, in: destination)
        // Otherwise files whose content is right but whose inode is not, as in a restored cache, would be written anew.
        // That some differ, which is an exit code of 1, is for the checkout to mend.
        _ = try await git.run(["update-index", "-q", "--refresh"], in: destination)
        try await must(["checkout", "--quiet", "--force", "--detach", commit], in: destination)
        try await must(["clean", "--quiet", "-ffdx"], in: destination)
        for (path, id) in try await submodules(of: commit, in: destination) {
            let origin = source.pushing(path)
            let isThere = try files { () throws(FileError) in try machine.files.exists(origin.appending(".git")) }
            if isThere {
                try await checkOut(id, of: origin, to: destination.pushing(path))
            } else {
                try await fetchSubmodule(path, in: destination)
            }
        }
    }

    /// Makes `destination` a repository that has the commit and all tags of `source`, whose objects it borrows.
    func prepareClone(of source: FilePath, commit: String, in destination: FilePath) async throws(Diagnostic) {
        let metadata = destination.appending(".git")
        let isThere = try files { () throws(FileError) in try machine.files.exists(metadata) }
        if !isThere {
            try files { () throws(FileError) in try machine.files.createDirectory(destination) }
            let format = try await git.text(["rev-parse", "--show-object-format"], in: source)
            try await must(["init", "--quiet", "--template=", "--object-format=\(format)"], in: destination)
        }
        let common = try await git.text(["rev-parse", "--path-format=absolute", "--git-path", "objects"], in: source)
        try files { () throws(FileError) in
            let information = metadata.appending("objects").appending("info")
            try machine.files.createDirectory(information)
            try machine.files.replace(information.appending("alternates"), text: common + "\n")
        }
        try await must(
            [
                "fetch", "--quiet", "--force", "--prune", "--update-shallow", "--no-recurse-submodules",
                "--no-write-fetch-head", source.string, "+refs/tags/*:refs/tags/*", "+\(commit):refs/fledge/source",
            ],
            in: destination)
        let origin = try await git.run(["config", "--get", "remote.origin.url"], in: source)
        if origin.isSuccess { try await must(["config", "remote.origin.url", origin.outputText], in: destination) }
    }

    private func fetchSubmodule(_ path: FilePath, in folder: FilePath) async throws(Diagnostic) {
        let result = try await git.run(
            [
                "-c", "protocol.file.allow=always", "submodule", "update", "--init", "--recursive", "--force",
                "--", path.string,
            ],
            in: folder)
        guard !result.isSuccess else { return }
        let said = machine.secrets.redact(result.error.text).split(separator: "\n").map(String.init)
        await warn(
            Diagnostic(
                severity: .warning, message: "the submodule `\(path)` is not checked out, and can't be fetched",
                causes: said.filter { $0.hasPrefix("fatal: ") || $0.hasPrefix("error: ") }.prefix(2).map { $0 },
                hints: ["run `git submodule update --init \(path)`, if the build needs it"], exit: .success))
    }

    /// The paths and commits of the submodules that a commit's tree names.
    private func submodules(
        of commit: String, in folder: FilePath
    ) async throws(Diagnostic) -> [(path: FilePath, id: String)] {
        // <mode> SP <type> SP <object> TAB <path>
        try await git.bytes(["ls-tree", "-r", "-z", "--full-tree", commit], in: folder).split(separator: 0)
            .compactMap { line in
                guard line.starts(with: "160000 ".utf8), let tab = line.firstIndex(of: UInt8(ascii: "\t")) else {
                    return nil
                }
                let fields = line[..<tab].split(separator: UInt8(ascii: " "))
                guard fields.count == 3 else { return nil }
                return (FilePath(bytes: line[line.index(after: tab)...]), String(decoding: fields[2], as: UTF8.self))
            }
    }
}
