// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage

/// Objects that need not be copied to their places.
extension FolderStorage {
    /// Where files are made that `place` gives their places. What a killed run left there, `removeLeftovers` removes.
    var workshop: FilePath { root.appending(FolderKey.stateFolder).appending("work") }

    /// Gives a file that nobody writes to any more a place as an object: as a second name of the same file where the file
    /// system has such, else as a copy. An object that is there is replaced.
    ///
    /// It is on stable storage when the next pointer appears, and a second younger at least than what it replaces.
    func place(_ file: FilePath, at key: String) throws(StorageError) {
        let path = try writablePath(key)
        try wrappingFileError { () throws(FileError) in
            let name = ".fledge-" + String(UInt64.random(in: 0...UInt64.max), radix: 36) + ".tmp"
            let temporary = path.removingLastComponent().appending(name)
            let old = try files.statusIfPresent(path)
            try files.linkOrCopy(file, to: temporary)
            do throws(FileError) {
                try files.changeMode(temporary, to: 0o644)
                try files.setModified(
                    temporary, max(clock.now(), (old?.modified ?? .min).advanced(by: old == nil ? 0 : 1)))
                try files.rename(temporary, to: path)
            } catch {
                try? files.removeIfPresent(temporary)
                throw error
            }
            // Where both names stand for the same file already, renaming one to the other leaves both.
            try files.removeIfPresent(temporary)
        }
        unsynchronized.add(path, files)
    }

    /// Removes what runs that were killed have left before a time, in seconds since 1970; returns how many things it was.
    func removeLeftovers(before time: Int64) throws(FileError) -> Int {
        guard try files.exists(root) else { return 0 }
        var count = 0
        for entry in try files.walk(root) where entry.status.isFile && entry.status.modified < time {
            let name = entry.path.lastComponent?.string ?? ""
            guard name.hasPrefix(".fledge-"), name.hasSuffix(".tmp") else { continue }
            try files.removeIfPresent(entry.path)
            count += 1
        }
        guard try files.exists(workshop) else { return count }
        for name in try files.list(workshop) {
            let path = workshop.appending(name)
            guard let status = try files.statusIfPresent(path), status.modified < time else { continue }
            try files.removeIfPresent(path)
            count += 1
        }
        return count
    }
}
