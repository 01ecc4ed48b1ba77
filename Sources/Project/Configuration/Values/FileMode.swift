// SPDX-License-Identifier: Apache-2.0

/// The permission bits of a file, set-user-ID, set-group-ID and sticky included.
package struct FileMode: Sendable, Hashable, CustomStringConvertible {
    /// At most `0o7777`.
    package let bits: UInt32

    package static let file = FileMode(unchecked: 0o644)
    package static let executable = FileMode(unchecked: 0o755)

    /// Nil if there are other bits than permissions.
    package init?(bits: UInt32) {
        guard bits <= 0o7777 else { return nil }
        self.bits = bits
    }

    /// Three or four octal digits, after `0` or `0o` or by themselves.
    package init?(parsing text: String) {
        var digits = Substring(text)
        if digits.hasPrefix("0o") {
            digits.removeFirst(2)
        } else if digits.utf8.count == 5, digits.first == "0" {
            digits.removeFirst()
        }
        guard (3...4).contains(digits.utf8.count), digits.allSatisfy({ "01234567".contains($0) }),
            let bits = UInt32(digits, radix: 8)
        else { return nil }
        self.bits = bits
    }

    private init(unchecked bits: UInt32) {
        self.bits = bits
    }

    /// Four octal digits, such as `0644`.
    package var description: String {
        let digits = String(bits, radix: 8)
        return String(repeating: "0", count: max(4 - digits.count, 0)) + digits
    }
}
