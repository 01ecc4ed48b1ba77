// SPDX-License-Identifier: Apache-2.0

import Effects
import Project
import Testing

/// dpkg's and rpm's own comparison, asked about versions that a seeded generator makes up.
@Suite("The order of package versions")
struct PackageOrderTests {
    private static let programs = Machine.current().programs

    private static let pairs: [(SemanticVersion, SemanticVersion)] = {
        var random = SeededNumbers(state: 42)
        let versions = (0..<400).compactMap { _ in
            let numbers = (0..<3).map { _ in UInt64([0, 1, 2, 9, 10, 11, 99, 100].randomElement(using: &random) ?? 0) }
            let names: [String?] = [nil, nil, "alpha", "beta", "dev", "rc", "RC"]
            let prerelease = (names.randomElement(using: &random) ?? nil).map { name in
                Bool.random(using: &random) ? [name] : [name, "\(Int.random(in: 0...120, using: &random))"]
            }
            return try? SemanticVersion(numbers[0] % 3, numbers[1], numbers[2], prerelease: prerelease ?? [])
        }
        // Neighbours and near relatives differ in little, which is where orders part.
        let sorted = versions.sorted()
        let neighbours = Array(zip(sorted, sorted.dropFirst()))
        let prereleases = sorted.filter(\.isPrerelease)
        let relatives = prereleases.compactMap { version in
            (try? SemanticVersion(version.major, version.minor, version.patch)).map { (version, $0) }
        }
        return Array(zip(versions, versions.reversed())) + neighbours + relatives
    }()

    @Test(.enabled(if: programs.find("dpkg") != nil))
    func `is dpkg's`() async throws {
        let script = #"while read -r a op b; do dpkg --compare-versions "$a" "$op" "$b" || echo "not $a $op $b"; done"#
        let questions = Self.pairs.map {
            "\($0.debianVersion) \(Self.sign($0, $1, ("lt", "eq", "gt"))) \($1.debianVersion)\n"
        }
        let call = ProgramCall(.name("sh"), ["-c", script], input: Array(questions.joined().utf8))
        let result = try await Self.programs.run(call)
        #expect(result.isSuccess)
        #expect(result.output.text == "")
    }

    @Test(.enabled(if: programs.find("rpm") != nil))
    func `is rpm's`() async throws {
        let questions = Self.pairs.map { #"print(rpm.vercmp("\#($0.rpmVersion)", "\#($1.rpmVersion)"), "")"# }
        var answers: [String] = []
        for start in stride(from: 0, to: questions.count, by: 200) {
            let batch = questions[start..<min(start + 200, questions.count)].joined(separator: "\n")
            let result = try await Self.programs.run(ProgramCall(.name("rpm"), ["--eval", "%{lua:\(batch)}"]))
            try #require(result.isSuccess, "\(result.error.text)")
            answers += result.output.text.split(whereSeparator: \.isWhitespace).map(String.init)
        }
        let expected = Self.pairs.map { Self.sign($0, $1, ("-1", "0", "1")) }
        #expect(answers == expected)
    }

    private static func sign<Answer>(
        _ left: SemanticVersion, _ right: SemanticVersion, _ answers: (Answer, Answer, Answer)
    ) -> Answer {
        left.precedes(right) ? answers.0 : right.precedes(left) ? answers.2 : answers.1
    }
}

/// Numbers that are the same in every run (splitmix64).
private struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
