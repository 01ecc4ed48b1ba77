// SPDX-License-Identifier: Apache-2.0
import Crypto
import Effects
import SystemPackage

/// Writes the version into exported source files; the user's own are never opened for writing.
///
/// Every export restores what was changed, and compilers take a restored file for a new one. So each changed file is
/// kept under a second name: where the same text is wanted again, the very same file is put back, and nothing is
/// compiled anew.
struct StampedSources {
    let files: Files
    /// The exported project folder.
    let source: FilePath
    /// Where changed files are kept between builds.
    let kept: FilePath

    /// Makes `text` the content of a file of the source.
    func write(_ text: String, to file: String) throws {
        let path = source.pushing(FilePath(file))
        var hasher = SHA256()
        hasher.update(data: Array(file.utf8))
        let copy = kept.appending(hasher.finalize().hexadecimal)
        let mode = try files.status(path, followingLinks: true).mode & 0o777
        if try files.statusIfPresent(copy)?.isFile == true,
            try files.read(copy, limit: 8 << 20) == Array(text.utf8)
        {
            try files.removeIfPresent(path)
            return try files.linkOrCopy(copy, to: path)
        }
        try files.createDirectory(kept)
        try files.removeIfPresent(copy)
        // A symbolic link in the source gives way to a file; what it points to stays as it is.
        try files.replace(path, text: text, mode: mode)
        try files.linkOrCopy(path, to: copy)
    }
}
