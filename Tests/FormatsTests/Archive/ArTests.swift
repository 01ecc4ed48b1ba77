// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("Ar archives")
struct ArTests {
    static let members: [(String, [UInt8])] = [
        ("debian-binary", Array("2.0\n".utf8)), ("odd", [1, 2, 3]), ("empty", []),
        ("fifteen-bytes-x", sampleBytes(70_001)),
    ]

    static func archive() throws -> [UInt8] {
        var writer = ArWriter()
        var sink = ArraySink()
        for (name, content) in members {
            let member = ArMember(name: name, modified: SampleContents.time, size: UInt64(content.count))
            try writer.add(member, content, into: &sink)
        }
        return sink.bytes
    }

    static func read(_ bytes: [UInt8]) throws -> [(ArMember, [UInt8])] {
        var reader = ArReader(UnevenSource(bytes))
        var members: [(ArMember, [UInt8])] = []
        while let member = try reader.next() {
            var content: [UInt8] = []
            while case let piece = try reader.readContent(upTo: 999), !piece.isEmpty { content += piece }
            members.append((member, content))
        }
        return members
    }

    @Test func `reads back what it wrote`() throws {
        let members = try Self.read(try Self.archive())
        #expect(members.map(\.0.name) == Self.members.map(\.0))
        #expect(members.map(\.1) == Self.members.map(\.1))
        #expect(members.allSatisfy { $0.0.mode == 0o100644 && $0.0.modified == SampleContents.time })
    }

    @Test func `lays the header out as deb(5) shows`() throws {
        let bytes = try Self.archive()
        let expected = "!<arch>\ndebian-binary   1714979290  0     0     100644  4         `\n2.0\nodd "
        #expect(String(decoding: bytes[..<76], as: UTF8.self) == expected)
    }

    @Test(.enabled(if: ToolFolder.has("ar")))
    func `unpacks with ar`() throws {
        let folder = try ToolFolder()
        try folder.write(try Self.archive(), to: "a.a")
        #expect(try folder.run("ar", "x", "a.a").status == 0)
        for (name, content) in Self.members.prefix(3) { #expect(try folder.read(name) == content) }
        #expect(try folder.run("ar", "t", "a.a").text == "debian-binary\nodd\nempty\nfifteen-bytes-x\n")
    }

    @Test func `refuses names and sizes that do not fit, and content of another size`() throws {
        var writer = ArWriter()
        var sink = ArraySink()
        #expect(throws: FieldOverflow(field: "member name", value: "seventeen-bytes-x", limit: 16)) {
            try writer.add(ArMember(name: "seventeen-bytes-x", modified: 0, size: 0), [], into: &sink)
        }
        #expect(throws: FieldOverflow(field: "member size", value: "10000000000", limit: 10)) {
            try writer.add(ArMember(name: "a", modified: 0, size: 10_000_000_000), [], into: &sink)
        }
        #expect(throws: ContentChanged(path: "a", planned: 2, read: 3)) {
            try writer.add(ArMember(name: "a", modified: 0, size: 2), [1, 2, 3], into: &sink)
        }
        #expect(throws: ContentChanged(path: "a", planned: 4, read: 3)) {
            try writer.add(ArMember(name: "a", modified: 0, size: 4), [1, 2, 3], into: &sink)
        }
    }

    @Test func `says where a cut archive ends`() throws {
        let bytes = try Self.archive()
        let whole = [8, 72, 136, 196, bytes.count - 1]
        for count in (0..<300) where !whole.contains(count) {
            #expect(throws: ArchiveReadError.truncated(offset: UInt64(count))) { try Self.read(Array(bytes[..<count])) }
        }
    }

    @Test func `survives any changed byte in its headers`() throws {
        let bytes = try Self.archive()
        for index in 0..<260 {
            for value: UInt8 in [0, 0x2D, 0x20, 0x39, 0xFF] {
                var changed = bytes
                changed[index] = value
                do { _ = try Self.read(changed) } catch is ArchiveReadError {}
            }
        }
    }
}
