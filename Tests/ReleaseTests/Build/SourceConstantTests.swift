// SPDX-License-Identifier: Apache-2.0
import Project
import Testing

@testable import Release

@Suite("A version constant in Swift source")
struct SourceConstantTests {
    private func find(_ name: String, in source: String) -> [SourceConstant] {
        var scanner = SwiftBindingScanner(source)
        return scanner.bindings().filter { $0.name == name }
    }

    @Test func `is found and replaced, the rest of the source staying as it is`() throws {
        let source = "import A\n\npublic let swiftFormatVersion = \"0.55.0\"\nlet other = \"x\"\n"
        let found = find("swiftFormatVersion", in: source)
        #expect(found.map(\.value) == ["0.55.0"])
        let constant = try #require(found.first)
        #expect(
            constant.replacing(in: source, with: "9.9.9-rc.1")
                == "import A\n\npublic let swiftFormatVersion = \"9.9.9-rc.1\"\nlet other = \"x\"\n")
    }

    @Test(arguments: [
        "let version = \"1\"", "static let version: String = \"1\"", "var  version:String=\"1\"",
        "let version: StaticString = \"1\"",
        "/* a /* nested */ b */ let version = \"1\"", "let é = #\"let version = \"2\"\"#; let version = \"1\"",
        "let text = \"\"\"\n let version = \"3\"\n\"\"\"\nlet version = \"1\"",
    ])
    func `may be written in several ways`(_ source: String) {
        #expect(find("version", in: source).map(\.value) == ["1"])
    }

    @Test(arguments: [
        "// let version = \"1\"", "/* let version = \"1\" */", "let version = \"\\(number)\"", "let version = make()",
        "let version: Int = \"1\"", "let versions = \"1\"", "\"let version = \\\"1\\\"\"", "let version = \"unfinished",
        "let version = \"\"\"\n1\n\"\"\"",
    ])
    func `is not seen in comments, literals and expressions`(_ source: String) {
        #expect(find("version", in: source).isEmpty)
    }

    @Test func `keeps its place after text that is not ASCII`() throws {
        let source = "// Grüße 🐣\nlet version = \"1.0.0\""
        let constant = try #require(find("version", in: source).first)
        #expect(constant.replacing(in: source, with: "2.0.0") == "// Grüße 🐣\nlet version = \"2.0.0\"")
    }

    @Test(arguments: [
        ("CommandConfiguration(commandName: \"a\", version: \"1.2.2\")", "literal 1.2.2"),
        (
            "let c = CommandConfiguration(\n  abstract: \"version: x\", // version: \"9\"\n  version: Version.current,\n)",
            "current"
        ),
        ("CommandConfiguration.init(version: appVersion)", "appVersion"),
        ("CommandConfiguration(version: .current)", "current"),
        ("CommandConfiguration(subcommands: [make(version: \"3\")], version: \"4.0.0\")", "literal 4.0.0"),
        ("CommandConfiguration(version: make())", ""), ("CommandConfiguration(version: \"a\\(b)\")", ""),
        ("CommandConfiguration(commandName: \"a\")\nlet x = f(version: \"1.0.0\")", ""), ("CommandConfiguration(", ""),
    ])
    func `is seen where ArgumentParser is told what to print`(_ source: String, _ expected: String) {
        var scanner = SwiftBindingScanner(source)
        let found = scanner.commandVersions().map { version in
            switch version {
            case .literal(let constant): "literal " + constant.value
            case .reference(let name): name
            }
        }
        #expect(found == (expected.isEmpty ? [] : [expected]))
    }
}
