// SPDX-License-Identifier: Apache-2.0

/// What a setting may be: one definition that both decodes it and describes it in JSON Schema.
package struct ValueSchema<Value: Sendable> {
    /// What is expected, as in "must be …".
    let expectation: String
    /// Makes the JSON Schema of the value, without title, description and default.
    let makeJSON: () -> SchemaJSON
    /// The value, or nil after at least one report.
    let decode: (ConfigurationNode, inout ConfigurationDecoder) -> Value?
    /// A value as it would stand in a file, for the schema's defaults; nil where there is nothing to show.
    let encode: (Value) -> SchemaJSON?
    /// Which kinds of node the schema is for, when it is one of several.
    let accepts: (ConfigurationNode) -> Bool

    init(
        expectation: String, json: @autoclosure @escaping () -> SchemaJSON,
        accepts: @escaping (ConfigurationNode) -> Bool,
        encode: @escaping (Value) -> SchemaJSON? = { _ in nil },
        decode: @escaping (ConfigurationNode, inout ConfigurationDecoder) -> Value?
    ) {
        self.expectation = expectation
        makeJSON = json
        self.accepts = accepts
        self.encode = encode
        self.decode = decode
    }
}

extension ConfigurationNode {
    static func isScalar(_ node: ConfigurationNode) -> Bool {
        if case .scalar = node.content { true } else { false }
    }

    static func isList(_ node: ConfigurationNode) -> Bool {
        if case .list = node.content { true } else { false }
    }

    static func isMapping(_ node: ConfigurationNode) -> Bool {
        if case .mapping = node.content { true } else { false }
    }
}

// MARK: Shapes

extension ValueSchema {
    /// A list; nothing after the key is the empty list.
    static func list<Element: Sendable>(
        of element: ValueSchema<Element>, distinct: Bool = false
    ) -> ValueSchema<[Element]> where Value == [Element] {
        ValueSchema<[Element]>(
            expectation: "a list",
            json: [("type", .list([.text("array"), .text("null")])), ("items", element.makeJSON())].asObject,
            accepts: { ConfigurationNode.isList($0) || $0.isNull },
            encode: { values in .list(values.compactMap(element.encode)) },
            decode: { node, decoder in
                if node.isNull { return [] }
                guard case .list(let nodes) = node.content else {
                    decoder.reportWrongType(node, expected: "a list")
                    return nil
                }
                var values: [Element] = []
                for (index, item) in nodes.enumerated() {
                    let value = decoder.descend(into: "[\(index)]") { element.decode(item, &$0) }
                    if let value { values.append(value) }
                }
                return values
            }
        )
    }

    /// A list, or its only element by itself.
    static func oneOrMore<Element: Sendable>(
        of element: ValueSchema<Element>
    ) -> ValueSchema<[Element]> where Value == [Element] {
        .any(
            of: .list(of: element),
            element.converted {
                [$0]
            } from: {
                $0.count == 1 ? $0.first : nil
            })
    }

    /// A mapping from names of the user's choosing; nothing after the key is the empty mapping.
    static func mapping<Key, Element>(
        _ what: String, key: ScalarRule<Key>, to element: ValueSchema<Element>
    ) -> ValueSchema<KeyedValues<Key, Element>> where Value == KeyedValues<Key, Element> {
        ValueSchema<KeyedValues<Key, Element>>(
            expectation: "a mapping",
            json: [
                ("type", .list([.text("object"), .text("null")])),
                ("propertyNames", key.json), ("additionalProperties", element.makeJSON()),
            ].asObject,
            accepts: { ConfigurationNode.isMapping($0) || $0.isNull },
            decode: { node, decoder in
                if node.isNull { return KeyedValues() }
                guard case .mapping(let entries) = node.content else {
                    decoder.reportWrongType(node, expected: "a mapping")
                    return nil
                }
                var values: [KeyedValues<Key, Element>.Entry] = []
                for entry in entries {
                    decoder.descend(into: entry.key) { decoder in
                        let value = element.decode(entry.value, &decoder)
                        switch key.parse(entry.key, decoder.environment) {
                        case .failure(let problem):
                            decoder.report(
                                "\(what) `\(entry.key)` \(problem.message)", at: entry.mark, hint: problem.hint)
                        case .success(let parsed):
                            if values.contains(where: { $0.key.value == parsed }) {
                                decoder.report("\(what) `\(entry.key)` is given twice", at: entry.mark)
                            } else if let value {
                                values.append(.init(key: decoder.located(parsed, at: entry.mark), value: value))
                            }
                        }
                    }
                }
                return KeyedValues(values)
            }
        )
    }

    /// The first of several shapes that is for the kind of node at hand.
    static func any(of schemas: ValueSchema<Value>...) -> ValueSchema<Value> {
        let expectation = schemas.map(\.expectation).joined(separator: " or ")
        return ValueSchema(
            expectation: expectation,
            json: .object(["anyOf": .list(schemas.map { $0.makeJSON() })]),
            accepts: { node in schemas.contains { $0.accepts(node) } },
            encode: { value in schemas.lazy.compactMap { $0.encode(value) }.first },
            decode: { node, decoder in
                guard let schema = schemas.first(where: { $0.accepts(node) }) else {
                    decoder.reportWrongType(node, expected: expectation)
                    return nil
                }
                return schema.decode(node, &decoder)
            }
        )
    }

    /// The same text in the file, as another type.
    func converted<Other: Sendable>(
        _ transform: @escaping (Value) -> Other, from: @escaping (Other) -> Value? = { _ in nil }
    ) -> ValueSchema<Other> {
        ValueSchema<Other>(
            expectation: expectation, json: makeJSON(), accepts: accepts,
            encode: { value in from(value).flatMap(encode) },
            decode: { node, decoder in decode(node, &decoder).map(transform) }
        )
    }
}

extension [(String, SchemaJSON)] {
    var asObject: SchemaJSON {
        .object(map { SchemaJSON.Member(name: $0.0, value: $0.1) })
    }
}
