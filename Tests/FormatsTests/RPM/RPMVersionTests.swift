// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("RPM version")
struct RPMVersionTests {
    @Test(arguments: [
        ("1.0~rc1", "1.0"), ("1.0", "1.0^git1"), ("1.0^git1", "1.0.1"), ("1.2", "1.10"), ("1.0a", "1.0.1"),
        ("9-1", "1:0-1"),
        ("1.0-1", "1.0-2"), ("1.0", "1.0-1"), ("1.0~~", "1.0~"), ("1.0~", "1.0"), ("1.0^~", "1.0^"),
        ("1.3.0-1", "1.3.0+really1.2.0-1"),
        ("1.0a", "1.0b"), ("1.0Z", "1.0a"),
    ])
    func `sorts before`(_ older: String, _ newer: String) throws {
        let (older, newer) = (try RPMVersion(parsing: older), try RPMVersion(parsing: newer))
        #expect(older < newer)
        #expect(!(newer < older))
        #expect(older != newer)
    }

    @Test(arguments: [("1.0-1", "0:1.0-1"), ("1.0", "1_0"), ("1.01", "1.1"), ("1.0", "1.0."), ("1a2", "1.a.2")])
    func `is equal however it is spelled`(_ one: String, _ other: String) throws {
        let (one, other) = (try RPMVersion(parsing: one), try RPMVersion(parsing: other))
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
    }

    @Test(arguments: [
        ("", RPMVersionError.emptyVersion("")), ("1-", .emptyRelease("1-")), ("x:1", .invalidEpoch(version: "x:1")),
        (":1", .invalidEpoch(version: ":1")), ("4294967296:1", .invalidEpoch(version: "4294967296:1")),
        ("1 2", .invalidByte(version: "1 2", byte: 0x20)), ("1-2-3", .invalidByte(version: "1-2-3", byte: 0x2D)),
        ("1é", .invalidByte(version: "1é", byte: 0xC3)),
    ])
    func `refuses`(_ text: String, _ error: RPMVersionError) {
        #expect(throws: error) { try RPMVersion(parsing: text) }
    }

    @Test(.enabled(if: PackageTool.isUsable("rpm")))
    func `sorts as rpm does`() async throws {
        var generator = SeededGenerator(seed: 2)
        let parts = ["~", "^", "+", ".", "_", "0", "1", "9", "10", "a", "Z", "rc", "~rc", ".1", "00"]
        var pairs: [[String]] = []
        for _ in 0..<3000 {
            let stem = (0..<Int.random(in: 0..<4, using: &generator)).compactMap { _ in
                parts.randomElement(using: &generator)
            }
            pairs.append(
                (0..<2).map { _ in
                    let rest = (0..<Int.random(in: 0..<4, using: &generator)).compactMap { _ in
                        parts.randomElement(using: &generator)
                    }
                    let suffix = ["", "-1", "-2~a"].randomElement(using: &generator) ?? ""
                    let epoch = ["", "", "", "0:", "1:"].randomElement(using: &generator) ?? ""
                    return epoch + "1" + (stem + rest).joined() + suffix
                })
        }
        try await PackageFolder.with { folder in
            let calls = pairs.map { "print(rpm.vercmp('\($0[0])','\($0[1])') .. ' ')" }.joined(separator: "\n")
            try folder.write(Array(calls.utf8), to: "compare.lua")
            let answers = try folder.run("rpm --eval \"%{lua:dofile('compare.lua')}\"").split(
                whereSeparator: \.isWhitespace)
            #expect(answers.count == pairs.count)
            for (pair, answer) in zip(pairs, answers) {
                let (left, right) = (try RPMVersion(parsing: pair[0]), try RPMVersion(parsing: pair[1]))
                #expect((left < right ? "-1" : left == right ? "0" : "1") == answer, "\(pair)")
                if left == right { #expect(left.hashValue == right.hashValue, "\(pair)") }
            }
        }
    }
}
