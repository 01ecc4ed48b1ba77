// SPDX-License-Identifier: Apache-2.0
import Greeting
import Testing

@Suite("Preferences")
struct PreferencesTests {
    @Test func `are read from lines`() throws {
        let preferences = try Preferences(
            parsing: "# Hello\nhost = ::1\nport=8090   # any free one\n\n language = de\nname = dear visitor\n")
        var expected = Preferences()
        expected.host = "::1"
        expected.port = 8090
        expected.language = "de"
        expected.name = "dear visitor"
        #expect(preferences == expected)
    }

    @Test(arguments: [
        ("port = 70000", 1, "`70000` is not a port number from 0 to 65535"),
        ("# one\ncolour = red", 2, "unknown key `colour`"),
        ("\n\nlanguage", 3, "`language` is not of the form `key = value`"),
    ])
    func `name the line at fault`(_ text: String, _ line: Int, _ problem: String) {
        #expect(throws: PreferencesError(line: line, problem: problem)) { try Preferences(parsing: text) }
    }
}
