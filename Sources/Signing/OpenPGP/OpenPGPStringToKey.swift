// SPDX-License-Identifier: Apache-2.0
import Crypto
import Formats

/// How a passphrase becomes the key of a cipher (RFC 9580, section 3.7).
struct OpenPGPStringToKey: Sendable, Hashable {
    let hash: OpenPGPHash
    let salt: [UInt8]
    /// The number of bytes to hash; nil for salt and passphrase once.
    let count: Int?

    /// The number of bytes that a count's octet stands for: 1024 to 65,011,712.
    static func count(coded octet: UInt8) -> Int { (16 + Int(octet & 15)) << (Int(octet >> 4) + 6) }

    func key(_ passphrase: [UInt8], bytes: Int) -> SymmetricKey {
        let unit = salt + passphrase
        let wanted = max(count ?? 0, unit.count)
        // One long run of whole units is hashed faster than many short ones.
        let run =
            unit.isEmpty ? [] : Array(repeatElement(unit, count: max(1, min(wanted, 1 << 16) / unit.count)).joined())
        var key: [UInt8] = []
        var block = 0
        while key.count < bytes {
            var hasher = OpenPGPHasher(hash)
            if block > 0 { hasher.update([UInt8](repeating: 0, count: block)) }
            var left = wanted
            while left >= run.count, !run.isEmpty {
                hasher.update(run)
                left -= run.count
            }
            if left > 0 { hasher.update(Array(run.prefix(left))) }
            key += hasher.finalize().bytes
            block += 1
        }
        return SymmetricKey(data: Array(key.prefix(bytes)))
    }
}
