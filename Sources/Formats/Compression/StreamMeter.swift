// SPDX-License-Identifier: Apache-2.0

/// Counts the bytes of a stream, and hashes them where that is wanted.
struct StreamMeter: Sendable {
    private(set) var count: UInt64 = 0
    private var hasher: ContentHasher
    /// Where the bytes are hashed beside the thread that passes them; nil where they are as they pass, or not at all.
    private let lane: HashingLane?

    init(isHashing: Bool = true, isAside: Bool = false) {
        hasher = ContentHasher(isHashing && !isAside ? [.sha256] : [])
        lane = isHashing && isAside ? HashingLane([.sha256]) : nil
    }

    mutating func add(_ bytes: [UInt8]) {
        count += UInt64(bytes.count)
        if let lane { lane.add(bytes) } else { hasher.update(bytes) }
    }

    /// SHA-256 of the bytes so far; empty where none is taken.
    var digest: DigestValue { (lane?.current() ?? hasher.digests()).sha256 ?? DigestValue([]) }
}
