// SPDX-License-Identifier: Apache-2.0

import Yams

/// Turns the bytes of a configuration file into nodes, within bounds that no honest file meets.
struct YAMLReader {
    static let largestFile = 1 << 18
    static let deepestNesting = 32
    static let mostNodes = 20_000
    /// Repeated keys that are looked for in one file, since finding each takes another pass.
    static let mostDuplicates = 64

    private let file: String
    private(set) var diagnostics: [Diagnostic] = []
    /// The true name of each key that stands more than once in its mapping, by where it stands.
    private var duplicates: [ConfigurationNode.Mark: String] = [:]
    private var nodes = 0
    private var isOverLimit = false

    init(file: String) {
        self.file = file
    }

    /// The root node; an empty file is an empty mapping. Nil after at least one report.
    mutating func read(_ bytes: [UInt8]) -> ConfigurationNode? {
        guard bytes.count <= Self.largestFile else {
            report("the configuration is larger than \(Self.largestFile / 1024) KiB", line: 1, column: 1)
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let (line, column) = Self.firstInvalid(in: bytes)
            report("the configuration is not UTF-8 text", line: line, column: column)
            return nil
        }
        guard !YAMLOutline(text).hasCompositeKeyWithAlias else {
            report("an alias cannot be part of a key", line: 1, column: 1)
            return nil
        }
        guard let root = compose(text) else { return nil }
        return convert(root, depth: 0)
    }

    // MARK: Parsing

    /// Parses the text. Yams stops at the first mapping with a repeated key, so each such key is marked by a character
    /// that no key has, in its place, and the text parsed again.
    private mutating func compose(_ original: String) -> Node? {
        var scalars = Array(original.unicodeScalars)
        while true {
            do {
                let text = String(String.UnicodeScalarView(scalars))
                // What a plain scalar stands for is decided in `convert`, without the expressions of Yams' own rules.
                return try Yams.compose(yaml: text, .basic, .default, .utf8) ?? Node([(Node, Node)]())
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                let mark = ConfigurationNode.Mark(line: context.mark.line, column: context.mark.column)
                guard duplicates.count < Self.mostDuplicates, duplicates[mark] == nil,
                    let first = names.first, let name = Self.maskKey(at: mark, in: &scalars, number: duplicates.count)
                else {
                    report("a mapping has the key `\(names.first ?? "")` twice", line: mark.line, column: mark.column)
                    return nil
                }
                duplicates[mark] = first.isEmpty ? name : first
            } catch let error as YamlError {
                report(error)
                return nil
            } catch {
                report("the configuration cannot be read: \(error)", line: 1, column: 1)
                return nil
            }
        }
    }

    /// Replaces the first scalar of the key at a mark by one of a private-use plane; nil if there is no plain or quoted
    /// key.
    private static func maskKey(
        at mark: ConfigurationNode.Mark, in scalars: inout [Unicode.Scalar], number: Int
    ) -> String? {
        var line = 1
        var index = 0
        while line < mark.line, index < scalars.count {
            let isBreak =
                scalars[index] == "\n" || ["\u{85}", "\u{2028}", "\u{2029}"].contains(scalars[index])
                || scalars[index] == "\r" && (index + 1 == scalars.count || scalars[index + 1] != "\n")
            if isBreak { line += 1 }
            index += 1
        }
        index += mark.column - 1
        guard scalars.indices.contains(index) else { return nil }
        if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
        let structural: Set<Unicode.Scalar> = ["&", "*", "[", "{", "?", "!", "\\", "\"", "'", "\n", ":"]
        guard scalars.indices.contains(index), !structural.contains(scalars[index]),
            let mask = Unicode.Scalar(0xF0000 + UInt32(number))
        else { return nil }
        let name = String(scalars[index])
        scalars[index] = mask
        return name
    }

    // MARK: Conversion

