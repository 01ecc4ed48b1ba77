// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import SystemPackage
import Testing

/// Reads `Packages.diff/Index` and its patches as readers do, and trusts nothing: each is compared with its digests.
struct PdiffReader {
    struct Patch {
        let name: String
        /// The digest of the text that it is applied to.
        let base: String
        let script: [UInt8]
        let path: FilePath
    }

    struct Index {
        /// The oldest first.
        let patches: [Patch]
        let current: String
    }

    let root: FilePath
    var track = "stable"
    var architecture = "amd64"

    private var folder: FilePath { root.appending("apt/dists/\(track)/main/binary-\(architecture)") }

    /// `Packages` as it is now.
    func packages() throws -> [UInt8] {
        var text = try Decompressor(HashedFile(FileReader(folder.appending("Packages.gz"))), .gzip)
        return try text.readAll(limit: 64 << 20)
    }

    /// Nil where `Release` names none.
    func index() throws -> Index? {
        let release = try Files().readText(root.appending("apt/dists/\(track)/InRelease"), limit: 1 << 20)
        let name = "main/binary-\(architecture)/Packages.diff/Index"
        guard let line = release.split(separator: "\n").first(where: { $0.hasSuffix(" \(name)") }) else { return nil }
        let digest = String(line.split(separator: " ")[0])
        let bytes = try content(digest, named: "Index")
        #expect(line.split(separator: " ")[1] == "\(bytes.count)")
        #expect(try content(digest, named: "by-hash/SHA256/\(digest)") == bytes)
        let fields = try ControlStanza(parsing: bytes)
        func list(_ field: String) throws -> [[String]] {
            try #require(fields["SHA256-\(field)"]).split(separator: "\n")
                .map { $0.split(separator: " ").map(String.init) }
        }
        let (history, scripts, downloads) = (try list("History"), try list("Patches"), try list("Download"))
        #expect(history.map(\.last) == scripts.map(\.last))
        #expect(history.map { $0[2] + ".gz" } == downloads.map { $0[2] })
        #expect(history.map { $0[2] } == history.map { $0[2] }.sorted())
        let current = try #require(fields["SHA256-Current"]).split(separator: " ")
        let now = try packages()
        #expect(current.map(String.init) == [PlainAptReader.digest(now), "\(now.count)"])
        var patches: [Patch] = []
        for (number, line) in history.enumerated() {
            let bytes = try content(downloads[number][0], named: downloads[number][2])
            #expect(downloads[number][1] == "\(bytes.count)")
            var source = try Decompressor(ArraySource(bytes), .gzip)
            let script = try source.readAll(limit: 16 << 20)
            #expect(Array(scripts[number].prefix(2)) == [PlainAptReader.digest(script), "\(script.count)"])
            let path = folder.appending("Packages.diff").appending(downloads[number][2])
            patches.append(Patch(name: line[2], base: line[0], script: script, path: path))
        }
        return Index(patches: patches, current: String(current[0]))
    }

    private func content(_ digest: String, named name: String) throws -> [UInt8] {
        let bytes = try Files().read(folder.appending("Packages.diff").appending(name), limit: 16 << 20)
        #expect(PlainAptReader.digest(bytes) == digest)
        return bytes
    }

    /// Does what a script says, as `ed` would; lines of a text have their line breaks.
    static func apply(_ script: [UInt8], to text: [UInt8]) throws -> [UInt8] {
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        #expect(lines.popLast()?.isEmpty == true)
        var commands = script.split(separator: 0x0A, omittingEmptySubsequences: false)[...]
        #expect(commands.popLast()?.isEmpty == true)
        var end = Int.max
        while let command = commands.popFirst().map({ String(decoding: $0, as: UTF8.self) }) {
            let match = try #require(command.wholeMatch(of: #/([0-9]+)(?:,([0-9]+))?([acd])/#), "\(command)")
            let first = try #require(Int(match.1))
            let last = try match.2.map { try #require(Int($0)) } ?? first
            #expect(first <= last && last <= end, "the commands go from the end to the start")
            var added: [[UInt8].SubSequence] = []
            if match.3 != "d" {
                while let line = commands.popFirst(), line != [UInt8(ascii: ".")] { added.append(line) }
            }
            let range = match.3 == "a" ? first..<first : (first - 1)..<last
            lines.replaceSubrange(range, with: added)
            end = range.lowerBound
        }
        return Array(lines.joined(separator: [0x0A])) + (lines.isEmpty ? [] : [0x0A])
    }
}
