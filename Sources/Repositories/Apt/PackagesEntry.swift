// SPDX-License-Identifier: Apache-2.0
package import Formats

/// A stanza of `Packages`, looked into without taking it apart.
package struct PackagesEntry: Sendable, Hashable {
    /// The lines with the empty one behind them.
    package let text: [UInt8]

    package init(_ text: [UInt8]) {
        self.text = text
    }

    /// The fields of a package's control file, and those that say where the package is and what it must be.
    package init(control: ControlStanza, path: String, size: UInt64, sha256: DigestValue) throws(ControlStanzaError) {
        var stanza = control
        for name in Self.ownFields { stanza.remove(name) }
        try stanza.set("Filename", to: path)
        try stanza.set("Size", to: "\(size)")
        try stanza.set("SHA256", to: sha256.description)
        text = Array(stanza.description.utf8) + [0x0A]
    }

    /// Fields that say something of the file; what a control file claims of them is not so.
    private static let ownFields = ["Filename", "Size", "MD5sum", "SHA1", "SHA256", "SHA512", "Description-md5"]

    /// The first line of a field's value.
    package func value(_ name: String) -> String? {
        lines(of: name).map { range in
            let line = text[range].prefix { $0 != 0x0A }.drop { $0 != UInt8(ascii: ":") }.dropFirst()
            return String(decoding: Self.trimmed(line), as: UTF8.self)
        }
    }

    /// The stanza with another value of a field of one line; nil removes the field.
    package func setting(_ name: String, to value: String?) -> PackagesEntry {
        var text = text
        if let range = lines(of: name) { text.removeSubrange(range) }
        if let value { text.insert(contentsOf: Array("\(name): \(value)\n".utf8), at: text.count - 1) }
        return PackagesEntry(text)
    }

    /// The bytes of a field, from its name to the line break behind its last line.
    private func lines(of name: String) -> Range<Int>? {
        let name = Array(name.utf8)
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? text.count
            if Self.isField(name, text[start..<end]) {
                var last = end
                while last < text.count, text[last] == 0x20 || text[last] == 0x09 {
                    last = text[last...].firstIndex(of: 0x0A).map { $0 + 1 } ?? text.count
                }
                return start..<last
            }
            start = end
        }
        return nil
    }

    private static func isField(_ name: [UInt8], _ line: ArraySlice<UInt8>) -> Bool {
        guard line.count > name.count, line[line.startIndex + name.count] == UInt8(ascii: ":") else { return false }
        return zip(line, name).allSatisfy { lowered($0) == lowered($1) }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 || last == 0x0D { bytes = bytes.dropLast() }
        return bytes
    }
}
