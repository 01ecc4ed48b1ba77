// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("Zip archives")
struct ZipTests {
    static func archive(_ contents: SampleContents, prefix: String = "", jobs: Int = 2) async throws -> [UInt8] {
        var sink = ArraySink()
        let written = try await ZipWriter(jobs: jobs).write(contents, prefix: prefix, into: &sink)
        #expect(written.count == UInt64(sink.bytes.count))
        #expect(written.digest == CompressorTests.sha256(sink.bytes))
        return sink.bytes
    }

    /// A tree with a file that is written in pieces.
    static func tree() -> SampleContents {
        var tree = SampleContents.tree()
        tree.file("usr/large", sampleBytes(Int(ZipWriter.wholeFileLimit) + (1 << 20)), mode: 0o755)
        tree.file("usr/after", [9])
        return tree
    }

    @Test(
        .enabled(if: ToolFolder.has("unzip") && ToolFolder.has("bsdtar")),
        arguments: [["unzip", "-q", "a.zip"], ["bsdtar", "-xpf", "a.zip"]])
    func `unpacks with other programs`(_ command: [String]) async throws {
        // Info-ZIP writes a newline in a name as `_`, and keeps no set-user-ID.
        var tree = Self.tree()
        tree.entries[6].path = "usr/-rf 'quoted' name"
        let folder = try ToolFolder()
        try folder.write(try await Self.archive(tree, prefix: "top/"), to: "a.zip")
        let outcome = try folder.run("sh", "-c", "umask 0; " + command.joined(separator: " "))
        #expect(outcome.status == 0, "\(outcome.errors)")
        let setUser = command[0] == "unzip" ? ["mode of usr/bin/su do"] : []
        #expect(try tree.differences(in: folder, below: "top") == setUser)
    }

    @Test(.enabled(if: ToolFolder.has("python3")))
    func `reads with Python, byte for byte`() async throws {
        let tree = Self.tree()
        let folder = try ToolFolder()
        try folder.write(try await Self.archive(tree), to: "a.zip")
        let script = """
            import zipfile, hashlib
            z = zipfile.ZipFile("a.zip")
            assert z.testzip() is None
            for i in z.infolist():
                d = hashlib.sha256(z.read(i)).hexdigest()
                print(repr(i.filename), oct(i.external_attr >> 16), i.date_time, i.file_size, d, i.flag_bits >> 11)
            """
        let outcome = try folder.run("python3", "-c", script)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.text.split(separator: "\n")
        #expect(lines.count == tree.entries.count)
        let large = tree.entries.count - 2
        let digest = try #require(CompressorTests.sha256(tree.bytes(large)))
        #expect(lines[large] == "'usr/large' 0o100755 (2024, 5, 6, 7, 8, 10) 17825792 \(digest) 1")
        #expect(lines[0].hasPrefix("'usr/' 0o40755 "))
        #expect(lines[4].hasPrefix("'usr/bin/hi' 0o120777 "))
    }

    @Test func `writes the same bytes for any number of jobs`() async throws {
        let tree = Self.tree()
        let one = try await Self.archive(tree, jobs: 1)
        for jobs in [2, 7] { #expect(try await Self.archive(tree, jobs: jobs) == one) }
    }

    @Test(.enabled(if: ToolFolder.has("unzip")))
    func `cuts large files at any size`() async throws {
        let limit = Int(ZipWriter.wholeFileLimit)
        let tree = SampleContents.sizes([limit, limit + 1, limit + (1 << 20) - 1])
        let folder = try ToolFolder()
        try folder.write(try await Self.archive(tree), to: "a.zip")
        #expect(try folder.run("unzip", "-tq", "a.zip").status == 0)
    }

    @Test(.enabled(if: ToolFolder.has("unzip") && ToolFolder.has("python3")))
    func `counts more entries than 16 bits hold`() async throws {
        var tree = SampleContents()
        for index in 0..<65_536 { tree.file("f\(index)", []) }
        let folder = try ToolFolder()
        try folder.write(try await Self.archive(tree), to: "a.zip")
        let script = "import zipfile; print(len(zipfile.ZipFile('a.zip').namelist()))"
        #expect(try folder.run("python3", "-c", script).text == "65536\n")
    }

    @Test(arguments: [
        (0 as Int64, 1980, 1, 1, 0, 0, 0), (315_532_799, 1980, 1, 1, 0, 0, 0), (951_782_399, 2000, 2, 28, 23, 59, 58),
        (951_782_400, 2000, 2, 29, 0, 0, 0), (951_868_801, 2000, 3, 1, 0, 0, 0), (1_714_979_290, 2024, 5, 6, 7, 8, 10),
        (.max, 2107, 12, 31, 23, 59, 58),
    ])
    func `stores times in UTC, brought into range`(
        _ seconds: Int64, _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Int
    ) async throws {
        var tree = SampleContents()
        tree.file("a", [1])
        tree.entries[0].modified = seconds
        let bytes = try await Self.archive(tree)
        let time = Int(bytes[10]) | Int(bytes[11]) << 8
        let date = Int(bytes[12]) | Int(bytes[13]) << 8
        #expect([(date >> 9) + 1980, date >> 5 & 15, date & 31] == [year, month, day])
        #expect([time >> 11, time >> 5 & 63, (time & 31) * 2] == [hour, minute, second])
    }

    @Test(arguments: [false, true])
    func `refuses a file of another size than planned`(_ isLarge: Bool) async throws {
        let size = isLarge ? Int(ZipWriter.wholeFileLimit) + 100 : 100
        for change in [-1, 1] {
            var tree = SampleContents()
            tree.file("changing", sampleBytes(size + change), promised: UInt64(size))
            let contents = tree
            await #expect(throws: ContentChanged(path: "changing", planned: UInt64(size), read: UInt64(size + change)))
            {
                _ = try await Self.archive(contents)
            }
        }
    }
}
