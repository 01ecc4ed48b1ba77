// SPDX-License-Identifier: Apache-2.0
import Formats

/// Reads an SPDX licence expression: `OR` binds least, then `AND`, then `WITH`; SPDX 3.0.1, annex B.
struct LicenseParser {
    private var words: ArraySlice<Substring> = []
    private var depth = 0

    init(_ text: String) {
        let spaced = text.replacing("(", with: " ( ").replacing(")", with: " ) ")
        words = spaced.split(whereSeparator: \.isWhitespace)[...]
    }

    /// The whole text; nil if it is no expression.
    mutating func expression() -> LicenseExpression? {
        guard let found = alternatives(), words.isEmpty else { return nil }
        return found
    }

    private mutating func alternatives() -> LicenseExpression? {
        var parts: [LicenseExpression] = []
        repeat {
            guard let part = conjunction() else { return nil }
            if case .any(let inner) = part { parts += inner } else { parts.append(part) }
        } while take("OR")
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() -> LicenseExpression? {
        var parts: [LicenseExpression] = []
        repeat {
            guard let part = term() else { return nil }
            if case .all(let inner) = part { parts += inner } else { parts.append(part) }
        } while take("AND")
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func term() -> LicenseExpression? {
        if take("(") {
            depth += 1
            defer { depth -= 1 }
            guard depth <= 16, let inner = alternatives(), take(")") else { return nil }
            return inner
        }
        guard let license = identifier() else { return nil }
        guard take("WITH") else { return .license(license) }
        return identifier().map { .exception(license: license, with: $0) }
    }

    /// A word, in SPDX's letters, that is no operator.
    private mutating func identifier() -> String? {
        guard let word = words.first, !["OR", "AND", "WITH"].contains(word.uppercased()),
            word.utf8.allSatisfy({ $0.isASCIIAlphanumeric || "-.:+".utf8.contains($0) })
        else { return nil }
        words.removeFirst()
        return String(word)
    }

    /// Takes an operator, all of which is in upper or all in lower case.
    private mutating func take(_ word: String) -> Bool {
        guard let first = words.first, first == word || first == word.lowercased() else { return false }
        words.removeFirst()
        return true
    }
}
