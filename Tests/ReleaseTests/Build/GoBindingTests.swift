// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Release

@Suite("A version in Go source")
struct GoBindingTests {
    private func described(_ source: String) -> [String] {
        GoBinding.all(in: source).map { binding in
            (binding.isVariable ? "var " : "const ") + binding.name + (binding.literal.map { " " + $0.value } ?? "")
        }
    }

    @Test(arguments: [
        ("package main\nvar version = \"dev\"\n", ["var version dev"]),
        ("var version string\n", ["var version"]), ("var version string = \"1\" // now\n", ["var version 1"]),
        ("const version = \"5.1.0\"", ["const version 5.1.0"]),
        (
            "var (\n\ta int\n\tversion = \"1\" // x\n\n\tcommit, date string\n\tb = f(\n1)\n\tlast string\n)\nconst c = \"2\"",
            ["var version 1", "var last", "const c 2"]
        ),
        ("func f() {\n\tvar version = \"1\"\n}\nvar v = \"2\"", ["var v 2"]),
        ("// var a = \"1\"\n/* var b = \"1\" */\nvar r = '\"'\nvar c = `var d = \"1\"`\nvar e = \"1\"", ["var e 1"]),
        ("var version = runtime()\nvar v = \"a\" + b\nvar w = \"a\\n\"\nconst k = 3", []),
        ("const (\n\tx = iota\n\ty\n\tversion = \"1\"\n)", ["const version 1"]), ("var", []), ("var (", []),
    ])
    func `is a text outside functions`(_ source: String, _ expected: [String]) {
        #expect(described(source) == expected)
    }

    @Test func `is replaced where it stands`() throws {
        let source = "// Grüße\nconst version = \"5.1.0\"\n"
        let literal = try #require(GoBinding.all(in: source).first?.literal)
        #expect(literal.replacing(in: source, with: "5.2.0") == "// Grüße\nconst version = \"5.2.0\"\n")
    }

    @Test(arguments: [
        (["-tags", "a", "-ldflags", "-X b=c", "-race"], ["-X b=c"], ["-tags", "a", "-race"]),
        (["-ldflags=-w"], ["-w"], []), (["-v"], [], ["-v"]), (["-ldflags"], [], []),
    ])
    func `joins the linker's flags with those of the user`(_ flags: [String], _ linker: [String], _ others: [String]) {
        #expect(GoBuilder.separated(flags).linker == linker)
        #expect(GoBuilder.separated(flags).others == others)
    }
}
