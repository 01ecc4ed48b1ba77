// SPDX-License-Identifier: Apache-2.0

/// What can be told of a YAML text without parsing it.
///
/// The parser compares the keys of a mapping by their whole content, which takes exponential time when a key is built
/// of aliases of aliases. No configuration has such keys, so they are refused beforehand.
struct YAMLOutline {
    /// Whether the text has aliases, and a key that is an alias, a list or a mapping.
    let hasCompositeKeyWithAlias: Bool

    init(_ text: String) {
        let bytes = Array(text.utf8)
        hasCompositeKeyWithAlias = Self.hasAlias(bytes) && Self.hasCompositeKey(bytes)
    }

    /// An alias begins with an asterisk where a value may begin.
    private static func hasAlias(_ bytes: [UInt8]) -> Bool {
        bytes.indices.contains { index in
            bytes[index] == UInt8(ascii: "*") && beginsToken(at: index, in: bytes)
                && index + 1 < bytes.count && !isSpace(bytes[index + 1])
        }
    }

    private static func hasCompositeKey(_ bytes: [UInt8]) -> Bool {
        for index in bytes.indices where beginsToken(at: index, in: bytes) {
            if bytes[index] == UInt8(ascii: "?"), index + 1 == bytes.count || isSpace(bytes[index + 1]) { return true }
            if bytes[index] == UInt8(ascii: "*") {
                let rest = bytes[(index + 1)...].drop(while: isAnchorCharacter)
                if isColon(after: rest) { return true }
            }
        }
        return bytes.indices.contains { index in
            (bytes[index] == UInt8(ascii: "]") || bytes[index] == UInt8(ascii: "}"))
                && isColon(after: bytes[(index + 1)...]) && !endsTemplateTag(at: index, in: bytes)
        }
    }

    /// Whether the brace is the last of `{{name}}`.
    private static func endsTemplateTag(at index: Int, in bytes: [UInt8]) -> Bool {
        guard index > 3, bytes[index] == UInt8(ascii: "}"), bytes[index - 1] == UInt8(ascii: "}") else { return false }
        let before = bytes[..<(index - 1)].suffix(256)
        let name = before.reversed().prefix {
            isAnchorCharacter($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: " ")
        }
        return !name.isEmpty && before.dropLast(name.count).suffix(2).elementsEqual("{{".utf8)
    }

    private static func isAnchorCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isColon(after rest: ArraySlice<UInt8>) -> Bool {
        rest.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } == UInt8(ascii: ":")
    }

    private static func beginsToken(at index: Int, in bytes: [UInt8]) -> Bool {
        guard index > 0 else { return true }
        let previous = bytes[index - 1]
        return isSpace(previous) || "[{,:-".utf8.contains(previous) || previous >= 0x80
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) || byte >= 0x80
    }
}
