// SPDX-License-Identifier: Apache-2.0

/// A file had another size when it was read than when its archive was planned.
package struct ContentChanged: Error, Sendable, Hashable {
    /// The path in the archive.
    package let path: String
    /// The size its entry promised, in bytes.
    package let planned: UInt64
    /// The bytes seen, up to one more than planned.
    package let read: UInt64

    package init(path: String, planned: UInt64, read: UInt64) {
        self.path = path
        self.planned = planned
        self.read = read
    }
}

extension ContentChanged: CustomStringConvertible {
    package var description: String {
        read > planned
            ? "`\(path)` grew beyond its \(planned) bytes while it was packed"
            : "`\(path)` shrank from \(planned) to \(read) bytes while it was packed"
    }
}
