// SPDX-License-Identifier: Apache-2.0
import Repositories
import Testing

@Suite("When chunks are merged")
struct ChunkPolicyTests {
    private static let kilobyte = 1 << 10

    @Test func `the last chunk takes what is added while it is small`() {
        #expect(ChunkPolicy.firstMerged(sizes: [1 << 20, 10_000], added: 700) == 1)
        #expect(ChunkPolicy.firstMerged(sizes: [1 << 20, 70_000], added: 700) == 2)
        #expect(ChunkPolicy.firstMerged(sizes: [], added: 700) == 0)
    }

    @Test func `small chunks at the end are merged once they make a large one`() {
        let small = [Int](repeating: 65 * Self.kilobyte, count: 3)
        #expect(ChunkPolicy.firstMerged(sizes: [1 << 20] + small, added: 700) == 4)
        #expect(ChunkPolicy.firstMerged(sizes: [1 << 20] + small + [62 * Self.kilobyte], added: 700) == 1)
        let medium = [Int](repeating: 257 * Self.kilobyte, count: 3)
        #expect(ChunkPolicy.firstMerged(sizes: [1 << 20] + medium + small + [62 * Self.kilobyte], added: 700) == 1)
    }

    @Test func `a hundred thousand additions compress each byte a few times, and leave few small chunks`() {
        var sizes: [Int] = []
        var compressed = 0
        let entry = 900
        for _ in 0..<100_000 {
            let first = ChunkPolicy.firstMerged(sizes: sizes, added: entry)
            var text = sizes[first...].reduce(entry, +)
            compressed += text
            sizes.removeLast(sizes.count - first)
            while text >= ChunkPolicy.full {
                sizes.append(ChunkPolicy.full)
                text -= ChunkPolicy.full
            }
            if text > 0 { sizes.append(text) }
        }
        #expect(sizes.reduce(0, +) == 100_000 * entry)
        #expect(sizes.filter { $0 < ChunkPolicy.full / 2 }.count <= 8)
        // Half an open chunk on average, and three times in all for what is settled.
        #expect(compressed < 100_000 * (ChunkPolicy.open / 2 + 4 * entry) * 11 / 10)
    }
}
