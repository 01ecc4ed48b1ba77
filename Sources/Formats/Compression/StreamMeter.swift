// SPDX-License-Identifier: Apache-2.0

/// Counts the bytes of a stream, and hashes them where that is wanted.
struct StreamMeter: Sendable {
    private(set) var count: UInt64 = 0
    private var hasher: ContentHasher

    init(isHashing: Bool = true) {
        hasher = ContentHasher(isHashing ? [.sha256] : [])
    }

    mutating func add(_ bytes: [UInt8]) {
        count += UInt64(bytes.count)
        hasher.update(bytes)
    }

    /// SHA-256 of the bytes so far; empty where none is taken.
    var digest: DigestValue { hasher.digests().sha256 ?? DigestValue([]) }
}
