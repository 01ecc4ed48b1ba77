// SPDX-License-Identifier: Apache-2.0

package import SystemPackage
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// An open regular file, to be read from the start or anywhere; it is closed with its last reference.
///
/// Symbolic links in the path are followed. `read(at:count:)` may be called from several tasks at once.
package final class FileReader: Sendable {
    package let path: FilePath
    /// The file's status when it was opened.
    package let status: FileStatus
    private let descriptor: Int32

    /// - Throws: `notRegular` for anything but a regular file, which a pipe without a writer would block on.
    package init(_ path: FilePath) throws(FileError) {
        let descriptor = path.withPlatformString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else { throw FileError(.read, path, errno: .current) }
        var buffer = stat()
        guard fstat(descriptor, &buffer) == 0 else {
            let errno = Errno.current
            close(descriptor)
            throw FileError(.read, path, errno: errno)
        }
        let status = FileStatus(buffer)
        guard status.isFile else {
            close(descriptor)
            throw status.isDirectory
                ? FileError(.read, path, errno: .isDirectory) : FileError(.read, path, .notRegular)
        }
        self.path = path
        self.status = status
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// The size when it was opened, in bytes.
    package var size: UInt64 { status.size }

    /// The next bytes, at most `limit`; none at the end.
    package func read(upTo limit: Int) throws(FileError) -> [UInt8] {
        try fill(limit) { buffer, done in systemRead(self.descriptor, buffer + done, limit - done) }
    }

    /// `count` bytes from `offset`, fewer only where the file ends.
    package func read(at offset: UInt64, count: Int) throws(FileError) -> [UInt8] {
        try fill(count) { buffer, done in
            pread(self.descriptor, buffer + done, count - done, off_t(offset) + off_t(done))
        }
    }

    /// Reads from `offset` into memory of the caller's; returns how many bytes, fewer than asked for only where the file
    /// ends.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        guard let start = buffer.baseAddress else { return 0 }
        var done = 0
        while done < buffer.count {
            let had = pread(descriptor, start + done, buffer.count - done, off_t(offset) + off_t(done))
            if had < 0 {
                if errno == EINTR { continue }
                throw FileError(.read, path, errno: .current)
            }
            if had == 0 { break }
            done += had
        }
        return done
    }

    /// - Throws: `changedWhileRead` when the file has another size, time of change or identity than when opened.
    package func checkUnchanged() throws(FileError) {
        var buffer = stat()
        guard fstat(descriptor, &buffer) == 0 else { throw FileError(.read, path, errno: .current) }
        let now = FileStatus(buffer)
        let isSame =
            now.size == status.size && now.modified == status.modified
            && now.modifiedNanoseconds == status.modifiedNanoseconds
        guard isSame else { throw FileError(.read, path, .changedWhileRead) }
    }

    /// Calls `step` with the bytes had so far until the buffer is full or the file ends.
    private func fill(
        _ count: Int, _ step: (UnsafeMutablePointer<UInt8>, Int) -> Int
    ) throws(FileError) -> [UInt8] {
        guard count > 0 else { return [] }
        var failure: Errno?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            guard let start = buffer.baseAddress else { return }
            while filled < count {
                let had = step(start, filled)
                if had < 0 {
                    if errno == EINTR { continue }
                    failure = .current
                    return
                }
                if had == 0 { return }
                filled += had
            }
        }
        if let failure { throw FileError(.read, path, errno: failure) }
        return bytes
    }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
