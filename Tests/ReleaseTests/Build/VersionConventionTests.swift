// SPDX-License-Identifier: Apache-2.0
import Project
import Release
import Testing

@Suite("What is a version by convention")
struct VersionConventionTests {
    private func convention(_ release: String = "2.4.0", tagged: [String] = ["2.3.0", "2.2.1"]) throws
        -> VersionConvention
    {
        VersionConvention(
            release: try SemanticVersion(parsing: release),
            tagged: Set(try tagged.map { try SemanticVersion(parsing: $0) }))
    }

    @Test(arguments: [
        ("version", true), ("Version", true), ("helloVersion", true), ("appVersion", true), ("CLI_VERSION", true),
        ("protocolVersion", false), ("versions", false), ("schemaVersion", false), ("helloVersions", false),
    ])
    func `names are those of programs`(_ name: String, _ expected: Bool) throws {
        #expect(try convention().isName(name, of: ["hello"]) == expected)
    }

    @Test(arguments: [
        ("", true), ("dev", true), ("0.0.0-dev", true), ("2.3.0", true), ("v2.3.0", true), ("2.2.1", true),
        ("2.4.0", true), ("2.4.0-dev", true), ("2.4-beta", true), ("1.0", false), ("3.0.0", false),
        ("Version of the tool", false), ("2.x", false),
    ])
    func `values are placeholders and what was tagged before`(_ value: String, _ expected: Bool) throws {
        #expect(try convention().holds(value) == expected)
    }

    @Test func `any version will do where no tags are known`() throws {
        let convention = try convention(tagged: [])
        #expect(convention.holds("7.1"))
        #expect(!convention.holds("seven"))
    }
}
