// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("Control stanza")
struct ControlStanzaTests {
    @Test func `folds text and marks empty lines`() throws {
        var stanza = ControlStanza()
        try stanza.set("Package", to: "hello")
        try stanza.set("Description", toLines: ["greets", "First.", "", "  verbatim", "   ", "."])
        let text = "Package: hello\nDescription: greets\n First.\n .\n   verbatim\n .\n .\n"
        #expect(stanza.description == text)
        #expect(try ControlStanza(parsing: Array(text.utf8)) == stanza)
        #expect(stanza["description"] == "greets\nFirst.\n\n  verbatim\n\n")
    }

    @Test func `keeps a field's place when it is set again, whatever its case`() throws {
        var stanza = ControlStanza()
        try stanza.set("A", to: "1")
        try stanza.set("B", to: "2")
        try stanza.set("a", to: "3")
        #expect(stanza.description == "a: 3\nB: 2\n")
        stanza.remove("A")
        #expect(stanza.description == "B: 2\n")
    }

    @Test(arguments: ["x\nEvil: 1", "x\r", "\n"])
    func `lets no value add a field`(_ value: String) {
        var stanza = ControlStanza()
        #expect(throws: ControlStanzaError.lineBreak(field: "Section")) { try stanza.set("Section", to: value) }
        #expect(throws: ControlStanzaError.lineBreak(field: "Section")) {
            try stanza.set("Section", toLines: ["a", value])
        }
        #expect(stanza.fields.isEmpty)
    }

    @Test(arguments: ["", "#x", "-x", "a b", "a:", "é", "a\n"])
    func `refuses the field name`(_ name: String) {
        var stanza = ControlStanza()
        #expect(throws: ControlStanzaError.invalidName(name)) { try stanza.set(name, to: "x") }
    }

    @Test func `refuses values that a file cannot hold`() {
        var stanza = ControlStanza()
        #expect(throws: ControlStanzaError.emptyValue(field: "A")) { try stanza.set("A", to: " \t") }
        #expect(throws: ControlStanzaError.emptyValue(field: "A")) { try stanza.set("A", toLines: ["", " "]) }
        #expect(throws: ControlStanzaError.nulByte(field: "A")) { try stanza.set("A", to: "a\0b") }
    }

    @Test func `reads several stanzas with comments and lists`() throws {
        let text = "\n# top\nPackage: a\nConffiles:\n /etc/a 123\n# in between\n /etc/b 456\n\n \nPackage:b  \nX: \n\n"
        let all = try ControlStanza.all(parsing: Array(text.utf8))
        #expect(all.map { $0["Package"] } == ["a", "b"])
        #expect(all.first?["Conffiles"] == "\n/etc/a 123\n/etc/b 456")
        #expect(all.last?["X"] == "")
        #expect(all.first?.description == "Package: a\nConffiles:\n /etc/a 123\n /etc/b 456\n")
    }

    @Test(arguments: [
        ("A: 1\nB 2\n", ControlStanzaError.missingColon(line: 2)), (" x\n", .continuationWithoutField(line: 1)),
        ("A: 1\na: 2\n", .duplicateField("a", line: 2)), ("A: 1\n\nB: 2\n", .stanzaCount(2)), ("\n", .stanzaCount(0)),
        (": x\n", .invalidName("")),
    ])
    func `refuses the text`(_ text: String, _ error: ControlStanzaError) {
        #expect(throws: error) { try ControlStanza(parsing: Array(text.utf8)) }
    }

    @Test func `refuses what is not UTF-8`() {
        #expect(throws: ControlStanzaError.invalidUTF8(line: 2)) {
            try ControlStanza(parsing: Array("A: 1\n ".utf8) + [0xFF, 0x0A])
        }
    }

    @Test func `lets no line end in the middle of a field, whatever stands before the line feed`() throws {
        for ending in ["\r", "\r\r\r", " \r", "\u{B}\r", "\u{301}\r"] {
            let text = "Package: a\nDescription: x\n y\(ending)\n Filename: elsewhere\n z\r\n"
            let stanza = try ControlStanza(parsing: Array(text.utf8))
            let again = try ControlStanza(parsing: Array(stanza.description.utf8))
            #expect(again.fields.map(\.name) == ["Package", "Description"])
            #expect(again.description == stanza.description)
        }
    }

    @Test(arguments: ["\u{594}\t", "\u{301}mark", ".\r", "..", "\u{200D}"])
    func `keeps a line that begins with a mark`(_ line: String) throws {
        let stanza = try ControlStanza(parsing: Array("Description: x\n \(line)\n".utf8))
        let kept = line == ".\r" ? "" : line
        #expect(stanza["Description"].map { Array($0.unicodeScalars) } == Array("x\n\(kept)".unicodeScalars))
        let again = try ControlStanza(parsing: Array(stanza.description.utf8))
        #expect(again.description == stanza.description)
    }
}
