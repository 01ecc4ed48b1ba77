// SPDX-License-Identifier: Apache-2.0
import Crypto
import Formats

/// A sink that keeps no byte, only their number and digest.
struct DigestSink: ByteSink {
    private var hasher = SHA256()
    private(set) var count: UInt64 = 0

    mutating func write(_ bytes: [UInt8]) {
        hasher.update(data: bytes)
        count += UInt64(bytes.count)
    }

    /// 64 hexadecimal digits.
    var sha256: String { hasher.finalize().hexadecimal }
}
