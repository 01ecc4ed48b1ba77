// SPDX-License-Identifier: Apache-2.0

/// An element of an S3 answer: small XML without attributes that matter, entities of its own or mixed content.
struct S3Document: Sendable, Hashable {
    let name: String
    /// The text directly in it.
    private(set) var text = ""
    private(set) var children: [S3Document] = []

    /// The text of the first child of a name.
    subscript(name: String) -> String? {
        children.first { $0.name == name }?.text
    }

    func all(_ name: String) -> [S3Document] {
        children.filter { $0.name == name }
    }

    /// The root element; nil for what is not XML of this kind.
    init?(parsing bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var open: [S3Document] = []
        var rest = text.utf8[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            if !open.isEmpty {
                guard let decoded = Self.decoded(rest[..<start]) else { return nil }
                open[open.count - 1].text += decoded
            }
            rest = rest[start...]
            if rest.starts(with: "<![CDATA[".utf8) {
                guard !open.isEmpty, let end = rest.firstRange(of: "]]>".utf8) else { return nil }
                open[open.count - 1].text += String(rest[..<end.lowerBound].dropFirst(9)) ?? ""
                rest = rest[end.upperBound...]
                continue
            }
            let closing = rest.starts(with: "<!--".utf8) ? "-->" : rest.starts(with: "<?".utf8) ? "?>" : ">"
            guard let end = rest.firstRange(of: closing.utf8) else { return nil }
            let tag = rest[..<end.lowerBound].dropFirst()
            rest = rest[end.upperBound...]
            if closing != ">" { continue }
            // An entity that is declared could grow without bound.
            guard let first = tag.first, first != UInt8(ascii: "!"), open.count < Self.deepest else { return nil }
            if first == UInt8(ascii: "/") {
                guard let element = open.popLast(), tag.dropFirst().elementsEqual(element.name.utf8) else { return nil }
                if open.isEmpty {
                    self = element
                    return
                }
                open[open.count - 1].children.append(element)
                continue
            }
            let isEmpty = tag.last == UInt8(ascii: "/")
            let name = (isEmpty ? tag.dropLast() : tag).prefix { $0 > 0x20 }
            let element = S3Document(name: String(decoding: name, as: UTF8.self))
            if !isEmpty {
                open.append(element)
            } else if open.isEmpty {
                self = element
                return
            } else {
                open[open.count - 1].children.append(element)
            }
        }
        return nil
    }

    private init(name: String) {
        self.name = name
    }

    private static let deepest = 16

    /// Text with XML's five entities and numbers for characters undone; nil for any other entity.
    private static func decoded(_ text: Substring.UTF8View) -> String? {
        var result = ""
        var rest = Substring(text)
        while let ampersand = rest.firstIndex(of: "&") {
            result += rest[..<ampersand]
            guard let semicolon = rest[ampersand...].firstIndex(of: ";") else { return nil }
            let name = rest[rest.index(after: ampersand)..<semicolon]
            rest = rest[rest.index(after: semicolon)...]
            switch name {
            case "amp": result += "&"
            case "lt": result += "<"
            case "gt": result += ">"
            case "quot": result += "\""
            case "apos": result += "'"
            default:
                guard name.hasPrefix("#") else { return nil }
                let digits = name.dropFirst()
                let number = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
                guard let number, let scalar = Unicode.Scalar(number) else { return nil }
                result.unicodeScalars.append(scalar)
            }
        }
        return result + rest
    }
}
