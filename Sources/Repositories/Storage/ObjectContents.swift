// SPDX-License-Identifier: Apache-2.0
package import Formats
package import SystemPackage

/// What is to be stored under a key.
package enum ObjectContents: Sendable, Hashable {
    case bytes([UInt8])
    /// A regular file that the caller has read before; the storage refuses to store one that is no longer the same.
    case file(FilePath, size: UInt64, sha256: DigestValue)

    package var size: UInt64 {
        switch self {
        case .bytes(let bytes): UInt64(bytes.count)
        case .file(_, let size, _): size
        }
    }
}
