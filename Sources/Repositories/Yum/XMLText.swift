// SPDX-License-Identifier: Apache-2.0

/// XML text under construction, in UTF-8.
///
/// Whatever bytes are put in as content, what comes out is well-formed: characters that XML 1.0 has no place for are left
/// out, and text that is no UTF-8 is taken for Latin-1, as all writers of this metadata do.
package struct XMLText: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init(reservingCapacity capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// Appends markup as it is.
    package mutating func markup(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Appends a decimal number.
    mutating func number(_ value: UInt64) {
        if value < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(value))
        } else {
            bytes.append(contentsOf: String(value).utf8)
        }
    }

    /// Appends the content of an element.
    package mutating func content(_ text: some BidirectionalCollection<UInt8>) { append(text, inAttribute: false) }

    /// Appends the value of an attribute, without its quotes.
    package mutating func attribute(_ text: some BidirectionalCollection<UInt8>) { append(text, inAttribute: true) }

    /// Appends `<name>text</name>`, or `<name/>` for no text.
    mutating func element(_ name: StaticString, _ text: ArraySlice<UInt8>?) {
        markup("<")
        markup(name)
        guard let text, !text.isEmpty else { return markup("/>\n") }
        markup(">")
        content(text)
        markup("</")
        markup(name)
        markup(">\n")
    }

    private mutating func append(_ text: some BidirectionalCollection<UInt8>, inAttribute: Bool) {
        // Nearly all text is printable ASCII with nothing to escape.
        if text.allSatisfy(Self.isPlain) {
            bytes.append(contentsOf: text)
            return
        }
        let text = Array(text)
        if String(validating: text, as: UTF8.self) != nil {
            appendUTF8(text, inAttribute: inAttribute)
        } else {
            // 0x80 to 0x9F are control characters, and 0xA0 to 0xBF more often misread than meant.
            for byte in text where byte < 0x80 || byte >= 0xC0 {
                if byte < 0x80 {
                    ascii(byte, inAttribute: inAttribute)
                } else {
                    bytes.append(0xC3)
                    bytes.append(byte & 0x3F | 0x80)
                }
            }
        }
    }

    private mutating func appendUTF8(_ text: [UInt8], inAttribute: Bool) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte < 0x80 {
                ascii(byte, inAttribute: inAttribute)
            } else if byte == 0xEF, index + 2 < text.count, text[index + 1] == 0xBF, text[index + 2] >= 0xBE {
                // U+FFFE and U+FFFF are no characters of XML.
                index += 2
            } else {
                bytes.append(byte)
            }
            index += 1
        }
    }

    private mutating func ascii(_ byte: UInt8, inAttribute: Bool) {
        switch byte {
        case UInt8(ascii: "<"): markup("&lt;")
        case UInt8(ascii: ">"): markup("&gt;")
        case UInt8(ascii: "&"): markup("&amp;")
        case UInt8(ascii: "\"") where inAttribute: markup("&quot;")
        // Written as they are, readers would make spaces of them.
        case 0x09 where inAttribute: markup("&#9;")
        case 0x0A where inAttribute: markup("&#10;")
        case 0x0D: markup("&#13;")
        case 0x09, 0x0A, 0x20...: bytes.append(byte)
        default: break
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
            && byte != UInt8(ascii: "&") && byte != UInt8(ascii: "\"")
    }
}
