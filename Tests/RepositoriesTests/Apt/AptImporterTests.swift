// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import Signing
import SystemPackage
import TestSupport
import Testing

@Suite("Taking over repositories of other programs")
struct AptImporterTests {
    private func run(_ program: String, _ arguments: [String], in folder: FilePath) async throws {
        let result = try await Machine.current().programs.run(
            ProgramCall(.name(program), arguments, workingDirectory: folder, timeout: .seconds(60)))
        try #require(result.isSuccess, "\(program): \(result.error.text)\(result.output.text)")
    }

    private func packages(_ fixture: RepositoryFixture) async throws -> [FilePath] {
        [
            try await fixture.deb("hello"), try await fixture.deb("hello", "2.0-1"),
            try await fixture.deb("docs", "1.0", .all), try await fixture.deb("libtally1", "1.0", .arm64),
        ]
    }

    private static let expected = [
        "docs 1.0 all", "hello 1.0 amd64", "hello 2.0-1 amd64", "libtally1 1.0 arm64",
    ]

    @Test(.enabled(if: ForeignTool.areThere("apt-ftparchive")), arguments: ["folder", "web"])
    func `of apt-ftparchive's making, in a folder and on the web`(_ place: String) async throws {
        try await RepositoryFixture.with { fixture in
            let old = fixture.folder.appending("old")
            for architecture in ["amd64", "arm64"] {
                try fixture.files.createDirectory(old.appending("dists/jammy/main/binary-\(architecture)"))
            }
            try fixture.files.createDirectory(old.appending("pool"))
            for path in try await packages(fixture) {
                let name = try #require(path.lastComponent)
                try fixture.files.copyFile(path, to: old.appending("pool").appending(name))
            }
            try await run(
                "sh",
                [
                    "-ec",
                    """
                    for a in amd64 arm64; do
                      d=dists/jammy/main/binary-$a
                      apt-ftparchive -a $a packages pool > $d/Packages
                      gzip -9nk $d/Packages
                    done
                    apt-ftparchive -o APT::FTPArchive::Release::Components=main release dists/jammy > Release
                    mv Release dists/jammy/
                    """,
                ], in: old)
            let engine = fixture.engine(try fixture.signed())
            let site = FolderSite(old)
            try await TestServer.run({ try await site.respond(to: $0) }) { server in
                let origin: ImportOrigin = place == "web" ? .web(server.url, Web()) : .folder(old)
                let report = try await engine.adopt(
                    origin, importers: [AptImporter()], tracks: place == "web" ? ["jammy"] : nil)
                #expect(report?.added == 4 && report?.tracks == ["jammy"])
                #expect(try await fixture.listed("jammy") == Self.expected)
                let again = try await engine.adopt(origin, importers: [AptImporter()], tracks: ["jammy"])
                #expect(again?.added == 0 && again?.unchanged == 4 && again?.update?.isPublished == false)
                #expect(try await engine.check().problems == [])
                // What is listed with one digest and is there with another is not taken.
                let pool = old.appending("pool/hello_1.0_amd64.deb")
                try fixture.files.copyFile(try await fixture.deb("hello", note: "changed"), to: pool)
                await #expect(throws: ImportError.self) {
                    try await engine.adopt(origin, importers: [AptImporter()], tracks: ["jammy"], into: "other")
                }
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("reprepro")))
    func `of reprepro's making`() async throws {
        try await RepositoryFixture.with { fixture in
            let old = fixture.folder.appending("old")
            try fixture.files.createDirectory(old.appending("conf"))
            try fixture.files.replace(
                old.appending("conf/distributions"),
                text: "Codename: bookworm\nComponents: main\nArchitectures: amd64 arm64\n")
            for path in try await packages(fixture) where path.lastComponent?.string != "hello_1.0_amd64.deb" {
                try await run("reprepro", ["--section", "misc", "includedeb", "bookworm", path.string], in: old)
            }
            let engine = fixture.engine(try fixture.signed())
            let report = try await engine.adopt(.folder(old), importers: [AptImporter()], into: "stable")
            #expect(report?.added == 3)
            #expect(try await fixture.listed() == Self.expected.filter { $0 != "hello 1.0 amd64" })
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("aptly")))
    func `of aptly's making`() async throws {
        try await RepositoryFixture.with { fixture in
            let old = fixture.folder.appending("old")
            try fixture.files.createDirectory(old)
            try fixture.files.replace(
                old.appending("aptly.conf"),
                text: "{\"rootDir\": \"\(old)/root\", \"architectures\": [\"amd64\", \"arm64\"]}")
            for arguments in [
                ["repo", "create", "-distribution=stable", "r"],
                ["repo", "add", "r"] + (try await packages(fixture)).map(\.string),
                ["publish", "repo", "-skip-signing", "-acquire-by-hash", "r"],
            ] {
                try await run("aptly", ["-config=\(old)/aptly.conf"] + arguments, in: old)
            }
            let engine = fixture.engine(try fixture.signed())
            let report = try await engine.adopt(.folder(old.appending("root/public")), importers: [AptImporter()])
            #expect(report?.added == 4 && report?.tracks == ["stable"])
            #expect(try await fixture.listed() == Self.expected)
        }
    }

    @Test func `finds nothing where there is none, and takes no paths that lead out`() async throws {
        try await RepositoryFixture.with { fixture in
            let old = fixture.folder.appending("old")
            try fixture.files.createDirectory(old.appending("dists/stable/main/binary-amd64"))
            let engine = fixture.engine()
            let nothing = try await engine.adopt(.folder(old), importers: [AptImporter()])
            #expect(nothing?.added == nil)
            let index = "Package: x\nVersion: 1\nArchitecture: all\nFilename: ../../etc/passwd\nSize: 1\n\n"
            let digest = PlainAptReader.digest(Array(index.utf8))
            try fixture.files.replace(old.appending("dists/stable/main/binary-amd64/Packages"), text: index)
            try fixture.files.replace(
                old.appending("dists/stable/Release"),
                text: "Suite: stable\nSHA256:\n \(digest) \(index.utf8.count) main/binary-amd64/Packages\n")
            await #expect(throws: ImportError.unfitPath("../../etc/passwd")) {
                try await engine.adopt(.folder(old), importers: [AptImporter()])
            }
        }
    }
}
