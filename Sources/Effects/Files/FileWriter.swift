// SPDX-License-Identifier: Apache-2.0

import Synchronization
package import SystemPackage
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file that is written beside its place and appears there, whole, on `commit`; without it nothing stays behind.
///
/// The temporary file is in the same folder, named `.fledge-<random>.tmp`.
package final class FileWriter: Sendable {
    /// Where the file will be.
    package let path: FilePath
    /// Where it is until then.
    package let temporaryPath: FilePath
    private let mode: UInt32
    /// The open descriptor, or nil after `commit` or `discard`.
    private let descriptor: Mutex<Int32?>

    /// - Parameter mode: The permission bits that the file gets, whatever the umask.
    package init(_ path: FilePath, mode: UInt32 = 0o644) throws(FileError) {
        let name = ".fledge-" + String(UInt64.random(in: 0...UInt64.max), radix: 36) + ".tmp"
        let temporaryPath = path.removingLastComponent().appending(name)
        FaultPoint.pass()
        let descriptor = temporaryPath.withPlatformString {
            open($0, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        }
        guard descriptor >= 0 else { throw FileError(.write, path, errno: .current) }
        self.path = path
        self.temporaryPath = temporaryPath
        self.mode = mode
        self.descriptor = Mutex(descriptor)
    }

    deinit {
        discard()
    }

    /// Appends bytes.
    package func write(_ bytes: [UInt8]) throws(FileError) {
        try write(bytes.span.bytes)
    }

    /// Appends bytes.
    package func write(_ bytes: ArraySlice<UInt8>) throws(FileError) {
        try write(bytes.span.bytes)
    }

    /// Appends bytes.
    package func write(_ bytes: RawSpan) throws(FileError) {
        try put(bytes) { descriptor, buffer, count, _ in systemWrite(descriptor, buffer, count) }
    }

    /// Writes bytes at an offset, without moving the place where `write` appends.
    package func write(_ bytes: [UInt8], at offset: UInt64) throws(FileError) {
        try put(bytes.span.bytes) { descriptor, buffer, count, done in
            pwrite(descriptor, buffer, count, off_t(offset) + off_t(done))
        }
    }

    /// Puts the file in its place, replacing what is there. Nothing can be written after it.
    ///
    /// - Parameters:
    ///   - modified: The time of modification that it gets, in seconds since 1970; nil leaves it.
    ///   - durably: Whether file and folder are on the disk when this returns.
    package func commit(modified: Int64? = nil, durably: Bool = true) throws(FileError) {
        let failure: Errno? = descriptor.withLock { open in
            guard let descriptor = open else { return .badFileDescriptor }
            FaultPoint.pass()
            guard fchmod(descriptor, mode_t(mode)) == 0 else { return .current }
            if let modified {
                let time = timespec(tv_sec: time_t(modified), tv_nsec: 0)
                guard futimens(descriptor, [time, time]) == 0 else { return .current }
            }
            if durably, fsync(descriptor) != 0 { return .current }
            open = nil
            if close(descriptor) != 0 {
                let errno = Errno.current
                _ = temporaryPath.withPlatformString { unlink($0) }
                return errno
            }
            FaultPoint.pass()
            let result = temporaryPath.withPlatformString { from in
                path.withPlatformString { to in rename(from, to) }
            }
            if result != 0 {
                let errno = Errno.current
                _ = temporaryPath.withPlatformString { unlink($0) }
                return errno
            }
            return nil
        }
        if let failure { throw FileError(.write, path, errno: failure) }
        if durably { try Files().synchronizeFolder(path.removingLastComponent()) }
    }

    /// Removes what was written; `deinit` does so too.
    package func discard() {
        descriptor.withLock { open in
            guard let descriptor = open else { return }
            open = nil
            close(descriptor)
            _ = temporaryPath.withPlatformString { unlink($0) }
        }
    }

    private func put(
        _ bytes: RawSpan, _ step: (Int32, UnsafeRawPointer, Int, Int) -> Int
    ) throws(FileError) {
        let failure: Errno? = bytes.withUnsafeBytes { buffer in
            descriptor.withLock { open in
                guard let descriptor = open else { return .badFileDescriptor }
                guard let start = buffer.baseAddress else { return nil }
                FaultPoint.pass { _ = step(descriptor, start, buffer.count / 2, 0) }
                var done = 0
                while done < buffer.count {
                    let written = step(descriptor, start + done, buffer.count - done, done)
                    if written < 0 {
                        if errno == EINTR { continue }
                        return .current
                    }
                    done += written
                }
                return nil
            }
        }
        if let failure { throw FileError(.write, path, errno: failure) }
    }
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, buffer, count)
}