    private mutating func convert(_ node: Node, depth: Int) -> ConfigurationNode? {
        let mark = Self.mark(of: node)
        nodes += 1
        guard !isOverLimit else { return nil }
        guard nodes <= Self.mostNodes else {
            isOverLimit = true
            report(
                "the configuration has more than \(Self.mostNodes) values once its aliases are replaced",
                line: mark.line, column: mark.column)
            return nil
        }
        guard depth <= Self.deepestNesting else {
            isOverLimit = true
            report(
                "the configuration is nested deeper than \(Self.deepestNesting) levels", line: mark.line,
                column: mark.column)
            return nil
        }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            let kind = isPlain ? ConfigurationNode.Scalar.resolve(plain: scalar.string) : .text
            return ConfigurationNode(content: .scalar(.init(text: scalar.string, kind: kind)), mark: mark)
        case .sequence(let sequence):
            var items: [ConfigurationNode] = []
            for item in sequence {
                guard let item = convert(item, depth: depth + 1) else { continue }
                items.append(item)
            }
            return isOverLimit ? nil : ConfigurationNode(content: .list(items), mark: mark)
        case .mapping(let mapping):
            let entries = convert(mapping, depth: depth)
            return isOverLimit ? nil : ConfigurationNode(content: .mapping(entries), mark: mark)
        case .alias:
            report("found an alias that stands for nothing", line: mark.line, column: mark.column)
            return nil
        }
    }

    private mutating func convert(_ mapping: Node.Mapping, depth: Int) -> [ConfigurationNode.Entry] {
        var own: [ConfigurationNode.Entry] = []
        var merged: [ConfigurationNode.Entry] = []
        for (keyNode, valueNode) in mapping {
            let mark = Self.mark(of: keyNode)
            guard case .scalar(let scalar) = keyNode else {
                report("a key must be text", line: mark.line, column: mark.column)
                continue
            }
            let key = duplicates[mark] ?? scalar.string
            guard let value = convert(valueNode, depth: depth + 1) else { continue }
            if key == "<<", scalar.style == .plain || scalar.style == .any {
                merged += entries(toMerge: value)
            } else if let first = own.first(where: { $0.key == key }) {
                report(
                    "`\(key)` is given twice", line: mark.line, column: mark.column,
                    hint: "it is on line \(first.mark.line) already"
                )
            } else {
                own.append(.init(key: key, mark: mark, value: value))
            }
        }
        var known = Set(own.map(\.key))
        return own + merged.filter { known.insert($0.key).inserted }
    }

    /// The entries of a mapping, or of a list of mappings, behind a merge key.
    private mutating func entries(toMerge value: ConfigurationNode) -> [ConfigurationNode.Entry] {
        switch value.content {
        case .mapping(let entries): return entries
        case .list(let items): return items.flatMap { entries(toMerge: $0) }
        case .scalar:
            report("`<<` merges mappings, found \(value.kindName)", line: value.mark.line, column: value.mark.column)
            return []
        }
    }

    private static func mark(of node: Node) -> ConfigurationNode.Mark {
        ConfigurationNode.Mark(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    // MARK: Reports

    private mutating func report(_ message: String, line: Int, column: Int, hint: String? = nil) {
        let location = SourceLocation(file: file, line: line, column: column)
        diagnostics.append(Diagnostic(message, at: location, hint: hint, exit: .configuration))
    }

    private mutating func report(_ error: YamlError) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            // The reader's own words for what it was at: "while parsing a quoted scalar".
            let place = context.map { ", \($0.text) that begins in line \($0.mark.line)" } ?? ""
            report("this is not YAML: \(problem)\(place)", line: mark.line, column: mark.column)
        case .reader(let problem, let offset, _, let yaml):
            let before = yaml.prefix(offset ?? 0)
            let line = before.unicodeScalars.count { $0 == "\n" } + 1
            let column = before.unicodeScalars.reversed().prefix { $0 != "\n" }.count + 1
            report("this is not YAML: \(problem)", line: line, column: column)
        case .memory:
            report("the configuration is nested deeper than \(Self.deepestNesting) levels", line: 1, column: 1)
        default:
            report("this is not YAML: \(error)", line: 1, column: 1)
        }
    }

    /// Where the first byte stands that no UTF-8 text has there.
    private static func firstInvalid(in bytes: [UInt8]) -> (line: Int, column: Int) {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var line = 1
        var column = 1
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        return (line, column)
    }
}
