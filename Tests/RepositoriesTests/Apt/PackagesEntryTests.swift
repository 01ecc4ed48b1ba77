// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import SystemPackage
import Testing

@Suite("A stanza of Packages")
struct PackagesEntryTests {
    private static let digest = DigestValue([UInt8](repeating: 0xAB, count: 32))

    private static func entry(_ control: String) throws -> PackagesEntry {
        try PackagesEntry(
            control: ControlStanza(parsing: Array(control.utf8)), path: "pool/main/h/hello/hello.deb", size: 812,
            sha256: digest)
    }

    @Test func `has the control file's fields in their order, then where the file is and what it must be`() throws {
        let control = """
            Package: hello
            Version: 1.0
            Architecture: amd64
            X-Odd: kept
            Description: greets
             A line.
             .
              Indented.

            """
        #expect(
            String(decoding: try Self.entry(control).text, as: UTF8.self)
                == control + """
                    Filename: pool/main/h/hello/hello.deb
                    Size: 812
                    SHA256: \(Self.digest)


                    """)
    }

    @Test func `believes nothing that a control file says of the file`() throws {
        let entry = try Self.entry(
            "Package: hello\nVersion: 1\nArchitecture: all\nFilename: /etc/passwd\nsha256: 00\nMD5sum: 00\nSize: 1\n")
        #expect(entry.value("Filename") == "pool/main/h/hello/hello.deb")
        #expect(entry.value("SHA256") == Self.digest.description)
        #expect(entry.value("MD5sum") == nil)
        let text = String(decoding: entry.text, as: UTF8.self)
        #expect(text.split(separator: "\n").filter { $0.lowercased().hasPrefix("sha256:") }.count == 1)
    }

    @Test func `gets, changes and loses a phase`() throws {
        let format = AptFormat()
        let entry = try Self.entry("Package: hello\nVersion: 1\nArchitecture: all\n").text
        let phased = try format.entry(entry, phased: 10)
        #expect(PackagesEntry(phased).value("phased-update-percentage") == "10")
        #expect(try format.entry(format.entry(phased, phased: 50), phased: nil) == entry)
        #expect(try format.entry(phased, phased: 100) == entry)
        #expect(throws: AptError.invalidPhase(101)) { try format.entry(entry, phased: 101) }
    }

    @Test(arguments: [0, 1, 2, 30])
    func `is cut from the text of many`(_ count: Int) throws {
        let entry = try Self.entry("Package: hello\nVersion: 1\nArchitecture: all\n").text
        let text = [[UInt8]](repeating: entry, count: count).flatMap { $0 }
        let ranges = try PackagesIndex().entries(in: text)
        #expect(ranges.map { Array(text[$0]) } == [[UInt8]](repeating: entry, count: count))
    }

    @Test(arguments: ["\n", "Package: a\n", "Package: a", "Package: a\n\n\n", "Package: a\n\nx"])
    func `is refused where the text is not one of whole stanzas`(_ text: String) {
        #expect(throws: IndexTextError.self) { try PackagesIndex().entries(in: Array(text.utf8)) }
    }

    @Test func `moments are written as Release has them`() async throws {
        try await RepositoryFixture.with { fixture in
            let times: [(Int64, String)] = [
                (951_782_400, "Tue, 29 Feb 2000 00:00:00 UTC"), (1_790_000_000, "Mon, 21 Sep 2026 14:13:20 UTC"),
            ]
            for (number, (seconds, text)) in times.enumerated() {
                let engine = fixture.engine(clock: FixedClock(seconds: seconds))
                _ = try await engine.add([try await fixture.deb("hello\(number)")], to: "stable")
                #expect(try fixture.text("apt/dists/stable/Release").contains("Date: \(text)\n"))
            }
        }
    }
}
