// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("Tar streams")
struct TarTests {
    static let dialects: [TarDialect] = [.gnu, .pax]

    static func stream(_ contents: SampleContents, _ dialect: TarDialect, prefix: String = "") throws -> [UInt8] {
        var source = try TarSource(contents, dialect: dialect, prefix: prefix)
        return try source.all()
    }

    static func read(_ bytes: [UInt8]) throws -> [(ArchiveEntry, [UInt8])] {
        var reader = TarReader(UnevenSource(bytes))
        var entries: [(ArchiveEntry, [UInt8])] = []
        while let entry = try reader.next() {
            var content: [UInt8] = []
            while case let piece = try reader.readContent(upTo: 1_000), !piece.isEmpty { content += piece }
            entries.append((entry, content))
        }
        return entries
    }

    @Test(arguments: dialects)
    func `reads back what it wrote`(_ dialect: TarDialect) throws {
        let tree = SampleContents.tree()
        let entries = try Self.read(try Self.stream(tree, dialect))
        #expect(entries.map(\.0) == tree.entries)
        #expect(entries.map(\.1) == tree.entries.indices.map(tree.bytes))
    }

    @Test(arguments: dialects)
    func `keeps names and targets of every length`(_ dialect: TarDialect) throws {
        var tree = SampleContents()
        for length in Array(90...110) + Array(150...160) + Array(250...260) {
            tree.file(String(repeating: "a", count: length), [1])
            tree.file("d/" + String(repeating: "b", count: length - 2), [2])
            tree.directory(String(repeating: "c", count: 60) + "/" + String(repeating: "e", count: length - 61))
            tree.link("l\(length)", to: String(repeating: "t", count: length))
        }
        let stream = try Self.stream(tree, dialect, prefix: "./")
        #expect(stream.count % 512 == 0)
        let entries = try Self.read(stream)
        #expect(entries.map(\.0.path) == tree.entries.map { "./" + $0.path })
        #expect(entries.map(\.0.kind) == tree.entries.map(\.kind))
    }

