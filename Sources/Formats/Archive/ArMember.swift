// SPDX-License-Identifier: Apache-2.0

/// One member of a Unix `ar` archive, without its content.
///
///     offset  size  field
///          0    16  name, space padded
///         16    12  modification time, decimal
///         28     6  owner's number, decimal
///         34     6  group's number, decimal
///         40     8  mode, octal
///         48    10  size of the content, decimal
///         58     2  "`\n"
package struct ArMember: Sendable, Hashable {
    /// The name, of at most 16 bytes, as stored: without a `/` behind.
    package var name: String
    /// Seconds since 1970-01-01 00:00 UTC.
    package var modified: Int64
    /// The file type and permission bits.
    package var mode: UInt32
    /// The size of the content, in bytes.
    package var size: UInt64

    package init(name: String, modified: Int64, mode: UInt32 = 0o100644, size: UInt64) {
        self.name = name
        self.modified = modified
        self.mode = mode
        self.size = size
    }
}
