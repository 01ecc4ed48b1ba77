// SPDX-License-Identifier: Apache-2.0

package import SystemPackage
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Folders: making, reading, exchanging and removing them.
extension Files {
    /// Makes a folder; that it is there already is no error, that something else is there is one.
    package func createDirectory(
        _ path: FilePath, withParents: Bool = true, mode: UInt32 = 0o755
    ) throws(FileError) {
        FaultPoint.pass()
        if path.withPlatformString({ mkdir($0, mode_t(mode)) }) == 0 { return }
        let failure = Errno.current
        if failure == .fileExists {
            // A link that leads nowhere is in the way, too.
            if try statusIfPresent(path, followingLinks: true)?.isDirectory == true { return }
        } else if failure == .noSuchFileOrDirectory, withParents {
            let parent = path.removingLastComponent()
            if !parent.isEmpty, parent != path {
                try createDirectory(parent, withParents: true, mode: 0o755)
                return try createDirectory(path, withParents: false, mode: mode)
            }
        }
        throw FileError(.createFolder, path, errno: failure)
    }

    /// The names in a folder, sorted by their bytes.
    package func list(_ path: FilePath) throws(FileError) -> [FilePath.Component] {
        guard let folder = path.withPlatformString({ opendir($0) }) else {
            throw FileError(.list, path, errno: .current)
        }
        defer { closedir(folder) }
        do throws(Errno) {
            return try names(in: folder).map { ($0, $0.bytes) }
                .sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
        } catch {
            throw FileError(.list, path, errno: error)
        }
    }

    /// All that is below a folder, each folder before what is in it, the names of one folder sorted by their bytes.
    ///
    /// Symbolic links are reported and not followed, except for `root` itself.
    ///
    /// - Parameter skipping: Whether to leave out a name, and all that is below it.
    package func walk(
        _ root: FilePath, skipping: (WalkEntry) -> Bool = { _ in false }
    ) throws(FileError) -> [WalkEntry] {
        var found: [WalkEntry] = []
        let status = try status(root, followingLinks: true)
        try walk(root, below: FilePath(""), ancestors: [Identity(status)], skipping, into: &found)
        return found
    }

    private func walk(
        _ folder: FilePath, below relative: FilePath, ancestors: [Identity], _ skipping: (WalkEntry) -> Bool,
        into found: inout [WalkEntry]
    ) throws(FileError) {
        for name in try list(folder) {
            let path = folder.appending(name)
            let entry = WalkEntry(relativePath: relative.appending(name), path: path, status: try status(path))
            if skipping(entry) { continue }
            found.append(entry)
            guard entry.status.isDirectory else { continue }
            let identity = Identity(entry.status)
            // A mount can make a folder its own descendant.
            if ancestors.contains(identity) { throw FileError(.list, path, errno: .tooManySymbolicLinkLevels) }
            try walk(path, below: entry.relativePath, ancestors: ancestors + [identity], skipping, into: &found)
        }
    }

    /// Removes a file, a symbolic link (never what it points to), or a folder with all that is in it.
    ///
    /// - Parameter recursively: Without it a folder has to be empty.
    package func remove(_ path: FilePath, recursively: Bool = false) throws(FileError) {
        let status = try status(path)
        do throws(Errno) {
            if recursively, status.isDirectory {
                try emptyFolder(AT_FDCWD, path)
            }
        } catch {
            throw FileError(.remove, path, errno: error)
        }
        FaultPoint.pass()
        let result = path.withPlatformString { status.isDirectory ? rmdir($0) : unlink($0) }
        guard result == 0 else { throw FileError(.remove, path, errno: .current) }
    }

    /// As `remove`; that nothing is there is no error.
    package func removeIfPresent(_ path: FilePath, recursively: Bool = true) throws(FileError) {
        guard try exists(path) else { return }
        try remove(path, recursively: recursively)
    }

    /// Exchanges two names in one step, so that both exist at every moment.
    ///
    /// - Throws: `Errno.notSupported` or `.invalidArgument` from a file system that cannot.
    package func exchange(_ path: FilePath, with other: FilePath) throws(FileError) {
        FaultPoint.pass()
        let result = path.withPlatformString { from in
            other.withPlatformString { to in exchangeNames(from, to) }
        }
        guard result == 0 else { throw FileError(.rename, path, errno: .current) }
    }

