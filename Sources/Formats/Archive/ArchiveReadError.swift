// SPDX-License-Identifier: Apache-2.0

/// Why an archive could not be read.
package enum ArchiveReadError: Error, Sendable, Hashable {
    /// The archive ends at `offset`, in the midst of an entry or before its end mark.
    case truncated(offset: UInt64)
    /// The header at `offset` violates the format in `field`.
    case malformed(field: String, offset: UInt64)
    /// A name or an extended header at `offset` is longer than the limit, in bytes.
    case tooLong(field: String, count: UInt64, limit: UInt64, offset: UInt64)
}

extension ArchiveReadError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .truncated(let offset):
            "archive ends too early, at offset \(offset)"
        case .malformed(let field, let offset):
            "archive header at offset \(offset) has a malformed \(field)"
        case .tooLong(let field, let count, let limit, let offset):
            "archive header at offset \(offset) has a \(field) of \(count) bytes, the limit is \(limit)"
        }
    }
}
