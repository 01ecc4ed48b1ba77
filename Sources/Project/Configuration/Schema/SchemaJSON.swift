// SPDX-License-Identifier: Apache-2.0

/// A JSON value whose members keep their order, for the schema that is written.
package indirect enum SchemaJSON: Sendable, Hashable {
    case text(String)
    case integer(Int)
    case boolean(Bool)
    case null
    case list([SchemaJSON])
    case object([Member])

    package struct Member: Sendable, Hashable {
        let name: String
        let value: SchemaJSON
    }

    /// An object with its members in the order they are given.
    static func object(_ members: KeyValuePairs<String, SchemaJSON>) -> SchemaJSON {
        .object(members.map { Member(name: $0.key, value: $0.value) })
    }

    /// This object with another member at its end; anything else as it is.
    func adding(_ name: String, _ value: SchemaJSON) -> SchemaJSON {
        guard case .object(let members) = self else { return self }
        return .object(members + [Member(name: name, value: value)])
    }

    /// The value as indented JSON, without a line break at its end.
    package var formatted: String {
        var text = ""
        write(into: &text, indentation: "")
        return text
    }

    private func write(into text: inout String, indentation: String) {
        let inner = indentation + "  "
        switch self {
        case .text(let value): Self.write(quoted: value, into: &text)
        case .integer(let value): text += String(value)
        case .boolean(let value): text += value ? "true" : "false"
        case .null: text += "null"
        case .list(let values) where values.isEmpty: text += "[]"
        case .list(let values) where values.allSatisfy(\.isScalar):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += ", " }
                value.write(into: &text, indentation: inner)
            }
            text += "]"
        case .list(let values):
            for (index, value) in values.enumerated() {
                text += (index == 0 ? "[\n" : ",\n") + inner
                value.write(into: &text, indentation: inner)
            }
            text += "\n\(indentation)]"
        case .object(let members) where members.isEmpty: text += "{}"
        case .object(let members):
            for (index, member) in members.enumerated() {
                text += (index == 0 ? "{\n" : ",\n") + inner
                Self.write(quoted: member.name, into: &text)
                text += ": "
                member.value.write(into: &text, indentation: inner)
            }
            text += "\n\(indentation)}"
        }
    }

    private var isScalar: Bool {
        switch self {
        case .list, .object: false
        case .text, .integer, .boolean, .null: true
        }
    }

    private static func write(quoted value: String, into text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
