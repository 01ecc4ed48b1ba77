// SPDX-License-Identifier: Apache-2.0

/// What is known of a stream once it was compressed.
package struct CompressedStream: Sendable, Hashable {
    /// The bytes that went in.
    package let uncompressedCount: UInt64
    /// The bytes that came out.
    package let compressedCount: UInt64
    /// SHA-256 of what went in; empty where the compressor took none.
    package let uncompressedDigest: DigestValue
    /// SHA-256 of what came out; likewise.
    package let compressedDigest: DigestValue
}
