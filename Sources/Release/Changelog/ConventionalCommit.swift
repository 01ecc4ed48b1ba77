// SPDX-License-Identifier: Apache-2.0

/// A commit message taken apart as Conventional Commits 1.0.0 has it.
package struct ConventionalCommit: Sendable, Hashable {
    /// The type in lower case, such as `feat`.
    package let type: String
    package let scope: String?
    package let description: String
    /// What the commit breaks, in its own words; nil where it breaks nothing.
    package let breaking: String?

    /// Reads `type(scope)!: description`, and the footers `BREAKING CHANGE: …` and `BREAKING-CHANGE: …`.
    ///
    /// - Returns: Nil for a message of another form.
    package init?(parsing message: String) {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        guard let subject = lines.first, let colon = subject.firstIndex(of: ":") else { return nil }
        var head = subject[..<colon]
        let rest = subject[subject.index(after: colon)...]
        guard rest.first == " " else { return nil }
        let description = rest.trimmingSpaces
        guard !description.isEmpty else { return nil }
        let isMarked = head.last == "!"
        if isMarked { head.removeLast() }
        var scope: String?
        if head.last == ")" {
            guard let open = head.firstIndex(of: "(") else { return nil }
            let inner = head[head.index(after: open)...].dropLast()
            guard !inner.isEmpty, !inner.contains(where: { "()".contains($0) }) else { return nil }
            scope = inner.trimmingSpaces
            head = head[..<open]
        }
        let isWord = head.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "-")
        }
        guard !head.isEmpty, isWord else { return nil }
        type = head.lowercased()
        self.scope = scope
        self.description = description
        breaking = Self.note(in: lines.dropFirst()) ?? (isMarked ? description : nil)
    }

    /// The text of a breaking change's footer, which goes on until an empty line or the next footer.
    private static func note(in lines: ArraySlice<Substring>) -> String? {
        var words: [String] = []
        var isInside = false
        for line in lines {
            let text = line.trimmingSpaces
            if let start = ["BREAKING CHANGE: ", "BREAKING-CHANGE: "].first(where: text.hasPrefix) {
                words.append(String(text.dropFirst(start.count)))
                isInside = true
            } else if isInside {
                if text.isEmpty || CommitFooter(parsing: text) != nil { break }
                words.append(text)
            }
        }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// Whether projects that write so follow the convention: one of the types that its specification and its common
    /// configuration name.
    var hasKnownType: Bool {
        Self.knownTypes.contains(type)
    }

    private static let knownTypes: Set<String> = [
        "feat", "fix", "build", "chore", "ci", "docs", "perf", "refactor", "revert", "style", "test",
    ]
}

/// A line at the end of a commit message, such as `Closes #12`.
struct CommitFooter: Sendable, Hashable {
    let token: String
    let value: String

    /// Reads `token: value` and `token #value`; the token has no spaces.
    init?(parsing line: String) {
        for separator in [": ", " #"] {
            guard let range = line.firstRange(of: separator) else { continue }
            let token = line[..<range.lowerBound]
            let isToken =
                !token.isEmpty
                && token.utf8.allSatisfy {
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) || $0 == UInt8(ascii: "-")
                }
            guard isToken else { continue }
            self.token = String(token)
            value = (separator == " #" ? "#" : "") + line[range.upperBound...]
            return
        }
        return nil
    }
}

extension Substring {
    /// The text without white space at its ends.
    fileprivate var trimmingSpaces: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
