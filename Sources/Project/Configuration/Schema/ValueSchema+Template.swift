// SPDX-License-Identifier: Apache-2.0

extension ValueSchema where Value == Located<Template> {
    /// Text of one line in which `{{…}}` stands for what is known of the release.
    static var template: ValueSchema<Located<Template>> {
        templated { text in
            text.unicodeScalars.contains(where: isControl) ? "must be one line without control characters" : nil
        }
    }

    /// The value of an environment variable, which may be a number or `true` in the file.
    static var variableValue: ValueSchema<Located<Template>> {
        templated(rule: .variableValue) { _ in nil }
    }

    /// A path or glob that stays in the project folder.
    static var projectPath: ValueSchema<Located<Template>> {
        templated(pattern: "^[^/\\n][^\\n]*$") { text in
            if text.unicodeScalars.contains(where: isControl) { return "must be one line without control characters" }
            if text.hasPrefix("/") { return "must be a path from the project folder, not the absolute `\(text)`" }
            if text.split(separator: "/").contains("..") {
                return "must stay in the project folder, and `\(text)` has `..`"
            }
            return nil
        }
    }

    /// A content's source, which a symlink may have outside of the project.
    static var contentSource: ValueSchema<Located<Template>> { template }

    /// The name of one file.
    static var fileName: ValueSchema<Located<Template>> {
        templated(pattern: "^[^/\\n]+$") { text in
            if text.unicodeScalars.contains(where: isControl) { return "must be one line without control characters" }
            if text.contains("/") { return "must be a name without `/`, not `\(text)`" }
            return text == "." || text == ".." ? "must be a name, not `\(text)`" : nil
        }
    }

    /// A place in an installed system: absolute, and nothing that leads out of itself.
    static var destination: ValueSchema<Located<Template>> {
        templated(pattern: "^/[^\\n]+$") { text in
            if text.unicodeScalars.contains(where: isControl) { return "must be one line without control characters" }
            guard text.hasPrefix("/") else {
                return "must be an absolute path such as `/etc/hello.conf`, not `\(text)`"
            }
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            if parts.contains("..") || parts.contains(".") { return "must not contain `.` or `..`: `\(text)`" }
            if text == "/" { return "must not be the root folder" }
            return parts.dropLast().contains("") ? "must not contain `//`: `\(text)`" : nil
        }
    }

    fileprivate static func templated(
        rule: ScalarRule<String>? = nil, pattern: String? = nil, _ refusal: @escaping (String) -> String?
    ) -> ValueSchema<Located<Template>> {
        var json = SchemaJSON.object(["type": .text("string"), "minLength": .integer(1)])
        if let pattern { json = json.adding("pattern", .text(pattern)) }
        let text =
            rule
            ?? ScalarRule(
                expectation: "text", json: json, text: { .text($0) },
                parse: { text in
                    if text.isEmpty { return .failure(.init("is empty")) }
                    return refusal(text).map { .failure(.init($0)) } ?? .success(text)
                }
            )
        let located = text.located
        return ValueSchema<Located<Template>>(
            expectation: text.expectation, json: text.json, accepts: located.accepts,
            encode: { .text($0.value.text) },
            decode: { node, decoder in
                guard let text = located.decode(node, &decoder) else { return nil }
                do throws(TemplateError) {
                    return try text.map(Template.init(parsing:))
                } catch {
                    decoder.report("`\(decoder.keyPath)` \(error.description)", at: node.mark, hint: error.hint)
                    return nil
                }
            }
        )
    }
}

extension ValueSchema where Value == Located<UserCommand> {
    /// A list of words, or a line for the shell.
    static var command: ValueSchema<Located<UserCommand>> {
        let template = ValueSchema<Located<Template>>.templated { text in
            text.unicodeScalars.contains("\0") ? "must not contain a zero byte" : nil
        }
        let words = ValueSchema<[Located<Template>]>.list(of: template)
        return ValueSchema<Located<UserCommand>>(
            expectation: "text or a list",
            json: .object([
                "anyOf": .list([
                    template.makeJSON(),
                    .object(["type": .text("array"), "items": template.makeJSON(), "minItems": .integer(1)]),
                ])
            ]),
            accepts: { !ConfigurationNode.isMapping($0) },
            decode: { node, decoder in
                if ConfigurationNode.isList(node) {
                    guard let values = words.decode(node, &decoder) else { return nil }
                    guard !values.isEmpty || node.content != .list([]) else {
                        decoder.report("`\(decoder.keyPath)` names no program", at: node.mark)
                        return nil
                    }
                    return values.isEmpty ? nil : decoder.located(.arguments(values.map(\.value)), at: node.mark)
                }
                guard ConfigurationNode.isScalar(node) else {
                    decoder.reportWrongType(node, expected: "text or a list")
                    return nil
                }
                return template.decode(node, &decoder)?.map { .shell($0) }
            }
        )
    }
}