    /// Returns when the names in a folder are on the disk.
    package func synchronizeFolder(_ path: FilePath) throws(FileError) {
        let folder = path.isEmpty ? FilePath(".") : path
        let descriptor = folder.withPlatformString { open($0, O_RDONLY | O_CLOEXEC | O_DIRECTORY) }
        guard descriptor >= 0 else { throw FileError(.write, folder, errno: .current) }
        defer { close(descriptor) }
        // Some network file systems have no fsync for folders and say EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw FileError(.write, folder, errno: .current) }
    }

    /// Returns when a folder with all files and folders in it is on the disk.
    package func synchronizeTree(_ path: FilePath) throws(FileError) {
        for entry in try walk(path).reversed() {
            switch entry.status.kind {
            case .directory: try synchronizeFolder(entry.path)
            case .file: try synchronizeFile(entry.path)
            case .symbolicLink, .other: continue
            }
        }
        try synchronizeFolder(path)
    }

    private func synchronizeFile(_ path: FilePath) throws(FileError) {
        let descriptor = path.withPlatformString { open($0, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
        guard descriptor >= 0 else { throw FileError(.write, path, errno: .current) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileError(.write, path, errno: .current) }
    }

    /// Removes all that is in a folder, through descriptors, so that a folder exchanged for a link meanwhile is not
    /// followed. A folder that its owner may not write, as in Go's module cache, is made writable.
    private func emptyFolder(_ parent: Int32, _ name: FilePath) throws(Errno) {
        let flags = O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW
        var descriptor = name.withPlatformString { openat(parent, $0, flags) }
        if descriptor < 0, errno == EACCES, name.withPlatformString({ fchmodat(parent, $0, 0o700, 0) }) == 0 {
            descriptor = name.withPlatformString { openat(parent, $0, flags) }
        }
        guard descriptor >= 0 else { throw Errno.current }
        var buffer = stat()
        guard fstat(descriptor, &buffer) == 0, let folder = fdopendir(descriptor) else {
            let failure = Errno.current
            close(descriptor)
            throw failure
        }
        defer { closedir(folder) }
        if buffer.st_mode & 0o700 != 0o700, fchmod(descriptor, 0o700) != 0 { throw Errno.current }
        for name in try names(in: folder) {
            let child = FilePath(root: nil, CollectionOfOne(name))
            var status = stat()
            guard child.withPlatformString({ fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
                throw Errno.current
            }
            let isFolder = mode_t(status.st_mode) & S_IFMT == S_IFDIR
            if isFolder { try emptyFolder(descriptor, child) }
            FaultPoint.pass()
            guard child.withPlatformString({ unlinkat(descriptor, $0, isFolder ? AT_REMOVEDIR : 0) }) == 0 else {
                throw Errno.current
            }
        }
    }

    private struct Identity: Equatable {
        let device: UInt64
        let inode: UInt64

        init(_ status: FileStatus) {
            device = status.device
            inode = status.inode
        }
    }
}

#if canImport(Darwin)
    private func exchangeNames(_ first: UnsafePointer<CChar>, _ second: UnsafePointer<CChar>) -> Int32 {
        renamex_np(first, second, UInt32(RENAME_SWAP))
    }
#elseif canImport(Glibc)
    /// glibc's, whose header declares it for GNU sources alone and is therefore not imported.
    @_silgen_name("renameat2")
    private func renameat2(
        _ folder: Int32, _ name: UnsafePointer<CChar>, _ otherFolder: Int32, _ otherName: UnsafePointer<CChar>,
        _ flags: UInt32
    ) -> Int32

    private func exchangeNames(_ first: UnsafePointer<CChar>, _ second: UnsafePointer<CChar>) -> Int32 {
        let exchange: UInt32 = 1 << 1  // RENAME_EXCHANGE
        return renameat2(AT_FDCWD, first, AT_FDCWD, second, exchange)
    }
#else
    private func exchangeNames(_ first: UnsafePointer<CChar>, _ second: UnsafePointer<CChar>) -> Int32 {
        errno = ENOSYS
        return -1
    }
#endif

#if canImport(Darwin)
    private typealias OpenFolder = UnsafeMutablePointer<DIR>
#else
    private typealias OpenFolder = OpaquePointer
#endif

/// The names in an open folder, without `.` and `..`, in the system's order.
private func names(in folder: OpenFolder) throws(Errno) -> [FilePath.Component] {
    var names: [FilePath.Component] = []
    while true {
        errno = 0
        guard let entry = readdir(folder) else {
            if errno != 0 { throw Errno.current }
            return names
        }
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            FilePath(platformString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self)).lastComponent
        }
        if let name, name.kind == .regular { names.append(name) }
    }
}
