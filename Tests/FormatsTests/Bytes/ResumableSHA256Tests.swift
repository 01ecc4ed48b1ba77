// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("SHA-256 that can be taken up again")
struct ResumableSHA256Tests {
    private static func reference(_ bytes: [UInt8]) -> DigestValue? {
        var hasher = ContentHasher([.sha256])
        hasher.update(bytes)
        return hasher.digests().sha256
    }

    @Test(arguments: Array(0...200) + [1_000, 4_095, 4_096, 100_001])
    func `agrees with the library for content of any size`(_ count: Int) {
        let bytes = sampleBytes(count, seed: UInt64(count))
        var hasher = ResumableSHA256()
        hasher.update(bytes)
        #expect(hasher.digest() == Self.reference(bytes))
        #expect(hasher.count == UInt64(count))
    }

    @Test(arguments: [0, 1, 55, 56, 63, 64, 65, 127, 128, 1_000])
    func `goes on from a saved state as if it had never stopped`(_ first: Int) throws {
        let bytes = sampleBytes(1_500)
        var hasher = ResumableSHA256()
        for part in [bytes[..<first], bytes[first...]] {
            var resumed = try ResumableSHA256(resuming: hasher.saved)
            #expect(resumed == hasher)
            resumed.update(Array(part))
            hasher = resumed
        }
        #expect(hasher.digest() == Self.reference(bytes))
    }

    @Test func `takes its bytes in pieces of any size`() {
        let bytes = sampleBytes(5_000, seed: 3)
        for piece in [1, 3, 63, 64, 65, 200] {
            var hasher = ResumableSHA256()
            for start in stride(from: 0, to: bytes.count, by: piece) {
                hasher.update(Array(bytes[start..<min(start + piece, bytes.count)]))
            }
            #expect(hasher.digest() == Self.reference(bytes))
        }
    }

    @Test func `refuses a state that is too short or too long`() throws {
        var hasher = ResumableSHA256()
        hasher.update([1, 2, 3])
        let saved = hasher.saved
        #expect(saved.count == 43)
        for damaged in [[], Array(saved.dropLast()), saved + [0]] {
            #expect(throws: UnexpectedEnd.self) { try ResumableSHA256(resuming: damaged) }
        }
    }
}
