// SPDX-License-Identifier: Apache-2.0

import Effects
import Mustache

/// Text with names in double braces, Mustache's variables without its sections, partials and escapes.
package struct Template: Sendable, Hashable, CustomStringConvertible {
    /// As it was written.
    package let text: String

    /// A template whose names are known.
    package init(parsing text: String) throws(TemplateError) {
        _ = try Self.names(in: text)
        self.text = text
    }

    package var description: String { text }

    /// Whether the text has no names, and so is the same everywhere.
    package var isConstant: Bool { !text.utf8.contains(UInt8(ascii: "{")) || !text.contains("{{") }

    /// The text with every name replaced, without escapes of any kind.
    package func render(_ values: TemplateValues) throws(TemplateError) -> String {
        let names = try Self.names(in: text)
        guard !names.isEmpty else { return text }
        var content: [String: Any] = [:]
        var variables: [String: String] = [:]
        for name in names {
            switch name {
            case .release(let name):
                guard let value = values[name] else { throw .noValue(name) }
                content[name.rawValue] = value
            case .environment(let name):
                guard let value = values.environment[name] else { throw .unsetVariable(name) }
                variables[name] = value
            }
        }
        content["env"] = variables
        do {
            let template = try MustacheTemplate(string: Self.unescapedTags(in: text))
            return template.render(content)
        } catch {
            throw .invalid(text)
        }
    }

    /// One name in double braces.
    private enum Name {
        case release(TemplateName)
        case environment(String)
    }

    private static func names(in text: String) throws(TemplateError) -> [Name] {
        var names: [Name] = []
        for tag in try tags(in: text) {
            if let name = TemplateName(rawValue: tag) {
                names.append(.release(name))
            } else if tag.hasPrefix("env."), isVariable(tag.dropFirst(4)) {
                names.append(.environment(String(tag.dropFirst(4))))
            } else if tag.isEmpty {
                throw .emptyTag
            } else if tag.utf8.allSatisfy({ isWord($0) || ".- ".utf8.contains($0) }) {
                throw .unknownName(tag)
            } else {
                throw .unsupportedTag(tag)
            }
        }
        return names
    }

    /// What stands between each `{{` and the next `}}`, without the spaces around it.
    private static func tags(in text: String) throws(TemplateError) -> [String] {
        var tags: [String] = []
        var rest = Substring(text)
        while let open = rest.firstRange(of: "{{") {
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}") else { throw .unfinishedTag }
            let inside = rest[..<close.lowerBound]
            tags.append(String(inside.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()))
            rest = rest[close.upperBound...]
        }
        return tags
    }

    /// Each `{{name}}` as `{{&name}}`, which Mustache leaves unescaped. The text has only tags that `names` knows.
    private static func unescapedTags(in text: String) -> String {
        text.replacing("{{", with: "{{&")
    }

    private static func isVariable(_ name: Substring) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return name.utf8.allSatisfy(isWord)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}

extension Template: ExpressibleByStringLiteral {
    /// A template of Fledge's own; what is wrong with it shows when it is rendered.
    package init(stringLiteral text: String) {
        self.text = text
    }
}
