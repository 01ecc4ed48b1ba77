// SPDX-License-Identifier: Apache-2.0

/// Recognises a licence by its text.
package enum LicenseText {
    /// The SPDX identifier of a licence's text, or nil for a text that is none of the common ones.
    ///
    /// A licence of the GNU family is taken as `-only`: its text alone does not grant later versions.
    package static func identifier(of text: String) -> String? {
        if let stated = statedIdentifier(in: text) { return stated }
        let words = normalized(text)
        let title = words.prefix(400)
        if words.contains("apache license version 2.0") {
            return words.contains("runtime library exception to the apache 2.0 license")
                ? "Apache-2.0 WITH Swift-exception" : "Apache-2.0"
        }
        if title.contains("mozilla public license version 2.0") { return "MPL-2.0" }
        for (name, identifier) in [
            ("gnu affero general public license", "AGPL"), ("gnu lesser general public license", "LGPL"),
            ("gnu library general public license", "LGPL"), ("gnu general public license", "GPL"),
        ] where title.contains(name) {
            for version in ["3", "2.1", "2"] where title.contains("\(name) version \(version)") {
                return "\(identifier)-\(version.contains(".") ? version : version + ".0")-only"
            }
        }
        if words.contains(
            "permission is hereby granted free of charge to any person obtaining a copy of this software and associated documentation files"
        ) {
            return words.contains("this permission notice shall be included") ? "MIT" : "MIT-0"
        }
        if words.contains("redistribution and use in source and binary forms") {
            if words.contains("all advertising materials mentioning") { return "BSD-4-Clause" }
            return words.contains("endorse or promote products") ? "BSD-3-Clause" : "BSD-2-Clause"
        }
        if words.contains(
            "permission to use copy modify and or distribute this software for any purpose with or without fee is hereby granted"
        )
            || words.contains(
                "permission to use copy modify and distribute this software for any purpose with or without fee is hereby granted"
            )
        {
            return words.contains("provided that the above copyright notice") ? "ISC" : "0BSD"
        }
        if words.contains("this is free and unencumbered software released into the public domain") {
            return "Unlicense"
        }
        if words.contains("boost software license version 1.0") { return "BSL-1.0" }
        if title.contains("cc0 1.0 universal") { return "CC0-1.0" }
        if words.contains("altered source versions must be plainly marked as such") { return "Zlib" }
        return nil
    }

    /// Years and names of the lines such as `Copyright (c) 2024 Ada Lovelace`, in their order; none of a text that leaves
    /// them to be filled in.
    package static func holders(in text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).compactMap(holder)
    }

    private static func holder(in line: Substring) -> String? {
        var words = line.replacing("©", with: " (c) ").split(whereSeparator: \.isWhitespace)
        while let first = words.first, ["//", "#", "*", "-"].contains(first) { words.removeFirst() }
        var (hasWord, hasMark) = (false, false)
        while let first = words.first?.lowercased() {
            if ["copyright", "copyright:"].contains(first) {
                hasWord = true
            } else if first == "(c)" {
                hasMark = true
            } else {
                break
            }
            words.removeFirst()
        }
        let holder = words.joined(separator: " ")
        let isFilledIn =
            !holder.contains("[") && (!holder.contains("<") || holder.contains("@") || holder.contains("://"))
            && Set(words.map { $0.lowercased() }).isDisjoint(with: ["year", "yyyy", "19yy", "20yy"])
        let names = words.drop { $0.allSatisfy { $0.isNumber || ",-–.".contains($0) } }
        guard isFilledIn, names.joined().contains(where: \.isLetter) else { return nil }
        // Prose has the word alone (`copyright notice`), and numbers its clauses by the mark alone (`(c) You must`).
        let year = words[0].prefix(4)
        let hasYear = year.count == 4 && year.allSatisfy(\.isNumber)
        guard hasYear ? hasWord || hasMark : hasWord && hasMark else { return nil }
        // The GNU licences begin with whose their own text is.
        return holder.contains("Free Software Foundation") ? nil : holder
    }

    /// The identifier of several files' texts, in the order of their names: alternatives of each other when their names
    /// say so (`LICENSE-MIT`, `LICENSE-APACHE`), otherwise the first that is known.
    package static func identifier(ofFiles files: [(name: String, text: String)]) -> String? {
        let known = files.compactMap { file in identifier(of: file.text).map { (name: file.name, identifier: $0) } }
        let alternatives = Set(known.filter { $0.name.contains("-") }.map(\.identifier))
        if alternatives.count > 1 { return alternatives.sorted().joined(separator: " OR ") }
        // COPYING.LESSER amends the COPYING beside it.
        return known.first { $0.identifier.hasPrefix("LGPL") }?.identifier ?? known.first?.identifier
    }

    /// Whether a file of the name holds a licence.
    package static func isLicense(_ name: String) -> Bool {
        let lower = name.lowercased()
        return ["license", "licence", "copying", "unlicense"].contains { stem in
            lower == stem || lower.hasPrefix(stem + ".") || lower.hasPrefix(stem + "-")
        }
    }

    private static func statedIdentifier(in text: String) -> String? {
        for line in text.split(whereSeparator: \.isNewline).prefix(5) {
            guard let mark = line.firstRange(of: "SPDX-License-Identifier:") else { continue }
            let rest = line[mark.upperBound...].drop { $0 == " " }.prefix {
                $0.isASCII && ($0.isLetter || $0.isNumber || " .+-()".contains($0))
            }
            let words = rest.split(separator: " ").joined(separator: " ")
            return words.isEmpty ? nil : words
        }
        return nil
    }

    /// Words in lower case with one space between; of punctuation only the full stop within a word is left.
    private static func normalized(_ text: String) -> String {
        var words: [String] = []
        var word = ""
        for character in text.lowercased() {
            if character.isLetter || character.isNumber || character == "." {
                word.append(character)
            } else if !word.isEmpty {
                words.append(word)
                word = ""
            }
        }
        words.append(word)
        return words.map { word in
            var word = Substring(word)
            while word.last == "." { word.removeLast() }
            return String(word)
        }.filter { !$0.isEmpty }.joined(separator: " ")
    }
}
