// SPDX-License-Identifier: Apache-2.0

/// A text as one word of a POSIX shell command, whatever is in it.
struct ShellWord: Sendable, Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// The text between single quotes.
    var quoted: String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
