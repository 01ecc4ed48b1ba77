// SPDX-License-Identifier: Apache-2.0
@testable import Release
import Testing

@Suite("A formula's licence")
struct LicenseExpressionTests {
    @Test(arguments: [
        ("MIT", #"license "MIT""#),
        ("GPL-2.0+", #"license "GPL-2.0+""#),
        ("(MIT)", #"license "MIT""#),
        ("MIT OR Apache-2.0", #"license any_of: ["MIT", "Apache-2.0"]"#),
        ("MIT or Apache-2.0", #"license any_of: ["MIT", "Apache-2.0"]"#),
        ("MIT AND (BSD-3-Clause)", #"license all_of: ["MIT", "BSD-3-Clause"]"#),
        ("A OR (B OR C)", #"license any_of: ["A", "B", "C"]"#),
        ("A OR B AND C", #"license any_of: ["A", { all_of: ["B", "C"] }]"#),
        ("(A OR B)AND C", #"license all_of: [{ any_of: ["A", "B"] }, "C"]"#),
        ("Apache-2.0 WITH LLVM-exception", #"license "Apache-2.0" => { with: "LLVM-exception" }"#),
        (
            "MIT OR GPL-3.0-only WITH GCC-exception-3.1",
            #"license any_of: ["MIT", { "GPL-3.0-only" => { with: "GCC-exception-3.1" } }]"#
        ),
        ("LicenseRef-own", #"license "LicenseRef-own""#),
    ])
    func `is written as Homebrew writes it`(_ text: String, _ expected: String) {
        #expect(LicenseExpression(text).ruby == [expected])
    }

    @Test(arguments: [
        "MIT/Apache-2.0", "MIT OR", "OR MIT", "MIT Apache-2.0", "(MIT OR Apache-2.0", "MIT)", "A WITH", "A WITH (B)",
        "(A OR B) WITH C", "The \"MIT\" licence", "", "()", "MIT Or Apache-2.0", "A, B",
        String(repeating: "(", count: 100_000),
    ])
    func `stays as it is where it is no expression`(_ text: String) {
        #expect(LicenseExpression(text) == .license(text))
    }

    @Test func `has a line for each part where there are many`() {
        let names = (1...12).map { "A-Long-License-\($0).0" }
        #expect(
            LicenseExpression(names.joined(separator: " AND ")).ruby
                == ["license all_of: ["] + names.map { "  \"\($0)\"," } + ["]"])
    }
}
