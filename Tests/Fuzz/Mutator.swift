// SPDX-License-Identifier: Apache-2.0

@_silgen_name("LLVMFuzzerMutate")
private func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int) -> Int

/// libFuzzer's own changes, after which the checksums of tar headers are right again: few changes would get past them.
@_cdecl("LLVMFuzzerCustomMutator")
public func customMutator(
    _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: CUnsignedInt
) -> Int {
    let count = mutate(bytes, count, limit)
    let magic = Array("ustar".utf8)
    var index = 257
    while index + 255 <= count {
        if (0..<magic.count).allSatisfy({ bytes[index + $0] == magic[$0] }) {
            let start = index - 257
            var sum = 8 * 0x20
            for offset in 0..<512 where !(148..<156).contains(offset) { sum += Int(bytes[start + offset]) }
            let digits = String(sum, radix: 8).utf8
            for offset in 148..<154 { bytes[start + offset] = 0x30 }
            for (offset, digit) in digits.enumerated() { bytes[start + 154 - digits.count + offset] = digit }
            bytes[start + 154] = 0
            bytes[start + 155] = 0x20
        }
        index += 1
    }
    return count
}
