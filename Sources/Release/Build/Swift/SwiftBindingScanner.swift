// SPDX-License-Identifier: Apache-2.0

/// Reads Swift source just far enough to find `let name = "text"`, outside comments and other literals.
struct SwiftBindingScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The bindings of names to plain string literals, in the order of the source.
    mutating func bindings() -> [VersionConstant] {
        var found: [VersionConstant] = []
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

    /// Reads what follows `let`: a name, perhaps `: String`, an equals sign and a plain literal.
    private mutating func binding() -> VersionConstant? {
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
                return VersionConstant(name: name, value: text, range: start..<position)
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
