// SPDX-License-Identifier: Apache-2.0

/// XML text looked into without taking it apart. Tags are ranges between `<` and `>`.
struct XMLFragment: Sendable {
    private let text: [UInt8]

    init(_ text: [UInt8]) {
        self.text = text
    }

    /// The opening tags of all elements with a name, in order.
    func tags(_ name: String) -> [Range<Int>] {
        var tags: [Range<Int>] = []
        var index = 0
        while let open = text[index...].firstIndex(of: UInt8(ascii: "<")) {
            guard let close = text[open...].firstIndex(of: UInt8(ascii: ">")) else { break }
            let tag = text[(open + 1)..<close]
            let word = tag.prefix { !Self.isSpace($0) && $0 != UInt8(ascii: "/") }
            if word.elementsEqual(name.utf8) { tags.append((open + 1)..<close) }
            index = close
        }
        return tags
    }

    /// The text behind an opening tag.
    func content(behind tag: Range<Int>?) -> String? {
        guard let tag, tag.upperBound < text.count, text[tag.upperBound - 1] != UInt8(ascii: "/") else { return nil }
        return Self.unescaped(text[(tag.upperBound + 1)...].prefix { $0 != UInt8(ascii: "<") })
    }

    /// The attributes in an opening tag, without their references.
    func attributes(of tag: Range<Int>?) -> [String: String] {
        guard let tag else { return [:] }
        var rest = text[tag].drop { !Self.isSpace($0) }
        var attributes: [String: String] = [:]
        while true {
            rest = rest.drop(while: Self.isSpace)
            let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "/") }
            rest = rest[name.endIndex...].dropFirst()
            guard !name.isEmpty, let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
            else { return attributes }
            let value = rest.dropFirst().prefix { $0 != quote }
            rest = rest[value.endIndex...].dropFirst()
            attributes[String(decoding: name, as: UTF8.self)] = Self.unescaped(value)
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(UInt8(ascii: "&")) else { return text }
        var out = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            out += rest[..<start]
            rest = rest[start...]
            guard let end = rest.firstIndex(of: ";") else { break }
            let reference = rest[rest.index(after: start)..<end]
            out += character(reference) ?? "&\(reference);"
            rest = rest[rest.index(after: end)...]
        }
        return out + rest
    }

    private static func character(_ reference: Substring) -> String? {
        switch reference {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard reference.hasPrefix("#") else { return nil }
            let digits = reference.dropFirst()
            let number = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
        }
    }
}
