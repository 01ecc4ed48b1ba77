// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("Hashing beside the reader")
struct HashingLaneTests {
    @Test("Gives the digests that hashing on the way would", arguments: [1, 2, 3] as [UInt64])
    func sameDigests(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let lane = HashingLane([.md5, .sha256])
        var expected: [Int: FileDigests] = [:]
        for index in 0..<200 {
            var hasher = ContentHasher([.md5, .sha256])
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                // Most pieces are small, some alone more than may wait.
                let count =
                    Int.random(in: 0..<20, using: &random) == 0
                    ? HashingLane.patientCapacity + 1 : Int.random(in: 0...5000, using: &random)
                let piece = [UInt8](repeating: UInt8.random(in: 0...255, using: &random), count: count)
                lane.add(piece)
                hasher.update(piece)
                if Int.random(in: 0..<50, using: &random) == 0 { #expect(lane.current() == hasher.digests()) }
            }
            lane.end(index)
            expected[index] = hasher.digests()
        }
        #expect(lane.digests() == expected)
    }
}
