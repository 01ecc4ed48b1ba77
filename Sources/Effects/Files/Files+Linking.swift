// SPDX-License-Identifier: Apache-2.0

package import SystemPackage
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension Files {
    /// Gives a regular file a second name in the same file system; where links can't be made, copies it with its time.
    ///
    /// For files that are never written again: both names stand for the same bytes.
    package func linkOrCopy(_ path: FilePath, to destination: FilePath) throws(FileError) {
        FaultPoint.pass()
        let result = path.withPlatformString { from in destination.withPlatformString { to in link(from, to) } }
        if result == 0 { return }
        let failure = Errno(rawValue: errno)
        guard failure != .fileExists, failure != .noSuchFileOrDirectory, failure != .noSpace else {
            throw FileError(.link, destination, .system(failure))
        }
        try copyFile(path, to: destination, keepingModified: true)
    }

    /// Lets two folders change places: in one step where the file system can, else by three renames, during which there is
    /// a moment in which the first name stands for neither. `mendSwap` goes on from a crash in that moment.
    package func swapFolders(_ path: FilePath, with other: FilePath) throws(FileError) {
        do throws(FileError) {
            return try exchange(path, with: other)
        } catch {
            guard error.errno == .notSupported || error.errno == .invalidArgument || error.errno == .noFunction else {
                throw error
            }
        }
        try mendSwap(of: path, with: other)
        let aside = Self.aside(of: other)
        try rename(path, to: aside)
        do throws(FileError) {
            try rename(other, to: path)
        } catch {
            try rename(aside, to: path)
            throw error
        }
        try rename(aside, to: other)
    }

    /// Clears up after a swap by renames that a crash broke off: `path` is the new folder if it had got that far, else the
    /// old one again.
    package func mendSwap(of path: FilePath, with other: FilePath) throws(FileError) {
        let aside = Self.aside(of: other)
        guard try exists(aside) else { return }
        if try exists(path) { try remove(aside, recursively: true) } else { try rename(aside, to: path) }
    }

    /// Where the first of two folders waits while they are swapped by renames.
    package static func aside(of other: FilePath) -> FilePath {
        FilePath(other.string + ".aside")
    }
}
