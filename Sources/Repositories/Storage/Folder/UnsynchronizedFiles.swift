// SPDX-License-Identifier: Apache-2.0
import Effects
import Synchronization
import SystemPackage

/// The files that were put in place and are perhaps not on the disk yet.
final class UnsynchronizedFiles: Sendable {
    private let paths = Mutex<Set<FilePath>>([])

    func add(_ path: FilePath) {
        paths.withLock { _ = $0.insert(path) }
    }

    /// Returns when all that was added before is on the disk. What fails to get there stays to be tried again.
    func synchronize(_ files: Files) throws(FileError) {
        let pending = paths.withLock { $0 }
        guard !pending.isEmpty else { return }
        try files.synchronize(Array(pending))
        paths.withLock { $0.subtract(pending) }
    }
}
