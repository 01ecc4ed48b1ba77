// SPDX-License-Identifier: Apache-2.0

/// A pattern for paths: `*` and `?` stay within a name, `**` spans names, `[abc]` is one of several characters.
package struct Glob: Sendable, Hashable {
    private let parts: [String]

    package init(_ pattern: String) {
        parts = pattern.split(separator: "/").map(String.init)
    }

    /// Whether the pattern names the path.
    package func matches(_ path: String) -> Bool {
        Self.match(parts[...], path.split(separator: "/").map(String.init)[...])
    }

    private static func match(_ pattern: ArraySlice<String>, _ names: ArraySlice<String>) -> Bool {
        guard let first = pattern.first else { return names.isEmpty }
        if first == "**" {
            return (names.startIndex...names.endIndex).contains { match(pattern.dropFirst(), names[$0...]) }
        }
        guard let name = names.first, matchName(Array(first)[...], Array(name)[...]) else { return false }
        return match(pattern.dropFirst(), names.dropFirst())
    }

    private static func matchName(_ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        switch first {
        case "*": return (name.startIndex...name.endIndex).contains { matchName(pattern.dropFirst(), name[$0...]) }
        case "?": return !name.isEmpty && matchName(pattern.dropFirst(), name.dropFirst())
        case "[":
            guard let close = pattern.dropFirst(2).firstIndex(of: "]"), let character = name.first else { return false }
            guard inSet(pattern[(pattern.startIndex + 1)..<close], character) else { return false }
            return matchName(pattern[(close + 1)...], name.dropFirst())
        default: return name.first == first && matchName(pattern.dropFirst(), name.dropFirst())
        }
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
