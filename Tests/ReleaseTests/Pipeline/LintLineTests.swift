// SPDX-License-Identifier: Apache-2.0
import Project
import SystemPackage
import Testing

@testable import Release

@Suite("A line of an analyser")
struct LintLineTests {
    @Test(arguments: [
        ("Sources/a.swift:3:7: warning: [Spacing] remove 1 space", "[Spacing] remove 1 space", "Sources/a.swift:3:7"),
        ("/home/ada/p/Sources/a.swift:3:7: error: bad", "bad", "Sources/a.swift:3:7"),
        ("./main.go:12:2: fmt.Printf: missing argument", "fmt.Printf: missing argument", "main.go:12:2"),
        ("vet: ./main.go:5:1: wrong", "wrong", "main.go:5:1"), ("main.go:5: wrong", "wrong", "main.go:5"),
        ("# example.org/hello", nil, nil),
        ("a:0:1: x", nil, nil), ("12:30", nil, nil), ("", nil, nil),
    ])
    func `is a fault in its place, or nothing`(_ text: String, _ message: String?, _ place: String?) {
        let found = LintLine(text, in: "/home/ada/p")?.diagnostic
        #expect(found?.message == message)
        #expect(found?.location?.description == place)
    }
}
