// SPDX-License-Identifier: Apache-2.0

package import SystemPackage
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The file system. Symbolic links are never followed unless a method says so.
package struct Files: Sendable {
    /// Where temporary folders are made.
    package let temporaryFolder: FilePath

    package init(temporaryFolder: FilePath = "/tmp") {
        self.temporaryFolder = temporaryFolder
    }

    /// What a name stands for; a symbolic link is reported as such unless it is to be followed.
    package func status(_ path: FilePath, followingLinks: Bool = false) throws(FileError) -> FileStatus {
        var buffer = stat()
        let result = path.withPlatformString { followingLinks ? stat($0, &buffer) : lstat($0, &buffer) }
        guard result == 0 else { throw FileError(.inspect, path, errno: .current) }
        return FileStatus(buffer)
    }

    /// As `status`, or nil when there is nothing of that name.
    package func statusIfPresent(_ path: FilePath, followingLinks: Bool = false) throws(FileError) -> FileStatus? {
        do {
            return try status(path, followingLinks: followingLinks)
        } catch {
            if error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory { return nil }
            throw error
        }
    }

    /// Whether there is something of that name, be it a dangling symbolic link.
    package func exists(_ path: FilePath) throws(FileError) -> Bool {
        try statusIfPresent(path) != nil
    }

    /// Gives a name another place in the same file system, replacing a file that is there.
    package func rename(_ path: FilePath, to destination: FilePath) throws(FileError) {
        FaultPoint.pass()
        let result = path.withPlatformString { from in
            destination.withPlatformString { to in systemRename(from, to) }
        }
        guard result == 0 else { throw FileError(.rename, path, errno: .current) }
    }

    package func changeMode(_ path: FilePath, to mode: UInt32) throws(FileError) {
        FaultPoint.pass()
        guard path.withPlatformString({ chmod($0, mode_t(mode)) }) == 0 else {
            throw FileError(.change, path, errno: .current)
        }
    }

    /// Sets the times of access and modification, a symbolic link's own if it is one.
    package func setModified(_ path: FilePath, _ seconds: Int64, nanoseconds: Int64 = 0) throws(FileError) {
        FaultPoint.pass()
        let time = timespec(tv_sec: time_t(seconds), tv_nsec: Int(nanoseconds))
        let result = path.withPlatformString { utimensat(AT_FDCWD, $0, [time, time], AT_SYMLINK_NOFOLLOW) }
        guard result == 0 else { throw FileError(.change, path, errno: .current) }
    }

    package func createSymbolicLink(_ path: FilePath, to target: FilePath) throws(FileError) {
        FaultPoint.pass()
        let result = target.withPlatformString { target in path.withPlatformString { symlink(target, $0) } }
        guard result == 0 else { throw FileError(.link, path, errno: .current) }
    }

    /// The target of a symbolic link, as it stands.
    package func readSymbolicLink(_ path: FilePath) throws(FileError) -> FilePath {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = path.withPlatformString { readlink($0, &buffer, buffer.count - 1) }
        guard count >= 0 else { throw FileError(.read, path, errno: .current) }
        buffer[count] = 0
        return FilePath(platformString: buffer)
    }

    /// The absolute path with every symbolic link followed.
    package func resolve(_ path: FilePath) throws(FileError) -> FilePath {
        guard let resolved = path.withPlatformString({ realpath($0, nil) }) else {
            throw FileError(.inspect, path, errno: .current)
        }
        defer { free(resolved) }
        return FilePath(platformString: resolved)
    }

    /// The bytes that an ordinary user may still write to the file system of `path`.
    package func freeSpace(at path: FilePath) throws(FileError) -> UInt64 {
        var buffer = statvfs()
        guard path.withPlatformString({ statvfs($0, &buffer) }) == 0 else {
            throw FileError(.inspect, path, errno: .current)
        }
        return UInt64(buffer.f_bavail) * UInt64(buffer.f_frsize)
    }
}

/// The C function, which `Files.rename` hides inside `Files`.
private func systemRename(_ from: UnsafePointer<CChar>, _ to: UnsafePointer<CChar>) -> Int32 {
    rename(from, to)
}

extension Errno {
    /// The error of the C call just made.
    static var current: Errno { Errno(rawValue: errno) }
}

extension FileStatus {
    init(_ buffer: stat) {
        kind =
            switch mode_t(buffer.st_mode) & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .other
            }
        size = UInt64(max(buffer.st_size, 0))
        mode = UInt32(buffer.st_mode) & 0o7777
        #if canImport(Darwin)
            modified = Int64(buffer.st_mtimespec.tv_sec)
            modifiedNanoseconds = Int64(buffer.st_mtimespec.tv_nsec)
        #else
            modified = Int64(buffer.st_mtim.tv_sec)
            modifiedNanoseconds = Int64(buffer.st_mtim.tv_nsec)
        #endif
        inode = UInt64(buffer.st_ino)
        device = UInt64(truncatingIfNeeded: buffer.st_dev)
        owner = buffer.st_uid
    }
}
