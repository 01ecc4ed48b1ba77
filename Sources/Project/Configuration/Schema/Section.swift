// SPDX-License-Identifier: Apache-2.0

/// A part of the configuration with a fixed set of keys.
///
/// Its initialiser states the defaults, and `fields` the keys: what decodes a file and what the JSON Schema says
/// both come from these two.
package protocol ConfigurationSection: Sendable, Hashable {
    /// The section of a file that says nothing about it.
    init()
    /// Where the section's content begins; nil when no file states it.
    var location: SourceLocation? { get set }
    static var fields: [Field<Self>] { get }
    /// One sentence for the schema.
    static var summary: String { get }
    /// Reports settings that contradict each other; called once a section is decoded.
    ///
    /// `keys` are those that the file has, also where their values were refused and read as absent.
    func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder)
}

extension ConfigurationSection {
    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {}
}

/// One key of a section.
package struct Field<Section: Sendable> {
    package let key: String
    let makeJSON: () -> SchemaJSON
    let decode: (ConfigurationNode, inout Section, inout ConfigurationDecoder) -> Void

    /// A key with a default, which is what the section's initialiser gives the property.
    init<Value: Sendable>(
        _ key: String, _ property: WritableKeyPath<Section, Value>, _ schema: ValueSchema<Value>, _ description: String
    ) where Section: ConfigurationSection {
        self.key = key
        makeJSON = {
            let json = SchemaJSON.object(["description": .text(description)]).merging(schema.makeJSON())
            guard let value = schema.encode(Section()[keyPath: property]), value != .list([]) else { return json }
            return json.adding("default", value)
        }
        decode = { node, section, decoder in
            if let value = schema.decode(node, &decoder) { section[keyPath: property] = value }
        }
    }

    /// A key that may be absent.
    init<Value: Sendable>(
        _ key: String, _ property: WritableKeyPath<Section, Value?>, _ schema: ValueSchema<Value>, _ description: String
    ) where Section: ConfigurationSection {
        self.key = key
        makeJSON = { SchemaJSON.object(["description": .text(description)]).merging(schema.makeJSON()) }
        decode = { node, section, decoder in
            if let value = schema.decode(node, &decoder) { section[keyPath: property] = value }
        }
    }
}

extension SchemaJSON {
    /// This object with another's members after its own.
    func merging(_ other: SchemaJSON) -> SchemaJSON {
        guard case .object(let members) = self, case .object(let more) = other else { return self }
        return .object(members + more)
    }
}

extension ValueSchema where Value: ConfigurationSection {
    /// A mapping with the section's keys; nothing after the key is a section of defaults.
    static var section: ValueSchema<Value> {
        section(Value.self)
    }

    static func section(_ type: Value.Type) -> ValueSchema<Value> {
        // Made where a file has the section, since most files have few of them.
        let fields = Lazy { Value.fields }
        return ValueSchema<Value>(
            expectation: "a mapping",
            json: .object([
                "type": .list([.text("object"), .text("null")]),
                "properties": fields.value.map { ($0.key, $0.makeJSON()) }.asObject,
                "additionalProperties": .boolean(false),
            ]),
            accepts: { ConfigurationNode.isMapping($0) || $0.isNull },
            decode: { node, decoder in
                var section = Value()
                section.location = decoder.location(node.mark)
                if node.isNull { return section }
                guard case .mapping(let entries) = node.content else {
                    decoder.reportWrongType(node, expected: "a mapping")
                    return nil
                }
                for entry in entries {
                    decoder.descend(into: entry.key) { decoder in
                        guard let field = fields.value.first(where: { $0.key == entry.key }) else {
                            decoder.reportUnknown("key", entry.key, at: entry.mark, known: fields.value.map(\.key))
                            return
                        }
                        field.decode(entry.value, &section, &decoder)
                    }
                }
                section.check(Set(entries.map(\.key)), &decoder)
                return section
            }
        )
    }
}
