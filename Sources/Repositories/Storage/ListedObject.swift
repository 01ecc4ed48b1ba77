// SPDX-License-Identifier: Apache-2.0

/// What a listing tells of an object.
package struct ListedObject: Sendable, Hashable {
    package let key: String
    /// Bytes.
    package let size: UInt64
    /// When it was last written, in seconds since 1970-01-01 00:00 UTC.
    package let modified: Int64
    /// What stands for its content; nil where a listing does not tell.
    package let version: ObjectVersion?

    package init(key: String, size: UInt64, modified: Int64, version: ObjectVersion? = nil) {
        self.key = key
        self.size = size
        self.modified = modified
        self.version = version
    }

    /// Whether another object is known to have the same bytes.
    package func hasContent(of other: ListedObject) -> Bool {
        version != nil && version == other.version && size == other.size
    }
}
