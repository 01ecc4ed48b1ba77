// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("Debian version")
struct DebianVersionTests {
    @Test(arguments: [
        ("1.0~rc1", "1.0"), ("1.0", "1.0-1"), ("1.2", "1.10"), ("9.9", "1:0.1"), ("1.0~~", "1.0~"), ("1.0a", "1.0+"),
        ("1.0-1~bpo1", "1.0-1"), ("1.3.0", "1.3.0+really1.2.0"), ("1.3.0+really1.2.0", "1.3.1"), ("1.0Z", "1.0a"),
        ("2.0~beta.2", "2.0~beta.11"), ("1-1-1", "1-1-2"),
    ])
    func `sorts before`(_ older: String, _ newer: String) throws {
        let (older, newer) = (try DebianVersion(parsing: older), try DebianVersion(parsing: newer))
        #expect(older < newer)
        #expect(newer > older)
        #expect(older != newer)
    }

    @Test(arguments: [("1.0", "0:1.0"), ("1.0", "1.0-0"), ("1.00", "1.0"), ("1.0a", "1.0a0"), ("01.2-03", "1.02-3")])
    func `is equal however it is spelled`(_ one: String, _ other: String) throws {
        let (one, other) = (try DebianVersion(parsing: one), try DebianVersion(parsing: other))
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
    }

    @Test func `has an epoch, an upstream part and a revision`() throws {
        let version = try DebianVersion(parsing: "2:1.2-rc.1-3~x")
        #expect(version.epoch == 2)
        #expect(version.upstream == "1.2-rc.1")
        #expect(version.revision == "3~x")
        #expect(version.description == "2:1.2-rc.1-3~x")
        #expect(try DebianVersion(parsing: "0:1.0").description == "1.0")
    }

    @Test(arguments: [
        ("", DebianVersionError.empty), ("v1.0", .upstreamWithoutLeadingDigit(version: "v1.0")),
        ("1.0-", .emptyRevision(version: "1.0-")), ("x:1.0", .invalidEpoch(version: "x:1.0")),
        (":1.0", .invalidEpoch(version: ":1.0")), ("1:", .emptyUpstream(version: "1:")),
        ("2147483648:1", .invalidEpoch(version: "2147483648:1")), ("1.0_2", .invalidByte(version: "1.0_2", offset: 3)),
        ("1.0\n", .invalidByte(version: "1.0\n", offset: 3)), ("1.0é", .invalidByte(version: "1.0é", offset: 3)),
    ])
    func `refuses`(_ text: String, _ error: DebianVersionError) {
        #expect(throws: error) { try DebianVersion(parsing: text) }
    }

    @Test(.enabled(if: PackageTool.isUsable("dpkg")))
    func `sorts as dpkg does`() async throws {
        var generator = SeededGenerator(seed: 1)
        let parts = ["~", "+", ".", "0", "1", "9", "10", "a", "Z", "rc", "~rc", ".1", "00", "-1", "-0"]
        let pairs = (0..<400).map { _ in
            let stem = (0..<Int.random(in: 0..<4, using: &generator)).compactMap { _ in
                parts.randomElement(using: &generator)
            }
            return (0..<2).map { _ in
                let rest = (0..<Int.random(in: 0..<3, using: &generator)).compactMap { _ in
                    parts.randomElement(using: &generator)
                }
                return "1" + (stem + rest).joined()
            }
        }
        try await PackageFolder.with { folder in
            try folder.write(
                Array(pairs.map { $0.joined(separator: " ") }.joined(separator: "\n").utf8) + [0x0A], to: "pairs")
            let script = """
                while read a b; do
                  if dpkg --compare-versions $a lt $b; then echo '<'
                  elif dpkg --compare-versions $a eq $b; then echo '='
                  else echo '>'; fi
                done < pairs
                """
            let answers = try folder.run(script).split(separator: "\n")
            #expect(answers.count == pairs.count)
            for (pair, answer) in zip(pairs, answers) {
                let (left, right) = (try DebianVersion(parsing: pair[0]), try DebianVersion(parsing: pair[1]))
                let order = left < right ? "<" : left == right ? "=" : ">"
                #expect(order == answer, "\(pair)")
                if left == right { #expect(left.hashValue == right.hashValue, "\(pair)") }
            }
        }
    }
}
