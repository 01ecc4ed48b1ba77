// SPDX-License-Identifier: Apache-2.0

import Formats
import TestSupport
import Testing

@Suite("Paths in programs")
struct PathScanTests {
    private let scan = PathScan([.init("/home/"), .init("/root/"), .init("/srv/build/app", anywhere: true)])

    @Test(arguments: [
        ("\0/home/ada/main.swift\0", ["/home/ada/main.swift"]), ("=/root/x\n/root/y", ["/root/x", "/root/y"]),
        ("/usr/home/x", []), ("/home/", []), ("/home/%s", []), ("a/home/b", []), ("file:/home/b", ["/home/b"]),
        ("I/srv/build/app/a.c", ["/srv/build/app/a.c"]), ("/srv/build/app", ["/srv/build/app"]),
        ("/srv/build/application", []), ("/home/a\0/home/a\0/home/b", ["/home/a", "/home/b"]),
    ])
    func `finds whole paths alone, for chunks of any size`(_ text: String, _ expected: [String]) throws {
        let bytes = BytesInMemory(Array(text.utf8))
        for chunk in 1...text.utf8.count {
            let result = try scan.search([0..<bytes.count], of: bytes, chunk: chunk)
            #expect(result.paths == expected)
        }
    }

    @Test
    func `keeps a bounded number of paths of a bounded length, and counts all`() throws {
        let text = (0..<50).map { "\0/home/user\($0)/\(String(repeating: "x", count: 100))" }.joined()
        let bytes = BytesInMemory(Array(text.utf8))
        let result = try PathScan([.init("/home/")], limit: 3, lengthLimit: 14).search([0..<bytes.count], of: bytes)
        #expect(result.paths == ["/home/user0/xx", "/home/user1/xx", "/home/user2/xx"])
        #expect(result.occurrences == 50)
    }

    @Test
    func `reads the given ranges alone, none beyond the end`() throws {
        let bytes = BytesInMemory(Array("/home/a\0/home/b\0/home/c".utf8))
        #expect(try scan.search([8..<15], of: bytes).paths == ["/home/b"])
        #expect(try scan.search([16..<9000, 9000..<9001], of: bytes).paths == ["/home/c"])
    }

    @Test(.enabled(if: ForeignTool.areThere("cc")))
    func `finds a path in a program's data`() throws {
        try ScratchFolder.with { fixture in
            let bytes = try fixture.compile(
                "#include <stdio.h>\nint main() { puts(\"/Users/ada/build\"); }", ["-g"])
            let image = try ELFImage(parsing: bytes)
            let result = try PathScan([.init("/Users/"), .init(fixture.path("program"), anywhere: true)])
                .search(image.dataRanges, of: bytes)
            #expect(result.paths == ["/Users/ada/build"])
        }
    }
}
