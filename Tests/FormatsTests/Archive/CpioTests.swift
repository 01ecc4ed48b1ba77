// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("Cpio streams")
struct CpioTests {
    static func stream(_ contents: SampleContents, prefix: String = "") throws -> [UInt8] {
        var source = try CpioSource(contents, form: .newc, prefix: prefix)
        return try source.all()
    }

    static func read(_ bytes: [UInt8]) throws -> [(ArchiveEntry, [UInt8])] {
        var reader = CpioReader(UnevenSource(bytes))
        var entries: [(ArchiveEntry, [UInt8])] = []
        while let entry = try reader.next() {
            var content: [UInt8] = []
            while case let piece = try reader.readContent(upTo: 1_000), !piece.isEmpty { content += piece }
            entries.append((entry, content))
        }
        return entries
    }

    @Test func `reads back what it wrote`() throws {
        let tree = SampleContents.tree()
        let entries = try Self.read(try Self.stream(tree, prefix: "./"))
        #expect(entries.map(\.0.path) == tree.entries.map { "./" + $0.path })
        #expect(entries.map(\.0.kind) == tree.entries.map(\.kind))
        #expect(entries.map(\.0.mode) == tree.entries.map(\.mode))
        #expect(entries.map(\.1) == tree.entries.indices.map(tree.bytes))
        #expect(entries.allSatisfy { $0.0.owner == "0" && $0.0.modified == SampleContents.time })
    }

    @Test(
        .enabled(if: ToolFolder.has("cpio") && ToolFolder.has("bsdtar")),
        arguments: ["cpio -idm --quiet", "bsdtar -xpf -"])
    func `unpacks with other programs`(_ command: String) throws {
        let tree = SampleContents.tree()
        let folder = try ToolFolder()
        try folder.write(try Self.stream(tree, prefix: "top/"), to: "a.cpio")
        let outcome = try folder.run("sh", "-c", "umask 0; mkdir -p top && \(command)", input: "a.cpio")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try tree.differences(in: folder, below: "top") == [])
    }

    @Test(.enabled(if: ToolFolder.has("cpio")))
    func `reads what cpio writes`() throws {
        let folder = try ToolFolder()
        let script = "printf hello > a; mkdir d; ln -s a l; printf 'a\\nd\\nl\\n' | cpio -o -H newc --quiet > x.cpio"
        #expect(try folder.run("sh", "-ec", script).status == 0)
        let entries = try Self.read(try folder.read("x.cpio"))
        #expect(entries.map(\.0.path) == ["a", "d", "l"])
        #expect(entries.map(\.0.kind) == [.file(size: 5), .directory, .symbolicLink(target: "a")])
        #expect(entries[0].1 == Array("hello".utf8))
    }

    @Test func `pads to four bytes at every size`() throws {
        let tree = SampleContents.sizes(Array(0...9) + [65_535, 65_536, 262_145])
        let stream = try Self.stream(tree)
        #expect(stream.count % 4 == 0)
        #expect(try Self.read(stream).map(\.1) == tree.entries.indices.map(tree.bytes))
        var source = try CpioSource(tree, form: .newc)
        #expect(try source.all(77) == stream)
    }

    @Test func `writes the package's file numbers in the stripped form`() throws {
        var tree = SampleContents()
        tree.file("a", [1, 2, 3, 4, 5])
        tree.link("l", to: "ab")
        var source = try CpioSource(tree, form: .stripped, prefix: "./", numbers: [7, 0xAB], digests: [.sha256])
        let stream = try source.all()
        let head = Array("07070X00000007\u{0}\u{0}".utf8) + [1, 2, 3, 4, 5, 0, 0, 0]
        let link = Array("07070X000000ab\u{0}\u{0}ab\u{0}\u{0}".utf8)
        #expect(Array(stream[..<44]) == head + link)
        #expect(stream[44...].starts(with: "07070100000000".utf8))
        #expect(source.digests.keys.sorted() == [0])
    }

    @Test func `refuses in newc what it can't hold, and takes it in the stripped form`() throws {
        let entry = ArchiveEntry(path: "big", kind: .file(size: 1 << 32), mode: 0o644, modified: 0)
        let contents = HugeFile(entries: [entry])
        #expect(throws: FieldOverflow(field: "size of `big`", value: "4294967296", limit: 4)) {
            try CpioSource(contents, form: .newc)
        }
        var source = try CpioSource(contents, form: .stripped)
        #expect(try source.read(upTo: 16) == Array("07070X00000000\u{0}\u{0}".utf8))
        var trailer = SampleContents()
        trailer.file("TRAILER!!!", [])
        #expect(throws: UnsafeEntryName(path: "TRAILER!!!", reason: .reserved)) { try CpioSource(trailer, form: .newc) }
    }

    @Test func `says where a cut stream ends`() throws {
        let stream = try Self.stream(SampleContents.sizes([0, 5, 1_000]))
        let trailer = stream.count - 124
        for count in 0..<trailer {
            #expect(throws: ArchiveReadError.truncated(offset: UInt64(count))) {
                try Self.read(Array(stream[..<count]))
            }
        }
    }

    @Test func `survives any changed byte in its headers`() throws {
        let stream = try Self.stream(SampleContents.sizes([3, 5]))
        for index in stream.indices {
            for value: UInt8 in [0, 0x2B, 0x39, 0x66, 0xFF] {
                var changed = stream
                changed[index] = value
                do { _ = try Self.read(changed) } catch is ArchiveReadError {}
            }
        }
    }
}
