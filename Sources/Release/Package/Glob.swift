// SPDX-License-Identifier: Apache-2.0

/// A pattern for paths: `*` and `?` stay within a name, `**` spans names, `[abc]` is one of several characters.
package struct Glob: Sendable, Hashable {
    private enum Part: Hashable {
        /// `**`.
        case anyNames
        case literal(String)
        case pattern([Character])
    }

    /// Whether a text has what makes it a pattern.
    package static func isPattern(_ text: some StringProtocol) -> Bool { text.contains { "*?[".contains($0) } }

    private let parts: [Part]

    package init(_ pattern: String) {
        parts = pattern.split(separator: "/").map { part in
            if part == "**" { return .anyNames }
            return Self.isPattern(part) ? .pattern(Array(part)) : .literal(String(part))
        }
    }

    /// Whether the pattern names the path.
    package func matches(_ path: String) -> Bool {
        Self.match(parts[...], path.split(separator: "/")[...])
    }

    private static func match(_ pattern: ArraySlice<Part>, _ names: ArraySlice<Substring>) -> Bool {
        guard let first = pattern.first else { return names.isEmpty }
        let rest = pattern.dropFirst()
        if first == .anyNames {
            return rest.isEmpty || (names.startIndex...names.endIndex).contains { match(rest, names[$0...]) }
        }
        guard let name = names.first else { return false }
        let isNamed =
            switch first {
            case .anyNames: true
            case .literal(let text): name == text
            case .pattern(let characters): matchName(characters, Array(name))
            }
        return isNamed && match(rest, names.dropFirst())
    }

    /// Only the last `*` is tried again, so that no pattern takes longer than the product of the two lengths.
    private static func matchName(_ pattern: [Character], _ name: [Character]) -> Bool {
        var (place, index) = (0, 0)
        var star: (place: Int, index: Int)?
        while true {
            if place < pattern.count, pattern[place] == "*" {
                star = (place, index)
                place += 1
            } else if place == pattern.count, index == name.count {
                return true
            } else if index < name.count, let width = width(of: pattern[place...], matching: name[index]) {
                place += width
                index += 1
            } else if let last = star, last.index < name.count {
                star = (last.place, last.index + 1)
                (place, index) = (last.place + 1, last.index + 1)
            } else {
                return false
            }
        }
    }

    /// How many characters the pattern's next element has; nil when it does not stand for `character`.
    private static func width(of pattern: ArraySlice<Character>, matching character: Character) -> Int? {
        guard let first = pattern.first else { return nil }
        if first == "?" { return 1 }
        if first == "[", let close = pattern.dropFirst(2).firstIndex(of: "]") {
            let set = pattern[(pattern.startIndex + 1)..<close]
            return inSet(set, character) ? close + 1 - pattern.startIndex : nil
        }
        return first == character ? 1 : nil
    }

    private static func inSet(_ set: ArraySlice<Character>, _ character: Character) -> Bool {
        let isNegated = set.first == "!" || set.first == "^"
        let members = Array(isNegated ? set.dropFirst() : set)
        var found = false
        var index = 0
        while index < members.count {
            if index + 2 < members.count, members[index + 1] == "-" {
                found = found || (members[index] <= character && character <= members[index + 2])
                index += 3
            } else {
                found = found || members[index] == character
                index += 1
            }
        }
        return found != isNegated
    }
}
