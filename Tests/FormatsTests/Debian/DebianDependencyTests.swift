// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("Debian dependency")
struct DebianDependencyTests {
    @Test(arguments: [
        ("libc6 (>= 2.34)", "libc6 (>= 2.34)"), ("libc6(>=2.34)", "libc6 (>= 2.34)"),
        (" aa | bb:any ( << 1:2-3 ) ", "aa | bb:any (<< 1:2-3)"),
        ("python3:any", "python3:any"), ("g++ (= 4)", "g++ (= 4)"),
    ])
    func `is read and written`(_ text: String, _ written: String) throws {
        #expect(try DebianDependency(parsing: text).description == written)
    }

    @Test func `is read from a list with gaps`() throws {
        let list = try DebianDependency.list(parsing: "aa, bb (>> 1),, cc | dd,\n ee")
        #expect(list.map(\.description) == ["aa", "bb (>> 1)", "cc | dd", "ee"])
        #expect(try DebianDependency.list(parsing: "").isEmpty)
    }

    @Test(arguments: [
        "", "a |", "aa (>= )", "aa (2)", "aa (>= 1", "aa (=> 1)", "aa [amd64]", "aa <!nocheck>", "aa:", "aa bb",
    ])
    func `refuses`(_ text: String) {
        #expect(throws: DebianDependencyError.self) { try DebianDependency(parsing: text) }
    }

    @Test func `says which name or version is wrong`() throws {
        #expect(throws: DebianDependencyError.invalidName("Libc")) { try DebianDependency(parsing: "Libc") }
        #expect(throws: DebianDependencyError.invalidVersion("aa (>= v1)", .upstreamWithoutLeadingDigit(version: "v1")))
        {
            try DebianDependency(parsing: "aa (>= v1)")
        }
    }
}
