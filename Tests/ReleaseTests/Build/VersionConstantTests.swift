// SPDX-License-Identifier: Apache-2.0
import Release
import Testing

@Suite("A version constant in Swift source")
struct VersionConstantTests {
    @Test func `is found and replaced, the rest of the source staying as it is`() throws {
        let source = "import A\n\npublic let swiftFormatVersion = \"0.55.0\"\nlet other = \"x\"\n"
        let found = VersionConstant.find("swiftFormatVersion", in: source)
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
        #expect(VersionConstant.find("version", in: source).map(\.value) == ["1"])
    }

    @Test(arguments: [
        "// let version = \"1\"", "/* let version = \"1\" */", "let version = \"\\(number)\"", "let version = make()",
        "let version: Int = \"1\"", "let versions = \"1\"", "\"let version = \\\"1\\\"\"", "let version = \"unfinished",
        "let version = \"\"\"\n1\n\"\"\"",
    ])
    func `is not seen in comments, literals and expressions`(_ source: String) {
        #expect(VersionConstant.find("version", in: source).isEmpty)
    }

    @Test(arguments: [
        ("version", "1.2.3", true), ("helloVersion", "0.0.0-dev", true), ("appVersion", "dev", true),
        ("CLI_VERSION", "1.0", true),
        ("protocolVersion", "1.0", false), ("version", "Version of the tool", false), ("helloVersion", "1.x", false),
    ])
    func `is stamped unasked only where name and value leave no doubt`(
        _ name: String, _ value: String, _ expected: Bool
    ) throws {
        let constant = try #require(VersionConstant.find(name, in: "let \(name) = \"\(value)\"").first)
        #expect(constant.isVersion(of: "hello", module: "Hello") == expected)
    }

    @Test func `keeps its place after text that is not ASCII`() throws {
        let source = "// Grüße 🐣\nlet version = \"1.0.0\""
        let constant = try #require(VersionConstant.find("version", in: source).first)
        #expect(constant.replacing(in: source, with: "2.0.0") == "// Grüße 🐣\nlet version = \"2.0.0\"")
    }
}
