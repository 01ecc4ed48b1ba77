// SPDX-License-Identifier: Apache-2.0

/// Why a file can't be read as an executable, or not be rewritten. Offsets and sizes are in bytes.
package enum ExecutableError: Error, Sendable, Hashable {
    /// The file isn't of the format asked for, by its first bytes.
    case unrecognized(expected: String)
    /// A structure lies, wholly or in part, outside of what contains it.
    case outOfBounds(structure: String, offset: UInt64, count: UInt64, size: UInt64)
    /// A structure says something that it can't mean.
    case malformed(structure: String, offset: UInt64, reason: String)
    /// A table is larger than any real program's.
    case tooLarge(structure: String, count: UInt64, limit: UInt64)
    /// The file is well-formed, and of a kind that isn't handled.
    case unsupported(String)
}

extension ExecutableError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unrecognized(let expected):
            "is no \(expected) file"
        case .outOfBounds(let structure, let offset, let count, let size):
            "\(structure): \(count) bytes at offset \(offset) reach beyond the \(size) bytes there are"
        case .malformed(let structure, let offset, let reason):
            "\(structure) at offset \(offset): \(reason)"
        case .tooLarge(let structure, let count, let limit):
            "\(structure): \(count) is more than the \(limit) that are read"
        case .unsupported(let what):
            "\(what) is not supported"
        }
    }
}
