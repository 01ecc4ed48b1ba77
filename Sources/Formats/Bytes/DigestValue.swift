// SPDX-License-Identifier: Apache-2.0

/// The result of a hash function.
package struct DigestValue: Sendable, Hashable {
    /// The digest's bytes, as many as its function yields.
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension DigestValue: CustomStringConvertible {
    /// The bytes as lower-case hexadecimal digits.
    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
