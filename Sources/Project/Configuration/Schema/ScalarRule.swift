// SPDX-License-Identifier: Apache-2.0

import Effects

/// How the text of one scalar becomes a value, and what JSON Schema says about that text.
package struct ScalarRule<Value: Sendable & Hashable> {
    /// Why a text is refused, as the rest of a sentence that names the setting.
    struct Problem: Error {
        let message: String
        let hint: String?

        init(_ message: String, hint: String? = nil) {
            self.message = message
            self.hint = hint
        }
    }

    let expectation: String
    let json: SchemaJSON
    /// The kinds of scalar that are taken; others are of the wrong type.
    let kinds: Set<ConfigurationNode.Scalar.Kind>
    let parse: (String, Environment) -> Result<Value, Problem>
    let text: (Value) -> SchemaJSON?
    /// What helps where there is another kind of scalar; nil where quotes do.
    var hintAtOtherKind: String?

    init(
        expectation: String, json: SchemaJSON, kinds: Set<ConfigurationNode.Scalar.Kind> = [.text],
        text: @escaping (Value) -> SchemaJSON? = { _ in nil },
        parse: @escaping (String, Environment) -> Result<Value, Problem>
    ) {
        self.expectation = expectation
        self.json = json
        self.kinds = kinds
        self.text = text
        self.parse = parse
    }

    init(
        expectation: String, json: SchemaJSON, kinds: Set<ConfigurationNode.Scalar.Kind> = [.text],
        text: @escaping (Value) -> SchemaJSON? = { _ in nil },
        parse: @escaping (String) -> Result<Value, Problem>
    ) {
        self.init(expectation: expectation, json: json, kinds: kinds, text: text, parse: { text, _ in parse(text) })
    }

    /// The schema of a value that follows this rule and keeps its location.
    var located: ValueSchema<Located<Value>> {
        ValueSchema<Located<Value>>(
            expectation: expectation, json: json, accepts: { ConfigurationNode.isScalar($0) },
            encode: { text($0.value) },
            decode: { node, decoder in
                guard case .scalar(let scalar) = node.content, kinds.contains(scalar.kind) else {
                    decoder.reportWrongType(node, expected: expectation, hint: hintAtOtherKind)
                    return nil
                }
                switch parse(scalar.text, decoder.environment) {
                case .success(let value): return decoder.located(value, at: node.mark)
                case .failure(let problem):
                    decoder.report("`\(decoder.keyPath)` \(problem.message)", at: node.mark, hint: problem.hint)
                    return nil
                }
            }
        )
    }
}
