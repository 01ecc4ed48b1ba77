// SPDX-License-Identifier: Apache-2.0

/// What the system knows about one name in the file system, symbolic links not followed unless asked.
package struct FileStatus: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case file, directory, symbolicLink
        /// A device, socket or named pipe.
        case other
    }

    package let kind: Kind
    /// Bytes.
    package let size: UInt64
    /// The permission bits: `0o7777` at most.
    package let mode: UInt32
    /// Seconds since 1970-01-01 00:00 UTC.
    package let modified: Int64
    /// 0 ..< 1,000,000,000, to be added to `modified`.
    package let modifiedNanoseconds: Int64
    package let inode: UInt64
    package let device: UInt64
    package let owner: UInt32

    package var isDirectory: Bool { kind == .directory }
    package var isFile: Bool { kind == .file }
    package var isSymbolicLink: Bool { kind == .symbolicLink }
}
