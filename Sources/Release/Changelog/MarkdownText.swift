// SPDX-License-Identifier: Apache-2.0

/// A commit's words as Markdown: what they mark up stays, HTML does not become part of the page, and references to
/// issues become links.
struct MarkdownText: Sendable, Hashable {
    /// The repository's page, where issues are; nil makes no links.
    let page: String?

    func text(_ raw: String) -> String {
        var result = ""
        var isCode = false
        var index = raw.startIndex
        while index < raw.endIndex {
            let character = raw[index]
            if character == "`" { isCode.toggle() }
            if !isCode, let reference = reference(in: raw, at: index) {
                result += link(reference)
                index = raw.index(index, offsetBy: reference.count)
                continue
            }
            switch character {
            case "<" where !isCode: result += "&lt;"
            default: result.append(character)
            }
            index = raw.index(after: index)
        }
        return result
    }

    /// A reference as a link: `#12`, or `owner/name#12`.
    func link(_ reference: String) -> String {
        guard let page, let hash = reference.firstIndex(of: "#") else { return reference }
        let number = reference[reference.index(after: hash)...]
        let repository = reference[..<hash]
        let base = repository.isEmpty ? page : Self.server(of: page) + "/" + repository
        return "[\(reference)](\(base)/issues/\(number))"
    }

    /// Whether a word is `#12` or `owner/name#12`.
    static func isReference(_ word: String) -> Bool {
        guard let hash = word.firstIndex(of: "#") else { return false }
        let number = word[word.index(after: hash)...]
        let repository = word[..<hash]
        let isName = { (part: Substring) in
            !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        }
        let parts = repository.split(separator: "/", omittingEmptySubsequences: false)
        return !number.isEmpty && number.count < 10 && number.allSatisfy { ("0"..."9").contains($0) }
            && (repository.isEmpty || parts.count == 2 && parts.allSatisfy(isName))
    }

    /// The text as part of a URL's path; slashes stay.
    static func pathEncoded(_ text: String) -> String {
        text.utf8.map { byte -> String in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                return String(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                return "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }.joined()
    }

    /// The word that begins here, if it is a reference and stands by itself.
    private func reference(in text: String, at index: String.Index) -> String? {
        guard page != nil, text[index] == "#" || text[index].isLetter else { return nil }
        if index > text.startIndex {
            let before = text[text.index(before: index)]
            if before.isLetter || before.isNumber || "/_-.&#[".contains(before) { return nil }
        }
        let word = text[index...].prefix {
            $0.isASCII && ($0.isLetter || $0.isNumber) || "._-/#".contains($0)
        }
        var candidate = String(word)
        while let last = candidate.last, ".-_/".contains(last) { candidate.removeLast() }
        return Self.isReference(candidate) ? candidate : nil
    }

    /// `https://github.com` of `https://github.com/owner/name`.
    private static func server(of page: String) -> String {
        page.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
    }
}