    @Test(.enabled(if: ToolFolder.has("tar") && ToolFolder.has("bsdtar")), arguments: dialects, ["tar", "bsdtar"])
    func `unpacks with other programs`(_ dialect: TarDialect, _ program: String) throws {
        let tree = SampleContents.tree()
        let folder = try ToolFolder()
        try folder.write(try Self.stream(tree, dialect, prefix: "top/"), to: "a.tar")
        let outcome = try folder.run(program, "-xpf", "a.tar")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.isEmpty)
        #expect(try tree.differences(in: folder, below: "top") == [])
    }

    @Test(.enabled(if: ToolFolder.has("tar")), arguments: ["gnu", "pax", "ustar", "posix"])
    func `reads what GNU tar writes`(_ format: String) throws {
        let folder = try ToolFolder()
        let name = String(repeating: "long-", count: 30)
        let script = """
            mkdir t && cd t && mkdir d && printf content > d/file && ln -s d/file link && : > empty && chmod 640 empty
            [ \(format) = ustar ] || printf x > \(name)
            tar --format=\(format) --owner=root --group=root --mtime=@1700000000 --sort=name -cf ../a.tar d empty l*
            """
        #expect(try folder.run("sh", "-ec", script).status == 0)
        let entries = try Self.read(try folder.read("a.tar"))
        let expected = ["d", "d/file", "empty", "link"] + (format == "ustar" ? [] : [name])
        #expect(entries.map(\.0.path) == expected)
        #expect(entries[0].0.kind == .directory)
        #expect(entries[1].1 == Array("content".utf8))
        #expect(entries[1].0.modified == 1_700_000_000)
        #expect(entries[2].0.mode == 0o640)
        #expect(entries[3].0.kind == .symbolicLink(target: "d/file"))
        #expect(entries[3].0.owner == "root")
    }

    @Test(arguments: dialects)
    func `yields the same stream however it is read`(_ dialect: TarDialect) throws {
        let tree = SampleContents.sizes([0, 1, 511, 512, 513, 262_143, 262_144, 262_145])
        let whole = try Self.stream(tree, dialect)
        for count in [333, 512, 10_240, 1 << 22] {
            var source = try TarSource(tree, dialect: dialect)
            #expect(try source.all(count) == whole)
        }
        #expect(whole.suffix(1_024).allSatisfy { $0 == 0 })
    }

    @Test func `writes no pax header for plain names`() throws {
        var tree = SampleContents()
        tree.file("a", [1])
        tree.file(String(repeating: "d", count: 150) + "/" + String(repeating: "f", count: 100), [1])
        #expect(try Self.stream(tree, .pax).count == 6 * 512)
    }

    @Test func `names the root as dpkg does`() throws {
        var tree = SampleContents()
        tree.directory(".")
        let stream = try Self.stream(tree, .gnu, prefix: "./")
        #expect(Array(stream[..<3]) == Array("./\u{0}".utf8))
        #expect(try Self.read(stream).map(\.0.path) == ["."])
    }

    @Test(arguments: dialects)
    func `stores sizes and times that have no octal form`(_ dialect: TarDialect) throws {
        var tree = SampleContents()
        tree.file("huge", [], promised: 9 << 30)
        tree.entries[0].modified = -5
        var huge = try TarSource(HugeFile(entries: tree.entries), dialect: dialect)
        var reader = TarReader(ArraySource(try huge.fill(1 << 16)))
        #expect(try reader.next() == tree.entries[0])
    }

    @Test func `digests each file while it passes`() throws {
        let tree = SampleContents.tree()
        var source = try TarSource(tree, dialect: .gnu, digests: [.md5, .sha256])
        _ = try source.all()
        let files = tree.entries.indices.filter { if case .file = tree.entries[$0].kind { true } else { false } }
        #expect(source.digests.keys.sorted() == files)
        for index in files {
            var hasher = ContentHasher([.md5, .sha256])
            hasher.update(tree.bytes(index))
            #expect(source.digests[index] == hasher.digests())
        }
    }

    @Test(arguments: [(10, 9), (10, 11), (0, 1), (1, 0), (262_144, 262_145), (262_144, 262_143)])
    func `refuses a file of another size than planned`(_ planned: Int, _ actual: Int) throws {
        var tree = SampleContents()
        tree.file("changing", sampleBytes(actual), promised: UInt64(planned))
        let error = ContentChanged(path: "changing", planned: UInt64(planned), read: UInt64(actual))
        #expect(throws: error) { try Self.stream(tree, .gnu) }
        #expect(throws: error) {
            var cpio = try CpioSource(tree, form: .newc)
            _ = try cpio.all()
        }
    }

    @Test(arguments: [
        ("", UnsafeEntryName.Reason.empty), ("/etc/passwd", .absolute), ("../up", .parent), ("a/../../up", .parent),
        ("a/..", .parent), ("a//b", .emptyComponent), ("a/", .emptyComponent), ("./a", .emptyComponent),
        (".", .emptyComponent), ("a\u{0}b", .zeroByte),
    ])
    func `refuses unsafe paths in every format`(_ path: String, _ reason: UnsafeEntryName.Reason) async throws {
        var tree = SampleContents()
        tree.file(path, [1])
        let contents = tree
        let error = UnsafeEntryName(path: path, reason: reason)
        #expect(throws: error) { try TarSource(contents, dialect: .gnu) }
        #expect(throws: error) { try CpioSource(contents, form: .newc) }
        await #expect(throws: error) {
            var sink = ArraySink()
            _ = try await ZipWriter(jobs: 1).write(contents, into: &sink)
        }
    }

    @Test func `accepts names with dots that are no parents`() throws {
        var tree = SampleContents()
        tree.file("..a/b../...", [1])
        #expect(try Self.read(try Self.stream(tree, .gnu)).map(\.0.path) == ["..a/b../..."])
    }

    @Test(arguments: dialects)
    func `says where a cut stream ends`(_ dialect: TarDialect) throws {
        let stream = try Self.stream(SampleContents.tree(), dialect)
        for count in stride(from: 0, to: stream.count - 1, by: 487) {
            #expect(throws: ArchiveReadError.truncated(offset: UInt64(count))) {
                try Self.read(Array(stream[..<count]))
            }
        }
    }

    @Test(arguments: dialects)
    func `survives any changed byte in its headers`(_ dialect: TarDialect) throws {
        var tree = SampleContents()
        tree.file(String(repeating: "ü", count: 101), [1, 2, 3])
        let stream = try Self.stream(tree, dialect)
        for index in stream.indices {
            for value: UInt8 in [0, 0x2D, 0x39, 0x80, 0xFF] {
                var changed = stream
                changed[index] = value
                do { _ = try Self.read(changed) } catch is ArchiveReadError {}
            }
        }
    }

    @Test func `refuses a checksum that does not hold`() throws {
        var stream = try Self.stream(SampleContents.sizes([5]), .gnu)
        stream[0] ^= 1
        #expect(throws: ArchiveReadError.malformed(field: "checksum", offset: 0)) { try Self.read(stream) }
    }
}

/// Entries whose files have as many zero bytes as they promise.
struct HugeFile: ArchiveContents {
    let entries: [ArchiveEntry]

    struct Zeros: ByteSource {
        var left: UInt64

        mutating func read(upTo count: Int) -> [UInt8] {
            let piece = Int(min(UInt64(count), left))
            left -= UInt64(piece)
            return [UInt8](repeating: 0, count: piece)
        }
    }

    func open(_ index: Int) -> any ByteSource { Zeros(left: entries[index].size) }
}
