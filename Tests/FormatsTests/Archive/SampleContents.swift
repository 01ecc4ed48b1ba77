// SPDX-License-Identifier: Apache-2.0
import Formats
import Foundation

/// Entries with their bytes in memory.
struct SampleContents: ArchiveContents {
    var entries: [ArchiveEntry] = []
    private var contents: [[UInt8]] = []

    /// 2024-05-06 07:08:10 UTC.
    static let time: Int64 = 1_714_979_290

    mutating func file(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644, promised: UInt64? = nil) {
        let size = promised ?? UInt64(bytes.count)
        entries.append(ArchiveEntry(path: path, kind: .file(size: size), mode: mode, modified: Self.time))
        contents.append(bytes)
    }

    mutating func directory(_ path: String, mode: UInt32 = 0o755) {
        entries.append(ArchiveEntry(path: path, kind: .directory, mode: mode, modified: Self.time))
        contents.append([])
    }

    mutating func link(_ path: String, to target: String) {
        entries.append(ArchiveEntry(path: path, kind: .symbolicLink(target: target), mode: 0o777, modified: Self.time))
        contents.append([])
    }

    func open(_ index: Int) -> any ByteSource {
        UnevenSource(contents[index])
    }

    func bytes(_ index: Int) -> [UInt8] { contents[index] }

    /// A small tree with what usually gets an archiver into trouble.
    static func tree() -> SampleContents {
        var tree = SampleContents()
        tree.directory("usr")
        tree.directory("usr/bin")
        tree.file("usr/bin/hello", sampleBytes(300_001), mode: 0o755)
        tree.file("usr/bin/su do", sampleBytes(512), mode: 0o4755)
        tree.link("usr/bin/hi", to: "hello")
        tree.file("usr/empty", [])
        tree.file("usr/-rf 'quoted' \"name\"\n", Array("odd\n".utf8), mode: 0o600)
        tree.file("usr/größe-日本", sampleBytes(1_023))
        let deep = (0..<9).map { "folder-number-\($0)-in-a-deep-tree" }.joined(separator: "/")
        tree.file("\(deep)/file", sampleBytes(513))
        tree.link("usr/far", to: "../\(deep)/file")
        tree.file("usr/" + String(repeating: "n", count: 251), [1, 2, 3])
        return tree
    }

    /// Entries of every kind and content at sizes around blocks and padding.
    static func sizes(_ sizes: [Int]) -> SampleContents {
        var tree = SampleContents()
        for size in sizes { tree.file("file-\(size)", sampleBytes(size, seed: UInt64(size))) }
        return tree
    }
}

extension ByteSource {
    /// All of the source, read in pieces of `count`.
    mutating func all(_ count: Int = 1 << 16) throws -> [UInt8] {
        var sink = ArraySink()
        try copy(into: &sink, pieceSize: count)
        return sink.bytes
    }
}

extension SampleContents {
    /// Checks that a folder holds this tree: kinds, permissions, contents, link targets.
    func differences(in folder: borrowing ToolFolder, below prefix: String) throws -> [String] {
        var found: [String] = []
        for (index, entry) in entries.enumerated() {
            let name = "\(prefix)/\(entry.path)"
            switch entry.kind {
            case .symbolicLink(let target):
                if try folder.target(name) != target { found.append("target of \(entry.path)") }
                continue
            case .file: if try folder.read(name) != bytes(index) { found.append("content of \(entry.path)") }
            case .directory: break
            }
            let attributes = try folder.attributes(name)
            if (attributes[.posixPermissions] as? NSNumber)?.uint32Value != entry.mode {
                found.append("mode of \(entry.path)")
            }
            if case .file = entry.kind,
                (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 != Double(entry.modified)
            {
                found.append("time of \(entry.path)")
            }
        }
        return found
    }
}
