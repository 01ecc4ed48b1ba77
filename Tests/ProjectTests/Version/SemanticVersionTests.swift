// SPDX-License-Identifier: Apache-2.0

import Project
import Testing

@Suite("Semantic versions")
struct SemanticVersionTests {
    @Test(arguments: [
        "0.0.4", "1.2.3", "10.20.30", "1.1.2-prerelease+meta", "1.1.2+meta", "1.1.2+meta-valid", "1.0.0-alpha",
        "1.0.0-alpha.beta.1", "1.0.0-alpha0.valid", "1.0.0-alpha-a.b-c-somethinglong+build.1-aef.1-its-okay",
        "1.0.0-rc.1+build.123", "2.0.0+build.1848", "1.2.3----RC-SNAPSHOT.12.9.1--.12+788", "1.2.3----R-S.12.9.1--.12",
        "1.0.0+0.build.1-rc.10000aaa-kk-0.1", "1.0.0-0A.is.legal", "18446744073709551615.0.0",
        "1.0.0-99999999999999999999999",
    ])
    func `reads and writes`(_ text: String) throws {
        #expect(try SemanticVersion(parsing: text).description == text)
    }

    @Test(arguments: [
        "", "1", "1.2", "1.2.3-", "1.2.3+", "1.2.3-0123", "1.2.3-0123.0123", "1.1.2+.123", "+invalid", "-invalid",
        "alpha", "1.0.0-alpha_beta", "1.0.0-alpha..1", "01.1.1", "1.01.1", "1.1.01", "1.2.3.DEV", "1.2-SNAPSHOT",
        "1.2.31.2.3----RC", "1.2.3-RC+b+c", "v1.2.3", " 1.2.3", "1.2.3\n", "-1.0.3-gamma+b7718", "1.2.３", "1.2.3-ä",
        "1..3", "1.2.3-+b", "18446744073709551616.0.0",
    ])
    func `refuses`(_ text: String) {
        #expect(throws: SemanticVersionError.self) { try SemanticVersion(parsing: text) }
    }

    @Test func `says what is wrong`() {
        #expect(throws: SemanticVersionError.leadingZero("01", in: "1.01.0")) { try SemanticVersion(parsing: "1.01.0") }
        #expect(throws: SemanticVersionError.leadingZero("007", in: "1.0.0-a.007")) {
            try SemanticVersion(parsing: "1.0.0-a.007")
        }
        #expect(throws: SemanticVersionError.forbiddenCharacter("a_b", in: "1.0.0-a_b")) {
            try SemanticVersion(1, 0, 0, prerelease: ["a_b"])
        }
        #expect(throws: SemanticVersionError.otherPrefix(tag: "v1.0.0", prefix: "tool/")) {
            try SemanticVersion(tag: "v1.0.0", prefix: "tool")
        }
    }

    static let ordered = [
        "0.0.1-alpha", "0.0.1", "0.0.9", "0.0.10", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-99999999999999999999",
        "1.0.0-ALPHA", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
        "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0-rc10", "1.0.0-rc9", "1.0.0", "2.0.0", "2.1.0", "2.1.1", "2.10.0",
    ]

    @Test func `orders as clause 11 does`() throws {
        let versions = try Self.ordered.map { try SemanticVersion(parsing: $0) }
        for (i, left) in versions.enumerated() {
            for (j, right) in versions.enumerated() {
                #expect((left < right) == (i < j), "\(left) and \(right)")
                #expect(left.precedes(right) == (i < j))
            }
        }
        #expect(versions.shuffled().sorted() == versions)
    }

    @Test func `ignores build metadata in precedence alone`() throws {
        let plain = try SemanticVersion(parsing: "1.0.0")
        let built = try SemanticVersion(parsing: "1.0.0+5")
        #expect(plain.hasSamePrecedence(as: built))
        #expect(plain != built)
        #expect(plain < built)
        #expect(!plain.precedes(built))
    }

    @Test(arguments: [
        ("v1.2.3", "", "1.2.3"), ("1.2.3", "", "1.2.3"), ("tool/v1.2.3", "tool/", "1.2.3"),
        ("tool/1.2.3-rc.1", "tool", "1.2.3-rc.1"), ("tool/v1.2.3", "tool/v", "1.2.3"), ("cli-v1.2.3", "cli-", "1.2.3"),
        ("v1.2.3", "v", "1.2.3"),
    ])
    func `reads a tag`(_ tag: String, _ prefix: String, _ version: String) throws {
        #expect(try SemanticVersion(tag: tag, prefix: prefix).description == version)
    }

    @Test(arguments: [("vv1.2.3", ""), ("tool/v1.2.3", ""), ("v1.2.3", "tool"), ("toolv1.2.3", "tool"), ("latest", "")])
    func `refuses a tag`(_ tag: String, _ prefix: String) {
        #expect(throws: SemanticVersionError.self) { try SemanticVersion(tag: tag, prefix: prefix) }
    }

    @Test func `names snapshots and tags`() throws {
        let version = try SemanticVersion(parsing: "1.2.3")
        #expect(try version.snapshot(commit: "0123abc").description == "1.2.4-SNAPSHOT-0123abc")
        #expect(try version.snapshot(commit: nil).description == "1.2.4-SNAPSHOT")
        #expect(
            try SemanticVersion(parsing: "1.2.3-rc.1+5").snapshot(commit: "abc").description == "1.2.4-SNAPSHOT-abc")
        #expect(version.tag() == "v1.2.3")
        #expect(version.tag(prefix: "tool") == "tool/v1.2.3")
        #expect(throws: SemanticVersionError.self) {
            try SemanticVersion(1, 0, UInt64.max).snapshot(commit: nil)
        }
    }

    @Test(arguments: [
        ("1.2.3", "1.2.3", "1.2.3"), ("1.2.3-rc.1", "1.2.3~rc.1", "1.2.3.rc.1"),
        ("1.2.4-SNAPSHOT-0123abc", "1.2.4~SNAPSHOT.0123abc", "1.2.4.SNAPSHOT.0123abc"),
        ("1.2.3+build-5", "1.2.3+build.5", "1.2.3+build.5"), ("1.2.3-rc.1+5", "1.2.3~rc.1+5", "1.2.3.rc.1+5"),
        ("1.2.3-a--b", "1.2.3~a..b", "1.2.3.a..b"),
    ])
    func `maps to packages`(_ text: String, _ package: String, _ file: String) throws {
        let version = try SemanticVersion(parsing: text)
        #expect(version.debianVersion == package)
        #expect(version.rpmVersion == package)
        #expect(version.fileVersion == file)
    }

    @Test(arguments: [
        ("1.0.0", []), ("1.0.0-rc.1", []), ("1.0.0-beta", []), ("1.0.0-rc.1.2", []),
        ("1.0.0-rc10", [OrderWarning.mixed("rc10")]), ("1.0.0-rc-1", [.hyphen("rc-1")]),
        ("1.0.0-1", [.startsWithNumber("1")]), ("1.0.0-alpha.beta", [.laterWord("alpha.beta")]),
        ("1.0.0+5", [.build("5")]), ("1.0.0-rc2.x", [.mixed("rc2"), .laterWord("rc2.x")]),
    ])
    func `warns of orders that packages have otherwise`(_ text: String, _ warnings: [OrderWarning]) throws {
        #expect(try SemanticVersion(parsing: text).orderWarnings() == warnings)
    }
}
