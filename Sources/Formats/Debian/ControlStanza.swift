// SPDX-License-Identifier: Apache-2.0

/// One paragraph of a Debian control file: fields in order, their names compared without case.
///
/// A value is text whose lines are separated by `\n`, as a reader understands it. On disk every
/// line but the first is indented by a space, and an empty one is ` .`. Debian Policy 5.1.
package struct ControlStanza: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    /// In the order in which they were set or read.
    package private(set) var fields: [Field] = []

    package init() {}

    /// The value of the field `name`; nil where there is none.
    package subscript(name: String) -> String? {
        position(of: name).map { fields[$0].value }
    }

    /// Sets a field of one line; one that is there keeps its place.
    ///
    /// A line break in `value` is refused, so that no value can add fields of its own.
    package mutating func set(_ name: String, to value: String) throws(ControlStanzaError) {
        if value.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) { throw .lineBreak(field: name) }
        guard !value.utf8.allSatisfy(\.isControlSpace) else { throw .emptyValue(field: name) }
        try store(name, value)
    }

    /// Sets a field of several lines, such as `Description`; lines of nothing but white space
    /// become empty ones.
    package mutating func set(_ name: String, toLines lines: [String]) throws(ControlStanzaError) {
        var kept: [String] = []
        for line in lines {
            if line.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) { throw .lineBreak(field: name) }
            kept.append(line.utf8.allSatisfy(\.isControlSpace) || line == "." ? "" : line)
        }
        guard kept.contains(where: { !$0.isEmpty }) else { throw .emptyValue(field: name) }
        try store(name, kept.joined(separator: "\n"))
    }

    package mutating func remove(_ name: String) {
        fields.removeAll { Self.isSame($0.name, name) }
    }

    private mutating func store(_ name: String, _ value: String) throws(ControlStanzaError) {
        guard Self.isFieldName(name) else { throw .invalidName(name) }
        guard !value.utf8.contains(0) else { throw .nulByte(field: name) }
        let field = Field(name: name, value: value)
        if let index = position(of: name) { fields[index] = field } else { fields.append(field) }
    }

    private func position(of name: String) -> Int? { fields.firstIndex { Self.isSame($0.name, name) } }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8) { $0.loweredASCII == $1.loweredASCII }
    }

    /// Policy 5.1: printable ASCII but space and colon, not led by `#` or `-`.
    package static func isFieldName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first != UInt8(ascii: "#"), first != UInt8(ascii: "-") else { return false }
        return name.utf8.allSatisfy { $0 >= 0x21 && $0 <= 0x7E && $0 != UInt8(ascii: ":") }
    }
}

extension ControlStanza: CustomStringConvertible {
    /// The stanza as a control file has it, each line ended, no empty line behind.
    package var description: String {
        var text = ""
        for field in fields {
            // As characters, a carriage return and the line feed behind it are one, and no line feed.
            let lines = field.value.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            text += field.name + ":"
            if let first = lines.first, !first.isEmpty { text += " " + String(first) }
            for line in lines.dropFirst() { text += line.isEmpty ? "\n ." : "\n " + String(line) }
            text += "\n"
        }
        return text
    }
}

extension ControlStanza {
    /// Reads a file of exactly one stanza. Empty lines around it and comment lines are passed over.
    package init(parsing bytes: [UInt8]) throws(ControlStanzaError) {
        let all = try Self.all(parsing: bytes)
        guard let only = all.first, all.count == 1 else { throw .stanzaCount(all.count) }
        self = only
    }

    /// Reads the stanzas of a file, which empty lines separate.
    package static func all(parsing bytes: [UInt8]) throws(ControlStanzaError) -> [ControlStanza] {
        var stanzas: [ControlStanza] = []
        var current = ControlStanza()
        var pending: (name: String, lines: [String])?
        var number = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            if line.first == UInt8(ascii: "#") { continue }
            if line.allSatisfy(\.isControlSpace) {
                try current.finish(&pending)
                if !current.fields.isEmpty { stanzas.append(current) }
                current = ControlStanza()
                continue
            }
            guard let text = String(validating: line, as: UTF8.self) else { throw .invalidUTF8(line: number) }
            if line.first == 0x20 || line.first == 0x09 {
                guard pending != nil else { throw .continuationWithoutField(line: number) }
                // A space and a mark behind it are one character.
                let continued = String(text.unicodeScalars.dropFirst()).trimmingCarriageReturns()
                pending?.lines.append(continued.utf8.elementsEqual(".".utf8) ? "" : continued)
                continue
            }
            try current.finish(&pending)
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { throw .missingColon(line: number) }
            let name = String(decoding: line[..<colon], as: UTF8.self)
            guard isFieldName(name) else { throw .invalidName(name) }
            guard current[name] == nil else { throw .duplicateField(name, line: number) }
            let value = line[(colon + 1)...].trimmingControlSpace()
            pending = (name, [String(decoding: value, as: UTF8.self)])
        }
        try current.finish(&pending)
        if !current.fields.isEmpty { stanzas.append(current) }
        return stanzas
    }

    private mutating func finish(_ pending: inout (name: String, lines: [String])?) throws(ControlStanzaError) {
        guard let (name, lines) = pending else { return }
        pending = nil
        try store(name, lines.joined(separator: "\n"))
    }
}

/// Why text is no control stanza, or a value cannot stand in one.
package enum ControlStanzaError: Error, Sendable, Hashable {
    case invalidName(String)
    case lineBreak(field: String)
    case nulByte(field: String)
    case emptyValue(field: String)
    case stanzaCount(Int)
    /// Lines are counted from 1.
    case missingColon(line: Int)
    case continuationWithoutField(line: Int)
    case duplicateField(String, line: Int)
    case invalidUTF8(line: Int)
}

extension ControlStanzaError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidName(let name): "`\(name)` is no control field name"
        case .lineBreak(let field): "the control field `\(field)` has a line break where it may have none"
        case .nulByte(let field): "the control field `\(field)` has a NUL byte"
        case .emptyValue(let field): "the control field `\(field)` is empty"
        case .stanzaCount(let count): "a control file has \(count) stanzas instead of one"
        case .missingColon(let line): "line \(line) of a control file has no colon"
        case .continuationWithoutField(let line): "line \(line) of a control file continues no field"
        case .duplicateField(let name, let line): "line \(line) of a control file repeats the field `\(name)`"
        case .invalidUTF8(let line): "line \(line) of a control file is not UTF-8"
        }
    }
}

extension UInt8 {
    /// ASCII capitals as small letters, all else as it is.
    var loweredASCII: UInt8 { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self }
}

extension String {
    /// The text without carriage returns at its end, which editors of other systems leave.
    fileprivate func trimmingCarriageReturns() -> String {
        var end = endIndex
        while end > startIndex, case let last = unicodeScalars.index(before: end), unicodeScalars[last] == "\r" {
            end = last
        }
        return String(self[..<end])
    }
}
