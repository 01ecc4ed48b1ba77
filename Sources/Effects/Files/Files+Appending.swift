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
    /// Adds bytes to the end of a file in one write, making the file if it is missing.
    ///
    /// A crash can leave the last of several appended pieces incomplete; what was there before stays.
    package func append(_ path: FilePath, _ bytes: [UInt8]) throws(FileError) {
        let descriptor = path.withPlatformString { open($0, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644) }
        guard descriptor >= 0 else { throw FileError(.write, path, .system(Errno(rawValue: errno))) }
        defer { close(descriptor) }
        FaultPoint.pass { _ = bytes.withUnsafeBytes { systemAppend(descriptor, $0.baseAddress, bytes.count / 2) } }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                systemAppend(descriptor, buffer.baseAddress.map { $0 + done }, bytes.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError(.write, path, .system(Errno(rawValue: errno))) }
            done += count
        }
    }
}

/// The C function, which the members of `Files` hide.
private func systemAppend(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, buffer, count)
}
