// SPDX-License-Identifier: Apache-2.0

/// One line of a package's `triggers` file; deb-triggers(5).
package struct DebTrigger: Sendable, Hashable {
    package enum Directive: String, Sendable, Hashable {
        case interest
        case interestAwait = "interest-await"
        case interestNoAwait = "interest-noawait"
        case activate
        case activateAwait = "activate-await"
        case activateNoAwait = "activate-noawait"
    }

    package let directive: Directive
    /// A trigger's name such as `ldconfig`, or an absolute path.
    package let name: String

    /// - Throws: `DebError.invalidTrigger` for a name of other than printable ASCII characters.
    package init(_ directive: Directive, _ name: String) throws(DebError) {
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 >= 0x21 && $0 <= 0x7E }) else {
            throw .invalidTrigger(name)
        }
        self.directive = directive
        self.name = name
    }
}

extension DebTrigger {
    /// Reads a `triggers` file: a directive and a name in each line, `#` before comments.
    ///
    /// - Throws: `DebError.invalidTrigger` with the line that is none.
    package static func list(parsing text: String) throws(DebError) -> [DebTrigger] {
        var triggers: [DebTrigger] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
            if words.isEmpty { continue }
            guard words.count == 2, let directive = Directive(rawValue: words[0]) else {
                throw .invalidTrigger(String(line))
            }
            triggers.append(try DebTrigger(directive, words[1]))
        }
        return triggers
    }
}

extension DebTrigger: CustomStringConvertible {
    package var description: String { "\(directive.rawValue) \(name)" }
}
