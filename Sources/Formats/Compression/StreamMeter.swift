// SPDX-License-Identifier: Apache-2.0

/// Counts and hashes the bytes of a stream.
struct StreamMeter: Sendable {
    private(set) var count: UInt64 = 0
    private var hasher = ContentHasher([.sha256])

    mutating func add(_ bytes: [UInt8]) {
        count += UInt64(bytes.count)
        hasher.update(bytes)
    }

    /// SHA-256 of the bytes so far.
    var digest: DigestValue { hasher.digests().sha256 ?? DigestValue([]) }
}
