// SPDX-License-Identifier: Apache-2.0

/// The hash function BLAKE2b without a key (RFC 7693), which swift-crypto does not have.
struct BLAKE2b: Sendable {
    private static let blockSize = 128

    private var state: [UInt64]
    private let digestSize: Int
    /// The bytes that wait for more: a block is worked on only when it is known not to be the last.
    private var pending: [UInt8] = []
    private var count: UInt64 = 0

    /// - Parameter digestSize: In bytes, 1 to 64.
    init(digestSize: Int) {
        self.digestSize = digestSize
        state = Self.initial
        state[0] ^= 0x0101_0000 ^ UInt64(digestSize)
    }

    mutating func update(_ bytes: [UInt8]) {
        pending += bytes
        guard pending.count > Self.blockSize else { return }
        var start = 0
        while pending.count - start > Self.blockSize {
            count += UInt64(Self.blockSize)
            compress(at: start, isLast: false)
            start += Self.blockSize
        }
        pending.removeFirst(start)
    }

    /// The digest of all bytes so far. The hasher is used up.
    mutating func finalize() -> [UInt8] {
        count += UInt64(pending.count)
        pending += [UInt8](repeating: 0, count: Self.blockSize - pending.count)
        compress(at: 0, isLast: true)
        let bytes = state.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (UInt64($0) * 8)) } }
        return Array(bytes.prefix(digestSize))
    }

    static func hash(_ bytes: [UInt8], digestSize: Int) -> [UInt8] {
        var hasher = BLAKE2b(digestSize: digestSize)
        hasher.update(bytes)
        return hasher.finalize()
    }

    private mutating func compress(at start: Int, isLast: Bool) {
        var message = [UInt64](repeating: 0, count: 16)
        for index in 0..<16 {
            var word: UInt64 = 0
            for byte in (0..<8).reversed() { word = word << 8 | UInt64(pending[start + index * 8 + byte]) }
            message[index] = word
        }
        var v = state + Self.initial
        v[12] ^= count
        if isLast { v[14] = ~v[14] }
        func mix(_ a: Int, _ b: Int, _ c: Int, _ d: Int, _ x: UInt64, _ y: UInt64) {
            v[a] = v[a] &+ v[b] &+ x
            v[d] = Self.rotated(v[d] ^ v[a], 32)
            v[c] = v[c] &+ v[d]
            v[b] = Self.rotated(v[b] ^ v[c], 24)
            v[a] = v[a] &+ v[b] &+ y
            v[d] = Self.rotated(v[d] ^ v[a], 16)
            v[c] = v[c] &+ v[d]
            v[b] = Self.rotated(v[b] ^ v[c], 63)
        }
        for round in 0..<12 {
            let order = Self.orders[round % 10]
            mix(0, 4, 8, 12, message[order[0]], message[order[1]])
            mix(1, 5, 9, 13, message[order[2]], message[order[3]])
            mix(2, 6, 10, 14, message[order[4]], message[order[5]])
            mix(3, 7, 11, 15, message[order[6]], message[order[7]])
            mix(0, 5, 10, 15, message[order[8]], message[order[9]])
            mix(1, 6, 11, 12, message[order[10]], message[order[11]])
            mix(2, 7, 8, 13, message[order[12]], message[order[13]])
            mix(3, 4, 9, 14, message[order[14]], message[order[15]])
        }
        for index in 0..<8 { state[index] ^= v[index] ^ v[index + 8] }
    }

    private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 { word >> bits | word << (64 - bits) }

    /// The initialisation vector, SHA-512's.
    private static let initial: [UInt64] = [
        0x6A09_E667_F3BC_C908, 0xBB67_AE85_84CA_A73B, 0x3C6E_F372_FE94_F82B, 0xA54F_F53A_5F1D_36F1,
        0x510E_527F_ADE6_82D1, 0x9B05_688C_2B3E_6C1F, 0x1F83_D9AB_FB41_BD6B, 0x5BE0_CD19_137E_2179,
    ]

    /// The order of the message's words in each round.
    private static let orders: [[Int]] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
        [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
        [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
        [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
        [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
        [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
        [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
        [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
        [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
    ]
}
