// SPDX-License-Identifier: Apache-2.0

/// What a listing tells of an object.
package struct ListedObject: Sendable, Hashable {
    package let key: String
    /// Bytes.
    package let size: UInt64
    /// When it was last written, in seconds since 1970-01-01 00:00 UTC.
    package let modified: Int64

    package init(key: String, size: UInt64, modified: Int64) {
        self.key = key
        self.size = size
        self.modified = modified
    }
}
