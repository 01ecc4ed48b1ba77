// SPDX-License-Identifier: Apache-2.0

/// How a stream is compressed.
package enum Compression: String, Sendable, Hashable, CaseIterable {
    /// RFC 1952; read by every client there is.
    case gzip
    /// The .xz file format 1.1; the smallest.
    case xz
    /// RFC 8878; the fastest.
    case zstd
    /// Stored as it is.
    case none
}
