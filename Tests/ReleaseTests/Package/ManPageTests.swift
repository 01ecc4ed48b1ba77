// SPDX-License-Identifier: Apache-2.0
@testable import Release
import SystemPackage
import Testing

@Suite("A manual page")
struct ManPageTests {
    private func match(_ path: String) -> ProjectFiles.Match {
        ProjectFiles.Match(path: path, file: FilePath("/" + path), mode: 0o644)
    }

    @Test(arguments: [
        ("man/greet.1", "man1/greet.1.gz"), ("man/man1/greet.1", "man1/greet.1.gz"),
        ("man/zipped.1.gz", "man1/zipped.1.gz"), ("man/greet.conf.5", "man5/greet.conf.5.gz"),
        ("man/de/greet.1", "de/man1/greet.1.gz"), ("man/zh/man1/greet.1.gz", "zh/man1/greet.1.gz"),
        ("man/pt_BR/greet.1", "pt_BR/man1/greet.1.gz"), ("man/sr@latin/greet.1", "sr@latin/man1/greet.1.gz"),
        ("man/ca_ES@valencia/greet.1", "ca_ES@valencia/man1/greet.1.gz"), ("man/hsb/greet.1", "hsb/man1/greet.1.gz"),
        ("man/ceb/greet.1", "ceb/man1/greet.1.gz"), ("po/man/de/greet.1", "de/man1/greet.1.gz"),
    ])
    func `goes where man looks for its section and language`(_ path: String, _ place: String) throws {
        #expect(try #require(ManPage(match(path))).place == "/usr/share/man/\(place)")
    }

    @Test(arguments: [
        "@", "@latin", "_", "_DE", "de_", "de@", "de_de", "de_DEU", "de@@", "cli", "src", "doc", "gen", "xx", "q", "DE",
        "en-GB",
    ])
    func `is in no language that its folder is not the code of`(_ folder: String) throws {
        let page = try #require(ManPage(match("man/\(folder)/greet.1")))
        #expect(page.language == nil)
        #expect(page.place == "/usr/share/man/man1/greet.1.gz")
    }
}
