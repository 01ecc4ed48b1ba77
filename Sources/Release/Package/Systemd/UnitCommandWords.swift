// SPDX-License-Identifier: Apache-2.0

/// The words of a unit's command, for others than systemd: systemd.service(5), "Command lines".
struct UnitCommandWords: Sendable, Hashable {
    /// The program and its arguments.
    let words: [String]

    /// Nil for a command that only systemd understands: with specifiers, variables, escapes or special prefixes.
    init?(_ command: String) {
        guard command.hasPrefix("/"), !command.contains(where: { "%$\\".contains($0) }) else { return nil }
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in command {
            switch (character, quote) {
            case ("'", nil), ("\"", nil):
                quote = character
                word = word ?? ""
            case (_, let open?) where character == open: quote = nil
            case (" ", nil), ("\t", nil):
                if let word { words.append(word) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { return nil }
        if let word { words.append(word) }
        guard !words.contains(";") else { return nil }
        self.words = words
    }
}
