// SPDX-License-Identifier: Apache-2.0
import Effects
import Synchronization
import SystemPackage

/// The files that were put in place and are perhaps not on the disk yet.
///
/// Of many, one folder of each file system is kept where a whole file system can be synchronized.
final class UnsynchronizedFiles: Sendable {
    private struct Pending {
        var paths: Set<FilePath> = []
        /// By device, with how many files were added, so that one added meanwhile is seen.
        var folders: [UInt64: (folder: FilePath, files: Int)] = [:]
    }

    private let pending = Mutex(Pending())

    func add(_ path: FilePath, _ files: Files) {
        pending.withLock { pending in
            if pending.paths.count >= Files.mostSynchronizedOneByOne {
                let folder = path.removingLastComponent()
                if let status = try? files.statusIfPresent(folder) {
                    pending.folders[status.device, default: (folder, 0)].files += 1
                    return
                }
            }
            pending.paths.insert(path)
        }
    }

    /// Returns when all that was added before is on the disk. What fails to get there stays to be tried again.
    func synchronize(_ files: Files) throws(FileError) {
        let taken = pending.withLock { $0 }
        for (folder, _) in taken.folders.values { try files.synchronizeFileSystem(of: folder) }
        if !taken.paths.isEmpty { try files.synchronize(Array(taken.paths)) }
        pending.withLock { pending in
            pending.paths.subtract(taken.paths)
            for (device, before) in taken.folders where pending.folders[device]?.files == before.files {
                pending.folders[device] = nil
            }
        }
    }
}
