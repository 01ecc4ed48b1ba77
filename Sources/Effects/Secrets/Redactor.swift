// SPDX-License-Identifier: Apache-2.0

/// Replaces secrets in text, also where they stand in base64 or percent-encoded.
///
/// A value under 4 bytes is no secret: replacing it would tear up ordinary words.
package struct Redactor: Sendable, Hashable {
    package static let replacement = "<redacted>"
    package static let shortest = 4

    /// What is replaced, the longest first, so that a secret which begins with another one is replaced whole.
    private var needles: [[UInt8]] = []

    package init(_ secrets: [String] = []) {
        for secret in secrets { add(secret) }
    }

    package mutating func add(_ secret: Secret) {
        add(secret.value)
    }

    private mutating func add(_ secret: String) {
        let bytes = Array(secret.utf8)
        guard bytes.count >= Self.shortest else { return }
        // A key of several lines is also shown line by line.
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) }.filter { $0.count >= 16 }
        var forms = [bytes, Self.percentEncoded(bytes, lowercase: false), Self.percentEncoded(bytes, lowercase: true)]
        forms += lines
        for alphabet in [Self.base64, Self.base64URL] {
            for shift in 0..<3 { forms.append(Self.encoded(bytes, with: alphabet, shift: shift)) }
        }
        for form in forms where form.count >= Self.shortest && !needles.contains(form) { needles.append(form) }
        needles.sort { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
    }

    /// The text with every secret in it replaced by `<redacted>`; where several begin, the longest.
    package func redact(_ text: String) -> String {
        guard !needles.isEmpty else { return text }
        let bytes = Array(text.utf8)
        let starts = Set(needles.compactMap(\.first))
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if starts.contains(bytes[index]), let needle = needles.first(where: { bytes[index...].starts(with: $0) }) {
                result += Array(Self.replacement.utf8)
                index += needle.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// What base64 makes of the bytes when `shift` others precede them: the digits that depend on them alone.
    ///
    /// `user:password` in an Authorization header has the password at any place of a group of three.
    private static func encoded(_ bytes: [UInt8], with alphabet: [UInt8], shift: Int) -> [UInt8] {
        let padded = [UInt8](repeating: 0, count: shift) + bytes
        var digits: [UInt8] = []
        for bit in stride(from: 0, to: padded.count * 8, by: 6) {
            let first = UInt16(padded[bit / 8]) << 8
            let second = bit / 8 + 1 < padded.count ? UInt16(padded[bit / 8 + 1]) : 0
            digits.append(alphabet[Int((first | second) >> (10 - UInt16(bit % 8)) & 0x3f)])
        }
        let hasOpenEnd = padded.count % 3 != 0
        return Array(digits.dropFirst(shift == 0 ? 0 : shift + 1).dropLast(hasOpenEnd ? 1 : 0))
    }

    private static func percentEncoded(_ bytes: [UInt8], lowercase: Bool) -> [UInt8] {
        let digits = Array((lowercase ? "0123456789abcdef" : "0123456789ABCDEF").utf8)
        return bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                [byte]
            default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }

    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let base64 = Array((letters + "+/").utf8)
    private static let base64URL = Array((letters + "-_").utf8)
}
