// SPDX-License-Identifier: Apache-2.0
import Foundation
import SystemPackage

extension FileDescriptor {
    /// Writes all bytes, and waits where another process has made the file one that does not block.
    func writeWhole(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            do {
                rest = rest.dropFirst(try rest.withUnsafeBytes { try write($0) })
            } catch Errno.wouldBlock {
                var request = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
                _ = poll(&request, 1, -1)
            }
        }
    }
}
