// SPDX-License-Identifier: Apache-2.0

import Project
import Testing

@Suite("A package's description")
struct PackageSpecTests {
    @Test(arguments: ["etc/a", "/", "", "/a/../b", "/a/./b", "//a", "/a/", "/a\nb", "/a\u{0}b"])
    func `refuses unsafe places`(_ place: String) {
        #expect(PackageEntry(place, .directory) == nil)
    }

    @Test func `entries are sorted, by format, and their conflicts found`() throws {
        var spec = PackageSpec(
            name: "hello", version: try SemanticVersion(parsing: "1.2.3"), target: .linuxAmd64, summary: "Greets",
            date: 0)
        spec.entries = [
            try #require(PackageEntry("/usr/share/hello/a", .file(.bytes([1])))),
            try #require(PackageEntry("/usr/share/hello", .directory)),
            try #require(PackageEntry("/etc/hello", .file(.bytes([])), formats: [.deb])),
            try #require(PackageEntry("/etc/hello/conf", .file(.bytes([])), formats: [.deb])),
            try #require(PackageEntry("/usr/share/hello", .directory)),
            try #require(PackageEntry("/usr/share/hello/a", .symlink(to: "b"), formats: [.rpm])),
        ]
        #expect(
            spec.entries(for: .deb).map(\.destination) == [
                "/etc/hello", "/etc/hello/conf", "/usr/share/hello", "/usr/share/hello", "/usr/share/hello/a",
            ])
        spec.entries.append(try #require(PackageEntry("/var/lib/hello/state", .ghost)))
        #expect(!spec.entries(for: .deb).contains { $0.kind == .ghost })
        #expect(spec.entries(for: .rpm).contains { $0.kind == .ghost })
        spec.entries.removeLast()
        #expect(spec.conflicts(in: .deb) == ["/etc/hello/conf"])
        #expect(spec.conflicts(in: .rpm) == ["/usr/share/hello/a"])
        #expect(spec.entries.map(\.mode.description) == ["0644", "0755", "0644", "0644", "0755", "0644"])
    }
}
