// SPDX-License-Identifier: Apache-2.0

/// Counts the bytes of a stream, and hashes them where that is wanted.
package struct StreamMeter: Sendable {
    package private(set) var count: UInt64 = 0
    private var hasher: ContentHasher
    /// Where the bytes are hashed beside the thread that passes them; nil where they are as they pass, or not at all.
    private let lane: HashingLane?

    package init(isHashing: Bool = true, isAside: Bool = false) {
        hasher = ContentHasher(isHashing && !isAside ? [.sha256] : [])
        lane = isHashing && isAside ? HashingLane([.sha256]) : nil
    }

    package mutating func add(_ bytes: [UInt8]) {
        count += UInt64(bytes.count)
        if let lane { lane.add(bytes) } else { hasher.update(bytes) }
    }

    /// SHA-256 of the bytes so far; empty where none is taken.
    package var digest: DigestValue { (lane?.current() ?? hasher.digests()).sha256 ?? DigestValue([]) }
}
