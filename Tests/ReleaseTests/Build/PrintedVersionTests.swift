// SPDX-License-Identifier: Apache-2.0
import Release
import Testing

@Suite("The version that a program prints")
struct PrintedVersionTests {
    @Test(arguments: [
        "1.2.3\n", "v1.2.3", "hello 1.2.3", "hello version 1.2.3 (linux/amd64)", "hello/1.2.3 go1.27",
        "hello, version 1.2.3.",
        "Swift 6.3\nhello 1.2.3", "{\"version\":\"1.2.3\"}",
    ])
    func `is the expected one`(_ text: String) {
        #expect(PrintedVersion(in: text, expecting: "1.2.3") == .expected)
    }

    @Test(arguments: [
        ("hello 1.2.2", "1.2.2"), ("11.2.3", "11.2.3"), ("1.2.30", "1.2.30"), ("1.2.3-rc.1", "1.2.3-rc.1"),
        ("v1.2", "1.2"),
        ("1.2.3+5", "1.2.3+5"),
    ])
    func `is another one`(_ text: String, _ other: String) {
        #expect(PrintedVersion(in: text, expecting: "1.2.3") == .other(other))
    }

    @Test(arguments: ["", "usage: hello [options]", "hello dev", "error: unknown option --version", "1", "192 words"])
    func `is none`(_ text: String) {
        #expect(PrintedVersion(in: text, expecting: "1.2.3") == .none)
    }

    @Test func `may be a snapshot's or have build metadata`() {
        #expect(PrintedVersion(in: "hello 0.0.1-SNAPSHOT-abc1234", expecting: "0.0.1-SNAPSHOT-abc1234") == .expected)
        #expect(PrintedVersion(in: "hello v2.0.0-rc.1+linux", expecting: "2.0.0-rc.1+linux") == .expected)
    }
}
