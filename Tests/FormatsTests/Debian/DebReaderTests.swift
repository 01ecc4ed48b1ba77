// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("Debian package reader")
struct DebReaderTests {
    @Test(.enabled(if: PackageTool.isUsable("dpkg-deb")), arguments: ["gzip", "xz", "zstd", "none"])
    func `reads what dpkg-deb writes`(_ compression: String) async throws {
        try await PackageFolder.with { folder in
            try folder.write(
                Array("Package: aa\nVersion: 1\nArchitecture: all\nMaintainer: A <a@b.c>\nDescription: x\n".utf8),
                to: "aa/DEBIAN/control")
            try folder.write(Array("data\n".utf8), to: "aa/usr/share/\(PackageContents.longName)")
            try folder.run(
                "ln -s b aa/usr/a && chmod -R u=rwX,go=rX aa && dpkg-deb --root-owner-group -Z\(compression) -b aa aa.deb"
            )
            var reader = try DebReader(ArraySource(try folder.read("aa.deb")))
            #expect(reader.control["Package"] == "aa")
            #expect(reader.controlFiles.keys.sorted() == ["control"])
            let kinds = try reader.files().map { ($0.path, $0.kind) }
            #expect(kinds.map(\.0) == [".", "usr", "usr/share", "usr/share/\(PackageContents.longName)", "usr/a"])
            #expect(kinds.map(\.1) == [.directory, .directory, .directory, .file(size: 5), .symbolicLink(target: "b")])
        }
    }

    @Test func `streams the contents of files`() async throws {
        var reader = try DebReader(ArraySource(try await DebTests.bytes(of: DebTests.awkward(.zstd))))
        var contents: [String: [UInt8]] = [:]
        while let entry = try reader.next() {
            var bytes: [UInt8] = []
            while true {
                let piece = try reader.readContent(upTo: 1000)
                if piece.isEmpty { break }
                bytes += piece
            }
            contents[entry.path] = bytes
        }
        #expect(contents["usr/bin/hello"] == Array("#!/bin/sh\necho hello\n".utf8))
        #expect(contents["usr/share/hello/big"]?.count == 320_000)
        #expect(contents["usr/share/hello/empty"] == [])
    }

    @Test func `says what is wrong with other files`() async throws {
        func error(_ members: [(String, String)]) throws -> DebReadError? {
            var sink = ArraySink()
            var archive = ArWriter()
            for (name, text) in members {
                let member = ArMember(name: name, modified: 0, size: UInt64(text.utf8.count))
                try archive.add(member, Array(text.utf8), into: &sink)
            }
            return #expect(throws: DebReadError.self) { try DebReader(ArraySource(sink.bytes)) }
        }
        #expect(try error([("x", "2.0\n")]) == .notAPackage)
        #expect(try error([("debian-binary", "3.0\n")]) == .unsupportedFormat("3.0"))
        #expect(try error([("debian-binary", "2.0\n")]) == .missingMember("control.tar"))
        #expect(
            try error([("debian-binary", "2.0\n"), ("control.tar.bz2", "")]) == .unexpectedMember("control.tar.bz2"))
        #expect(
            try error([("debian-binary", "2.0\n"), ("_private", "x"), ("data.tar", "")])
                == .unexpectedMember("data.tar"))
    }

    @Test(arguments: Compression.allCases)
    func `survives damage`(_ compression: Compression) async throws {
        var contents = PackageContents()
        contents.file("usr/bin/hello", "#!/bin/sh\necho hello\n", mode: 0o755)
        var deb = try DebTests.awkward(compression)
        deb.conffiles = []
        deb.contents = contents
        let whole = try await DebTests.bytes(of: deb)
        var generator = SeededGenerator(seed: 7)
        var refused = 0
        for _ in 0..<500 {
            do {
                var reader = try DebReader(ArraySource(damaged(whole, using: &generator)))
                _ = try reader.files()
            } catch {
                refused += 1
            }
        }
        #expect(refused > 100)
    }
}
