// SPDX-License-Identifier: Apache-2.0
import Formats

/// Bytes that look like text and code mixed, the same for the same seed, cheap to make in any number.
func sampleBytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func random() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
    var pool: [UInt8] = []
    while pool.count < 1 << 13 { pool.append(UInt8(truncatingIfNeeded: random() >> 32)) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
        let start = Int(random() % UInt64(pool.count - 600))
        let length = min(64 + Int(random() % 500), count - bytes.count)
        bytes.append(contentsOf: pool[start..<start + length])
        pool[Int(random() % UInt64(pool.count))] = UInt8(truncatingIfNeeded: random())
    }
    return bytes
}

/// A source that hands out its bytes in pieces of changing size, as a file system or a pipe may.
struct UnevenSource: ByteSource {
    private var source: ArraySource
    private var step = 0

    init(_ bytes: [UInt8]) {
        source = ArraySource(bytes)
    }

    mutating func read(upTo count: Int) -> [UInt8] {
        step += 1
        return source.read(upTo: min(count, [1, 70_000, 13, 4_096, 300_001][step % 5]))
    }
}
