// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import SystemPackage
import TestSupport
import Testing

@Suite("YUM index entries")
struct YumEntriesTests {
    private let files = Files()

    /// Compares the entries of all packages in a folder with those that createrepo_c writes.
    private func compare(_ folder: FilePath) async throws {
        let format = YumFormat()
        let names = try files.list(folder).compactMap(\.utf8Text).filter { $0.hasSuffix(".rpm") }
        var ours: [[[UInt8]]] = [[], [], []]
        for name in names {
            let package = try format.read(try FileReader(folder.appending(name)), storedAt: "yum/t/a/\(name)")
            for (index, entry) in package.entries.enumerated() { ours[index].append(entry) }
            // Theirs says when the file was changed, ours when the package was built.
            let primary = try XMLTree(parsing: package.entries[0])
            let time = primary.child("time")?.attributes["build"] ?? ""
            try await SamplePackages.run("touch -d @\(time) \(name)", in: folder)
        }
        try await SamplePackages.run("createrepo_c -q --no-database --general-compress-type gz .", in: folder)
        for (index, kind) in [YumIndexKind.primary, .filelists, .other].enumerated() {
            let text = try await SamplePackages.run("zcat repodata/*-\(kind.rawValue).xml.gz", in: folder)
            let theirs = try XMLTree(parsing: Array(text.utf8))
            let definition = YumIndex(kind, form: .gzip)
            let document = definition.header(entryCount: names.count) + ours[index].flatMap { $0 } + definition.footer
            let mine = try XMLTree(parsing: document)
            #expect(mine.name == theirs.name)
            #expect(mine.attributes == theirs.attributes)
            #expect(mine.children.count == names.count)
            for package in mine.children {
                let id = package.attributes["pkgid"] ?? package.child("checksum")?.text
                let other = theirs.children.first { ($0.attributes["pkgid"] ?? $0.child("checksum")?.text) == id }
                #expect(package.description == other?.description)
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("rpmbuild", "createrepo_c")))
    func `of packages by rpmbuild are those of createrepo_c`() async throws {
        try await files.withTemporaryDirectory { folder in
            try await SamplePackages.build(spec: SamplePackages.awkwardSpec, in: folder)
            try await SamplePackages.build(spec: SamplePackages.plainSpec(), in: folder)
            try await compare(folder)
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("createrepo_c")))
    func `of our own packages are those of createrepo_c`() async throws {
        try await files.withTemporaryDirectory { folder in
            for compression in Compression.allCases {
                try await SamplePackages.write(
                    SamplePackages.rpm(name: "hello-\(compression.rawValue)", compression: compression), to: folder)
            }
            try await SamplePackages.write(
                SamplePackages.rpm(name: "any", version: "1:2.0~rc.1-3", architecture: .noarch), to: folder)
            try await compare(folder)
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("nfpm", "createrepo_c")))
    func `of packages by nfpm are those of createrepo_c`() async throws {
        let configuration = """
            name: peer
            arch: amd64
            version: 1.2.3-rc.1
            epoch: 2
            maintainer: Ada <ada@example.org>
            description: |
              Peer.
              More & more.
            vendor: Ada
            homepage: https://example.org
            license: MIT
            depends: [bash, "glibc >= 2.30"]
            provides: [thing]
            conflicts: [enemy]
            replaces: [ancestor]
            recommends: [friend]
            contents:
              - {src: nfpm.yaml, dst: /etc/peer.yaml, type: config}
              - {src: nfpm.yaml, dst: /usr/bin/peer}
              - {dst: /var/lib/peer, type: dir}
              - {dst: /var/log/peer.log, type: ghost}
            """
        try await files.withTemporaryDirectory { folder in
            try files.replace(folder.appending("nfpm.yaml"), Array(configuration.utf8))
            try await SamplePackages.run("nfpm package -p rpm -t peer.rpm", in: folder)
            try await compare(folder)
        }
    }

    @Test func `are well-formed for hostile text`() throws {
        let texts: [(bytes: [UInt8], text: String)] = [
            (Array("a < b & c > \"d\" 'e' ]]>".utf8), "a < b & c > \"d\" 'e' ]]>"),
            ([0x61, 0x01, 0x08, 0x09, 0x0B, 0x0A, 0x0D, 0x1F, 0x7F, 0x62], "a\t\n\r\u{7F}b"),
            ([0x47, 0x72, 0xFC, 0xDF, 0x65, 0x80, 0xA0, 0x21], "Grüße!"),
            ([0xED, 0xA0, 0x80], "í"),
            (Array("x\u{FFFE}\u{FFFF}\u{FFFD}☃𝄞".utf8), "x\u{FFFD}☃𝄞"),
            ([0xC0, 0xAF, 0xF4, 0x90], "Àô"),
        ]
        for (bytes, expected) in texts {
            var xml = XMLText()
            xml.markup("<e a=\"")
            xml.attribute(bytes)
            xml.markup("\">")
            xml.content(bytes)
            xml.markup("</e>")
            let element = try XMLTree(parsing: xml.bytes)
            #expect(element.text == expected)
            #expect(element.attributes == ["a": expected])
        }
    }

    @Test func `name the package again when they are read back`() async throws {
        try await files.withTemporaryDirectory { folder in
            let path = try await SamplePackages.write(SamplePackages.rpm(version: "1:2.0-3"), to: folder)
            let format = YumFormat()
            let package = try format.read(FileReader(path), storedAt: nil)
            let group = IndexGroup(format: .yum, track: "stable", architecture: "x86_64")
            let record = try format.record(of: package.entries[0], in: group)
            #expect(record.identity == package.identity)
            #expect(record.identity == PackageIdentity(name: "hello", version: "1:2.0-3", architecture: "x86_64"))
            #expect(record.sha256 == package.sha256)
            #expect(record.size == package.size)
            #expect(record.key == "yum/stable/x86_64/packages/hello-1:2.0-3.x86_64.rpm")
            #expect(record.key == format.key(of: package.place, in: group))
        }
    }

    @Test func `are cut apart again`() throws {
        let entries = ["<package type=\"rpm\">\n<name>a</name>\n</package>\n", "<package pkgid=\"b\">\n</package>\n"]
        let text = Array(entries.joined().utf8)
        let index = YumIndex(.primary, form: .gzip)
        #expect(try index.entries(in: text).map { String(decoding: text[$0], as: UTF8.self) } == entries)
        #expect(throws: IndexTextError.self) { try index.entries(in: Array(text.dropLast())) }
        #expect(throws: IndexTextError.self) { try index.entries(in: Array("\n".utf8) + text) }
        #expect(throws: IndexTextError.self) { try index.entries(in: text + Array("</metadata>".utf8)) }
    }
}
