// SPDX-License-Identifier: Apache-2.0

/// SHA-256 (FIPS 180-4) whose state can be kept and taken up again by another process.
///
/// Slower than the library's by an order of magnitude, for it uses no instructions of the processor: it is for text that
/// grows at its end, where going on from a saved state spares the hashing of all that is ahead.
package struct ResumableSHA256: Sendable, Hashable {
    /// The eight words H0 to H7.
    private var words: [UInt32]
    /// The bytes taken so far.
    package private(set) var count: UInt64
    /// The bytes behind the last whole block, fewer than `blockSize`.
    private var pending: [UInt8]

    private static let blockSize = 64

    package init() {
        words = [
            0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
        ]
        count = 0
        pending = []
    }

    package mutating func update(_ bytes: [UInt8]) {
        count += UInt64(bytes.count)
        var start = 0
        if !pending.isEmpty {
            start = min(Self.blockSize - pending.count, bytes.count)
            pending += bytes[..<start]
            guard pending.count == Self.blockSize else { return }
            Self.compress(pending, from: 0, blocks: 1, into: &words)
            pending = []
        }
        let blocks = (bytes.count - start) / Self.blockSize
        Self.compress(bytes, from: start, blocks: blocks, into: &words)
        pending = Array(bytes[(start + blocks * Self.blockSize)...])
    }

    /// The digest of all bytes so far; more may follow.
    package func digest() -> DigestValue {
        var copy = self
        let bits = count &* 8
        var padding: [UInt8] = [0x80]
        padding += [UInt8](repeating: 0, count: (119 - pending.count) % Self.blockSize)
        for shift in stride(from: 56, through: 0, by: -8) { padding.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        copy.update(padding)
        return DigestValue(Self.bigEndian(copy.words))
    }

    private static func bigEndian(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
    }

    /// FIPS 180-4, 6.2.2, for each block of 64 bytes from `start`.
    private static func compress(_ bytes: [UInt8], from start: Int, blocks: Int, into words: inout [UInt32]) {
        guard blocks > 0 else { return }
        unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
                unsafe roundConstants.withUnsafeBufferPointer { constants in
                    for block in 0..<blocks {
                        unsafe compress(
                            UnsafeBufferPointer(
                                rebasing: bytes[(start + block * blockSize)..<(start + (block + 1) * blockSize)]),
                            schedule, constants, into: &words)
                    }
                }
            }
        }
    }

    private static func compress(
        _ block: UnsafeBufferPointer<UInt8>, _ schedule: UnsafeMutableBufferPointer<UInt32>,
        _ constants: UnsafeBufferPointer<UInt32>, into words: inout [UInt32]
    ) {
        for index in 0..<16 {
            unsafe schedule[index] =
                UInt32(block[index * 4]) << 24 | UInt32(block[index * 4 + 1]) << 16
                | UInt32(block[index * 4 + 2]) << 8 | UInt32(block[index * 4 + 3])
        }
        for index in 16..<64 {
            let (early, late) = unsafe (schedule[index - 15], schedule[index - 2])
            let sigma0 = rotated(early, 7) ^ rotated(early, 18) ^ early >> 3
            let sigma1 = rotated(late, 17) ^ rotated(late, 19) ^ late >> 10
            unsafe schedule[index] = schedule[index - 16] &+ sigma0 &+ schedule[index - 7] &+ sigma1
        }
        var (a, b, c, d) = (words[0], words[1], words[2], words[3])
        var (e, f, g, h) = (words[4], words[5], words[6], words[7])
        for index in 0..<64 {
            let sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
            let choice = e & f ^ ~e & g
            let first = unsafe h &+ sum1 &+ choice &+ constants[index] &+ schedule[index]
            let sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
            let majority = a & b ^ a & c ^ b & c
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ sum0 &+ majority)
        }
        for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { words[index] = words[index] &+ value }
    }

    @inline(__always)
    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word >> count | word << (32 - count)
    }

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2).
    private static let roundConstants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}

extension ResumableSHA256 {
    /// The state as bytes: H0 to H7, the count of bytes taken, both big-endian, and the bytes of the block begun.
    package var saved: [UInt8] {
        var out = ByteWriter(reservingCapacity: 40 + pending.count)
        out.append(Self.bigEndian(words))
        out.u64(count, .big)
        out.append(pending)
        return out.bytes
    }

    /// Takes up a state that `saved` returned.
    package init(resuming saved: [UInt8]) throws(UnexpectedEnd) {
        var reader = ByteReader(saved)
        words = []
        for _ in 0..<8 { words.append(try reader.u32(.big)) }
        count = try reader.u64(.big)
        pending = Array(try reader.bytes(count: Int(count % UInt64(Self.blockSize))))
        guard reader.remaining == 0 else {
            throw UnexpectedEnd(offset: reader.offset, needed: 0, available: reader.remaining)
        }
    }
}
