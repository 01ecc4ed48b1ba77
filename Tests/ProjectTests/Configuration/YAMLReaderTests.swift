// SPDX-License-Identifier: Apache-2.0

import Effects
import Project
import Testing

@Suite("Hostile YAML")
struct YAMLReaderTests {
    @Test(arguments: [
        ("name: [a", 1), ("name: a\n\tb: c", 2), ("a: b: c", 1), ("name: \"a", 1), ("name: *nothing", 1),
        ("%YAML 3.0\n---\nname: a", 1),
        ("name: a\n---\nname: b", 2), ("name: \u{1}", 1), ("- a\nb: c", 2),
    ])
    func `a syntax error is one report with its line`(_ text: String, _ line: Int) {
        let diagnostics = decode(text).diagnostics
        #expect(diagnostics.count == 1)
        #expect(diagnostics.first?.message.hasPrefix("this is not YAML: ") == true)
        #expect(diagnostics.first?.location.map { abs($0.line - line) <= 1 } == true, "\(diagnostics)")
        #expect(diagnostics.first?.exit == .configuration)
    }

    @Test func `keys repeated in several mappings are all found`() {
        let text = """
            name: a
            "name": b
            gates: {version: off, version: error, version: warning}
            nmae: c
            hooks:
              before: []
              'before': []
            """
        #expect(
            reports(text) == [
                "2:1 -: `name` is given twice", "3:23 -: `version` is given twice", "3:39 -: `version` is given twice",
                "4:1 nmae: unknown key `nmae`", "7:3 -: `before` is given twice",
            ])
    }

    @Test(arguments: ["&a name: b\nname: c", "? [a]\n: b\n? [a]\n: c", "\"\": a\n\"\": b", "\"\\x6eame\": a\nname: b"])
    func `a repeated key that is written oddly is still an error`(_ text: String) {
        #expect(decode(text).hasErrors)
    }

    @Test func `many repeated keys end in an error, soon`() {
        let text = (0..<500).map { "name: a\(1 + $0 / 2)" }.joined(separator: "\n")
        let start = ContinuousClock.now
        #expect(decode(text).hasErrors)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func `aliases of aliases are bounded`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...40 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let start = ContinuousClock.now
        #expect(
            decode(text).diagnostics.contains {
                $0.message.contains("once its aliases are replaced") || $0.message.contains("nested deeper")
            })
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test(arguments: [
        "? *a30\n: b", "? [*a30, *a30]\n: b", "c: {*a30 : b}", "c: {[*a30, *a30]: b}", "*a30 : b", "c: [ *a30: b ]",
    ])
    func `aliases of aliases as keys are bounded too`(_ key: String) {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...30 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        let start = ContinuousClock.now
        #expect(decode(text + key).hasErrors)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func `templates before a colon are no keys`() {
        #expect(
            reports("builds: [&a {id: a, builder: go}, {<<: *a, id: b}]\narchives: {name: \"{{name}}: {{ version }}\"}")
                == [])
    }

    @Test(arguments: [("[", 100_000), ("{a: ", 20_000), ("- ", 50_000), ("[", 40), ("a:\n", 1)])
    func `deep nesting is refused`(_ piece: String, _ count: Int) {
        let text =
            piece.hasPrefix("a")
            ? (0..<500).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
            : String(repeating: piece, count: count)
        let start = ContinuousClock.now
        #expect(decode(text).hasErrors)
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test func `a merge key that merges itself, or no mapping, is refused`() {
        #expect(decode("a: &a {<<: *a}").hasErrors)
        #expect(reports("gates: {<<: 5}") == ["1:13 -: `<<` merges mappings, found a number"])
    }

    @Test func `what is not UTF-8 is refused with its place`() {
        let bytes = Array("name: a\nlicense: ".utf8) + [0xFF, 0xFE]
        let diagnostics = Configuration.decode(bytes, file: "f.yaml").diagnostics
        #expect(diagnostics.map(\.message) == ["the configuration is not UTF-8 text"])
        #expect(diagnostics.first?.location == SourceLocation(file: "f.yaml", line: 2, column: 10))
        #expect(Configuration.decode([0xFF, 0xFE, 0x61, 0], file: "f.yaml").hasErrors)
    }

    @Test func `a file that is too large is refused`() {
        let text = "# " + String(repeating: "x", count: 300_000)
        #expect(decode(text).diagnostics.map(\.message) == ["the configuration is larger than 256 KiB"])
    }

    @Test(arguments: ["[]", "hello", "- a", "!!binary aGVsbG8=", "5"])
    func `a root that is no mapping is refused`(_ text: String) {
        #expect(decode(text).diagnostics.count == 1)
    }
}
