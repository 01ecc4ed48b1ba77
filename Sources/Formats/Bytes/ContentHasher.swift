// SPDX-License-Identifier: Apache-2.0
import Crypto

/// Runs the hash functions asked for over content, piece by piece.
package struct ContentHasher: Sendable {
    private var md5: Insecure.MD5?
    private var sha256: SHA256?

    package init(_ digests: Set<ContentDigest>) {
        md5 = digests.contains(.md5) ? Insecure.MD5() : nil
        sha256 = digests.contains(.sha256) ? SHA256() : nil
    }

    package mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe md5?.update(bufferPointer: buffer)
            unsafe sha256?.update(bufferPointer: buffer)
        }
    }

    /// The digests of all bytes so far; more may follow.
    package func digests() -> FileDigests {
        FileDigests(
            md5: md5.map { DigestValue(Array($0.finalize())) },
            sha256: sha256.map { DigestValue(Array($0.finalize())) }
        )
    }
}
