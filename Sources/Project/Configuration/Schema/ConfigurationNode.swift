// SPDX-License-Identifier: Apache-2.0

/// One node of a configuration file: aliases replaced, merge keys merged, every key unique.
struct ConfigurationNode: Sendable, Hashable {
    enum Content: Sendable, Hashable {
        case scalar(Scalar)
        case list([ConfigurationNode])
        case mapping([Entry])
    }

    struct Entry: Sendable, Hashable {
        let key: String
        /// Where the key stands.
        let mark: Mark
        let value: ConfigurationNode
    }

    struct Scalar: Sendable, Hashable {
        let text: String
        let kind: Kind

        /// The kinds of YAML 1.2's core schema; anything quoted is text.
        enum Kind: Sendable, Hashable { case text, integer, number, boolean, null }
    }

    /// A place in the file, both counted from 1; columns in Unicode scalars.
    struct Mark: Sendable, Hashable {
        let line: Int
        let column: Int
    }

    let content: Content
    let mark: Mark

    var isNull: Bool {
        if case .scalar(let scalar) = content { scalar.kind == .null } else { false }
    }

    /// What the node is, for "…, found a list".
    var kindName: String {
        switch content {
        case .list: "a list"
        case .mapping: "a mapping"
        case .scalar(let scalar):
            switch scalar.kind {
            case .text: "text"
            case .integer, .number: "a number"
            case .boolean: "true or false"
            case .null: "nothing"
            }
        }
    }
}

extension ConfigurationNode.Scalar {
    /// Resolves a scalar by the core schema (YAML 1.2.2, 10.3.2): `no`, `off` and `0b1` are text.
    static func resolve(plain text: String) -> Kind {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE", "false", "False", "FALSE": return .boolean
        case ".nan", ".NaN", ".NAN": return .number
        default: break
        }
        var rest = Substring(text)
        if let radix = ["0o": 8, "0x": 16][rest.prefix(2)], rest.count > 2, rest.utf8.count < 20,
            rest.dropFirst(2).allSatisfy({ $0.isASCII && $0.hexDigitValue.map { $0 < radix } ?? false })
        {
            return .integer
        }
        if let sign = rest.first, sign == "-" || sign == "+" { rest.removeFirst() }
        if [".inf", ".Inf", ".INF"].contains(rest) { return .number }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        if rest.isEmpty { return whole.isEmpty ? .text : .integer }
        if rest.first == "." {
            rest.removeFirst()
            let fraction = rest.prefix(while: isDigit)
            guard !whole.isEmpty || !fraction.isEmpty else { return .text }
            rest = rest.dropFirst(fraction.count)
        } else if whole.isEmpty {
            return .text
        }
        if rest.isEmpty { return .number }
        guard rest.first == "e" || rest.first == "E" else { return .text }
        rest.removeFirst()
        if let sign = rest.first, sign == "-" || sign == "+" { rest.removeFirst() }
        return !rest.isEmpty && rest.allSatisfy(isDigit) ? .number : .text
    }

    private static func isDigit(_ character: Character) -> Bool {
        character >= "0" && character <= "9" && character.utf8.count == 1
    }
}
