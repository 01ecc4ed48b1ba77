// SPDX-License-Identifier: Apache-2.0

/// A variable or constant of a Go package that is a text.
struct GoBinding: Sendable, Hashable {
    let name: String
    /// Whether the linker can set it: a `var`, not a `const`.
    let isVariable: Bool
    /// Its text, if it has one: `var version string` has none.
    let literal: SourceConstant?

    /// Finds them in one source file.
    static func all(in source: String) -> [GoBinding] {
        var scanner = GoBindingScanner(source)
        return scanner.bindings()
    }
}

/// Reads Go source just far enough to find `var version string`, `var version = "text"` and `const version = "text"`
/// outside functions.
struct GoBindingScanner {
    private enum Token: Equatable {
        case word(String)
        /// A literal between double quotes; nil if it has an escape.
        case text(Range<Int>?)
        case mark(UInt8)
        case lineEnd
        case other
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ source: String) {
        bytes = Array(source.utf8)
    }

    mutating func bindings() -> [GoBinding] {
        var found: [GoBinding] = []
        var depth = 0
        while let token = next() {
            switch token {
            case .mark(let byte) where "{([".utf8.contains(byte): depth += 1
            case .mark(let byte) where "})]".utf8.contains(byte): depth -= 1
            case .word(let word) where depth == 0 && (word == "var" || word == "const"):
                found += declaration(isVariable: word == "var")
            default: break
            }
        }
        return found
    }

    /// Reads what follows `var` or `const`: one binding, or several in parentheses.
    private mutating func declaration(isVariable: Bool) -> [GoBinding] {
        guard let first = next() else { return [] }
        guard first == .mark(UInt8(ascii: "(")) else { return binding(first, isVariable: isVariable) ?? [] }
        var found: [GoBinding] = []
        while let token = next(), token != .mark(UInt8(ascii: ")")) {
            guard token != .lineEnd else { continue }
            guard let bindings = binding(token, isVariable: isVariable) else { break }
            found += bindings
        }
        return found
    }

    /// Reads a binding to the end of its line; nil if that also ends the declaration.
    private mutating func binding(_ first: Token, isVariable: Bool) -> [GoBinding]? {
        var tokens = [first]
        var depth = 0
        while let token = next() {
            if depth == 0, token == .lineEnd || token == .mark(UInt8(ascii: ";")) { break }
            if case .mark(let byte) = token {
                if "{([".utf8.contains(byte) { depth += 1 }
                if "})]".utf8.contains(byte) {
                    if depth == 0 { return nil }
                    depth -= 1
                }
            }
            tokens.append(token)
        }
        return binding(of: tokens, isVariable: isVariable).map { [$0] } ?? []
    }

    /// `NAME string`, `NAME = "text"` or `NAME string = "text"`; all else is no text that a linker or an overlay can set.
    private func binding(of tokens: [Token], isVariable: Bool) -> GoBinding? {
        guard case .word(let name)? = tokens.first else { return nil }
        var rest = tokens.dropFirst()
        let isTyped = rest.first == .word("string")
        if isTyped { rest = rest.dropFirst() }
        if rest.isEmpty { return isTyped && isVariable ? GoBinding(name: name, isVariable: true, literal: nil) : nil }
        guard rest.count == 2, rest.first == .mark(UInt8(ascii: "=")), case .text(let range?)? = rest.last else {
            return nil
        }
        let value = String(decoding: bytes[range], as: UTF8.self)
        return GoBinding(
            name: name, isVariable: isVariable, literal: SourceConstant(name: name, value: value, range: range))
    }

    private mutating func next() -> Token? {
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case 0x20, 0x09, 0x0D: position += 1
            case 0x0A:
                position += 1
                return .lineEnd
            case UInt8(ascii: "/") where at(position + 1) == UInt8(ascii: "/"):
                while position < bytes.count, bytes[position] != 0x0A { position += 1 }
            case UInt8(ascii: "/") where at(position + 1) == UInt8(ascii: "*"):
                position += 2
                while position < bytes.count,
                    !(bytes[position] == UInt8(ascii: "*") && at(position + 1) == UInt8(ascii: "/"))
                {
                    position += 1
                }
                position += 2
            case UInt8(ascii: "\""), UInt8(ascii: "'"): return quoted(by: byte)
            case UInt8(ascii: "`"):
                position += 1
                while position < bytes.count, bytes[position] != byte { position += 1 }
                position += 1
                return .other
            case _ where Self.isWordStart(byte):
                let start = position
                while let byte = at(position), Self.isWordStart(byte) || (0x30...0x39).contains(byte) { position += 1 }
                return .word(String(decoding: bytes[start..<position], as: UTF8.self))
            default:
                position += 1
                return .mark(byte)
            }
        }
        return nil
    }

    private mutating func quoted(by quote: UInt8) -> Token {
        position += 1
        let start = position
        var isPlain = quote == UInt8(ascii: "\"")
        while position < bytes.count, bytes[position] != quote, bytes[position] != 0x0A {
            if bytes[position] == UInt8(ascii: "\\") {
                isPlain = false
                position += 1
            }
            position += 1
        }
        let end = min(position, bytes.count)
        position += 1
        return .text(isPlain ? start..<end : nil)
    }

    private func at(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private static func isWordStart(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F || byte >= 0x80
    }
}
