// SPDX-License-Identifier: Apache-2.0

/// Reads Swift source just far enough to find `let name = "text"` and `CommandConfiguration(version: …)`, outside comments
/// and other literals.
struct SwiftBindingScanner {
    /// What ArgumentParser is told to print at `--version`.
    enum CommandVersion: Sendable, Hashable {
        case literal(SourceConstant)
        /// The last name of an expression such as `Constants.version`.
        case reference(String)
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ source: String) {
        bytes = Array(source.utf8)
    }

    /// The bindings of names to plain string literals, in the order of the source.
    mutating func bindings() -> [SourceConstant] {
        var found: [SourceConstant] = []
        while position < bytes.count {
            if skipComment() || skipLiteral() { continue }
            guard isIdentifierStart(bytes[position]) else {
                position += 1
                continue
            }
            let word = identifier()
            if word == "let" || word == "var", let binding = binding() { found.append(binding) }
        }
        return found
    }

    /// The versions in the source's command configurations, in its order.
    mutating func commandVersions() -> [CommandVersion] {
        var found: [CommandVersion] = []
        while position < bytes.count {
            if skipComment() || skipLiteral() { continue }
            guard isIdentifierStart(bytes[position]) else {
                position += 1
                continue
            }
            guard identifier() == "CommandConfiguration" else { continue }
            skipBlanks()
            if take(UInt8(ascii: ".")) {
                guard identifier() == "init" else { continue }
                skipBlanks()
            }
            if take(UInt8(ascii: "(")), let version = versionArgument() { found.append(version) }
        }
        return found
    }

    /// Reads the arguments of a call up to `version:` of its own, and what follows that.
    private mutating func versionArgument() -> CommandVersion? {
        var depth = 1
        while position < bytes.count, depth > 0 {
            if skipComment() || skipLiteral() { continue }
            let byte = bytes[position]
            if isIdentifierStart(byte) {
                guard identifier() == "version", depth == 1 else { continue }
                skipBlanks()
                guard take(UInt8(ascii: ":")) else { continue }
                skipBlanks()
                return argument()
            }
            if "([{".utf8.contains(byte) { depth += 1 }
            if ")]}".utf8.contains(byte) { depth -= 1 }
            position += 1
        }
        return nil
    }

    /// Reads a plain literal, or names joined by full stops.
    private mutating func argument() -> CommandVersion? {
        if at(position) == UInt8(ascii: "\"") {
            return literal(called: "CommandConfiguration(version:)").map(CommandVersion.literal)
        }
        var last: String?
        while true {
            _ = take(UInt8(ascii: "."))
            guard let byte = at(position), isIdentifierStart(byte) else { break }
            last = identifier()
        }
        skipBlanks()
        // A call or a larger expression is no constant.
        guard let end = at(position), end == UInt8(ascii: ",") || end == UInt8(ascii: ")") else { return nil }
        return last.map(CommandVersion.reference)
    }

    /// Reads what follows `let`: a name, perhaps `: String`, an equals sign and a plain literal.
    private mutating func binding() -> SourceConstant? {
        skipBlanks()
        guard position < bytes.count, isIdentifierStart(bytes[position]) else { return nil }
        let name = identifier()
        skipBlanks()
        if take(UInt8(ascii: ":")) {
            skipBlanks()
            var type = identifier()
            while take(UInt8(ascii: ".")) { type = identifier() }
            guard type == "String" || type == "StaticString" else { return nil }
            _ = take(UInt8(ascii: "?"))
            skipBlanks()
        }
        guard take(UInt8(ascii: "=")) else { return nil }
        skipBlanks()
        return literal(called: name)
    }

    /// Reads a plain literal that starts here; what is no such literal is left to be skipped.
    private mutating func literal(called name: String) -> SourceConstant? {
        let start = position + 1
        guard take(UInt8(ascii: "\"")) else { return nil }
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let isMultiline = position == start && at(position + 1) == UInt8(ascii: "\"")
                if isMultiline {
                    position = start - 1
                    return nil
                }
                let text = String(decoding: bytes[start..<position], as: UTF8.self)
                defer { position += 1 }
                return SourceConstant(name: name, value: text, range: start..<position)
            case UInt8(ascii: "\\"), 0x0A, 0x0D:
                position = start - 1
                return nil
            default: position += 1
            }
        }
        return nil
    }

    /// Skips a comment that starts here; block comments nest.
    private mutating func skipComment() -> Bool {
        guard bytes[position] == UInt8(ascii: "/") else { return false }
        if at(position + 1) == UInt8(ascii: "/") {
            while position < bytes.count, bytes[position] != 0x0A { position += 1 }
            return true
        }
        guard at(position + 1) == UInt8(ascii: "*") else { return false }
        var depth = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "/"), at(position + 1) == UInt8(ascii: "*") {
                depth += 1
                position += 2
            } else if bytes[position] == UInt8(ascii: "*"), at(position + 1) == UInt8(ascii: "/") {
                depth -= 1
                position += 2
                if depth == 0 { break }
            } else {
                position += 1
            }
        }
        return true
    }

    /// Skips a string literal that starts here: plain, multi-line or raw.
    private mutating func skipLiteral() -> Bool {
        var hashes = 0
        while at(position + hashes) == UInt8(ascii: "#") { hashes += 1 }
        guard at(position + hashes) == UInt8(ascii: "\"") else { return false }
        position += hashes
        let isMultiline = at(position + 1) == UInt8(ascii: "\"") && at(position + 2) == UInt8(ascii: "\"")
        let quotes = isMultiline ? 3 : 1
        position += quotes
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\\"), hashes == 0 {
                position += 2
            } else if closes(quotes: quotes, hashes: hashes) {
                position += quotes + hashes
                return true
            } else if !isMultiline, bytes[position] == 0x0A {
                return true
            } else {
                position += 1
            }
        }
        return true
    }

    private func closes(quotes: Int, hashes: Int) -> Bool {
        for offset in 0..<quotes where at(position + offset) != UInt8(ascii: "\"") { return false }
        for offset in 0..<hashes where at(position + quotes + offset) != UInt8(ascii: "#") { return false }
        return true
    }

    private func at(_ index: Int) -> UInt8? {
        index < bytes.count ? bytes[index] : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at(position) == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = at(position), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func identifier() -> String {
        let start = position
        while let byte = at(position), isIdentifierStart(byte) || (0x30...0x39).contains(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func isIdentifierStart(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F || byte >= 0x80
    }
}
