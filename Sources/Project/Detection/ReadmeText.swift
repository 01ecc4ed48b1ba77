// SPDX-License-Identifier: Apache-2.0

/// Finds what a README says its project is.
package enum ReadmeText {
    /// Longer than any synopsis that a package manager shows whole.
    static let longest = 200

    /// The first sentence of the first paragraph, without its full stop and without markup; nil when there is none.
    ///
    /// Headings, badges, pictures, HTML, code, quotes, lists, tables and front matter are no paragraphs.
    package static func description(in text: String) -> String? {
        for paragraph in paragraphs(in: text) {
            let words = plain(paragraph).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let sentence = firstSentence(of: words)
            if sentence.filter(\.isLetter).count >= 8 { return sentence }
        }
        return nil
    }

    private static func paragraphs(in text: String) -> [String] {
        var paragraphs: [String] = []
        var current: [Substring] = []
        var skipsUntil: String?
        var skipsBlock = false
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        if lines.first?.hasPrefix("\u{FEFF}") == true { lines[0].removeFirst() }
        if lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") { lines.removeFirst(end + 1) }
        for line in lines {
            let content = line.drop { $0 == " " || $0 == "\t" }
            if let end = skipsUntil {
                if content.contains(end) { skipsUntil = nil }
                continue
            }
            if content.isEmpty {
                paragraphs.append(current.joined(separator: " "))
                current = []
                skipsBlock = false
                continue
            }
            if skipsBlock { continue }
            if !current.isEmpty, content.allSatisfy({ $0 == "=" }) || content.allSatisfy({ $0 == "-" }) {
                current = []
            } else if let fence = ["```", "~~~"].first(where: content.hasPrefix) {
                skipsUntil = fence
            } else if content.hasPrefix("<!--") {
                if !content.contains("-->") { skipsUntil = "-->" }
            } else if current.isEmpty, isBlock(content) || line.hasPrefix("    ") || line.hasPrefix("\t") {
                skipsBlock = !content.hasPrefix("#") && !content.hasPrefix("[![") && !content.hasPrefix("![")
            } else {
                current.append(content)
            }
        }
        paragraphs.append(current.joined(separator: " "))
        return paragraphs.filter { !$0.isEmpty }
    }

    private static func isBlock(_ line: Substring) -> Bool {
        let starts = ["#", "<", "[![", "![", "* ", "- ", "+ ", "|", ">", "..", "==", "--", "**", "[^"]
        if starts.contains(where: line.hasPrefix) {
            return !line.hasPrefix("**") || line.dropFirst(2).allSatisfy { $0 == "*" }
        }
        if line.hasPrefix("["), line.contains("]: ") { return true }
        let digits = line.prefix(while: \.isNumber)
        return !digits.isEmpty && line.dropFirst(digits.count).hasPrefix(". ")
    }

    /// The text without links' addresses, pictures, emphasis, code marks and tags.
    private static func plain(_ text: String) -> String {
        var result = ""
        var rest = Substring(text)
        while let character = rest.first {
            rest.removeFirst()
            switch character {
            case "!" where rest.first == "[":
                rest = afterLink(rest.dropFirst())?.rest ?? rest
            case "[":
                if let link = afterLink(rest) {
                    result += plain(String(link.label))
                    rest = link.rest
                } else {
                    result.append(character)
                }
            case "<":
                guard let end = rest.firstIndex(of: ">"), rest.first.map({ $0.isLetter || $0 == "/" }) == true else {
                    result.append(character)
                    continue
                }
                let inside = rest[..<end]
                if inside.hasPrefix("http") { result += inside }
                rest = rest[rest.index(after: end)...]
            case "*", "`": continue
            case "_" where result.last.map { !$0.isLetter && !$0.isNumber } ?? true: continue
            case "_" where rest.first.map { !$0.isLetter && !$0.isNumber } ?? true: continue
            default: result.append(character)
            }
        }
        return result
    }

    /// Takes the rest of a link apart, after its `[`.
    private static func afterLink(_ text: Substring) -> (label: Substring, rest: Substring)? {
        var depth = 1
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == "[" { depth += 1 }
            if text[index] == "]" { depth -= 1 }
            if depth == 0 { break }
            index = text.index(after: index)
        }
        guard index < text.endIndex else { return nil }
        let rest = text[text.index(after: index)...]
        for (open, close) in [("(", ")"), ("[", "]")] as [(Character, Character)] where rest.first == open {
            guard let end = rest.firstIndex(of: close) else { return nil }
            return (text[..<index], rest[rest.index(after: end)...])
        }
        return (text[..<index], rest)
    }

    private static func firstSentence(of text: String) -> String {
        var end = text.endIndex
        var index = text.startIndex
        while let dot = text[index...].firstIndex(where: { ".!?".contains($0) }) {
            let next = text.index(after: dot)
            let word = text[..<dot].split(separator: " ").last ?? ""
            let isAbbreviation = ["e.g", "i.e", "vs", "etc", "cf"].contains(word.lowercased())
            if next == text.endIndex || text[next] == " " && !isAbbreviation {
                end = text[dot] == "." ? dot : next
                break
            }
            index = next
        }
        let sentence = text[..<end]
        guard sentence.count > longest else { return String(sentence) }
        let cut = sentence.prefix(longest)
        return String(cut[..<(cut.lastIndex(of: " ") ?? cut.endIndex)]) + "…"
    }
}
