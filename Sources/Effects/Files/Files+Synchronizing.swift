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
    /// Returns when the files, and their names in their folders, are on the disk; a file that is gone is passed over.
    ///
    /// Many files of one file system are synchronized by one call where the system has one: 50,000 by themselves take
    /// half a minute.
    package func synchronize(_ paths: [FilePath]) throws(FileError) {
        var folders: Set<FilePath> = []
        #if os(Linux)
            if paths.count > Self.mostSynchronizedOneByOne {
                var devices: Set<UInt64> = []
                for folder in Set(paths.map { $0.removingLastComponent() }) {
                    guard let status = try statusIfPresent(folder), devices.insert(status.device).inserted else {
                        continue
                    }
                    try synchronizeFileSystem(of: folder)
                }
                return
            }
        #endif
        for path in paths {
            let descriptor = path.withPlatformString { open($0, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) }
            guard descriptor >= 0 else {
                if errno == ENOENT { continue }
                throw FileError(.write, path, errno: .current)
            }
            defer { close(descriptor) }
            guard fsync(descriptor) == 0 else { throw FileError(.write, path, errno: .current) }
            folders.insert(path.removingLastComponent())
        }
        for folder in folders { try synchronizeFolder(folder) }
    }

    /// More files than these are synchronized with their whole file system, where that can be done.
    package static var mostSynchronizedOneByOne: Int {
        #if os(Linux)
            64
        #else
            .max
        #endif
    }

    /// Returns when all that was written to the file system of a folder is on the disk.
    package func synchronizeFileSystem(of folder: FilePath) throws(FileError) {
        #if os(Linux)
            let descriptor = folder.withPlatformString { open($0, O_RDONLY | O_CLOEXEC | O_DIRECTORY) }
            guard descriptor >= 0 else { throw FileError(.write, folder, errno: .current) }
            defer { close(descriptor) }
            guard syncfs(descriptor) == 0 else { throw FileError(.write, folder, errno: .current) }
        #else
            throw FileError(.write, folder, errno: .notSupported)
        #endif
    }
}

#if os(Linux)
    /// The C library's, whose header declares it for GNU sources alone and is therefore not imported.
    @_silgen_name("syncfs")
    private func syncfs(_ descriptor: Int32) -> Int32
#endif
