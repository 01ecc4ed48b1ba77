// SPDX-License-Identifier: Apache-2.0

/// Tells x86 machine code from other bytes.
enum X86Code {
    /// Whether relative calls and jumps, which xz's x86 filter rewrites, are frequent in `bytes`.
    ///
    /// Their four bytes of distance are nearly always below 16 MiB, forward or back, so that the last is
    /// 00 or FF; in other bytes that follows a call's E8 or a jump's E9 once in 128 times.
    /// Only every fourth page is looked at.
    static func isFrequent(in bytes: [UInt8]) -> Bool {
        let page = 4096
        let length = 5
        var seen = 0
        var calls = 0
        for start in stride(from: 0, to: bytes.count, by: 4 * page) {
            let end = min(start + page, bytes.count) - length
            var index = start
            while index < end {
                if bytes[index] & 0xFE == 0xE8, bytes[index + 4] == 0 || bytes[index + 4] == 0xFF {
                    calls += 1
                    index += length
                } else {
                    index += 1
                }
            }
            seen += max(0, end - start)
        }
        return calls > 16 && calls > seen / 400
    }
}
