// SPDX-License-Identifier: Apache-2.0

package import SystemPackage
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Things that last as long as a closure: temporary folders and locks.
extension Files {
    /// Runs `body` with a new, empty folder that only this user may enter, and removes it whatever happens.
    ///
    /// - Parameter folder: Where to make it; nil is `temporaryFolder`.
    package func withTemporaryDirectory<Result>(
        in folder: FilePath? = nil, _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        let path = try makeTemporaryDirectory(in: folder)
        let result: Result
        do {
            result = try await body(path)
        } catch {
            // The first error is the one that explains; the folder may be half gone.
            try? removeIfPresent(path)
            throw error
        }
        try removeIfPresent(path)
        return result
    }

    /// Runs `body` while no other process holds the lock on `path`, a file that is made when missing and stays.
    ///
    /// - Parameter waiting: Whether to wait for another holder; otherwise it is an error, `Errno.wouldBlock`.
    package func withLock<Result>(
        _ path: FilePath, waiting: Bool = false, _ body: () async throws -> Result
    ) async throws -> Result {
        let descriptor = path.withPlatformString { open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o644) }
        guard descriptor >= 0 else { throw FileError(.lock, path, errno: .current) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let failure = Errno.current
            if failure == .interrupted { continue }
            guard failure == .wouldBlock, waiting else { throw FileError(.lock, path, errno: failure) }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await body()
    }

    /// Makes a new, empty folder that only this user may enter, and that its maker removes.
    ///
    /// - Parameter folder: Where to make it; nil is `temporaryFolder`.
    package func makeTemporaryDirectory(in folder: FilePath? = nil) throws(FileError) -> FilePath {
        let folder = folder ?? temporaryFolder
        var template = folder.appending("fledge-XXXXXX").bytes.map { CChar(bitPattern: $0) } + [0]
        guard mkdtemp(&template) != nil else { throw FileError(.createFolder, folder, errno: .current) }
        return FilePath(platformString: template)
    }
}
