// SPDX-License-Identifier: Apache-2.0

import Effects
import SystemPackage
import Testing
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

@Suite("Files")
struct FilesTests {
    let files = Files()

    @Test func `replaces a file with its mode and time, and leaves no other`() async throws {
        try await files.withTemporaryDirectory { folder in
            let path = folder.appending("a")
            try files.replace(path, text: "one", mode: 0o640, modified: 1_000_000_000)
            try files.replace(path, text: "two", mode: 0o4755, modified: 1_234_567_890)
            let status = try files.status(path)
            #expect(status.kind == .file)
            #expect(status.size == 3)
            #expect(status.mode == 0o4755)
            #expect(status.modified == 1_234_567_890)
            #expect(status.modifiedNanoseconds == 0)
            #expect(try files.readText(path, limit: 3) == "two")
            #expect(try files.list(folder).map(\.string) == ["a"])
        }
    }

    @Test func `says what it could not do, where and why`() async throws {
        try await files.withTemporaryDirectory { folder in
            let missing = folder.appending("no/x")
            let error = #expect(throws: FileError(.read, missing, errno: .noSuchFileOrDirectory)) {
                try files.read(missing, limit: 10)
            }
            #expect(error.map { "\($0)" } == "cannot read `\(missing)`: No such file or directory")
            #expect(throws: FileError(.write, missing, errno: .noSuchFileOrDirectory)) {
                try files.replace(missing, text: "")
            }
            let file = folder.appending("file")
            try files.replace(file, text: "12345")
            #expect(throws: FileError(.read, file, .larger(limit: 4))) { try files.read(file, limit: 4) }
            #expect(throws: FileError(.read, folder, errno: .isDirectory)) { try files.read(folder, limit: 4) }
            #expect(throws: FileError(.list, file, errno: .notDirectory)) { try files.list(file) }
            #expect(throws: FileError(.createFolder, file, errno: .fileExists)) { try files.createDirectory(file) }
            #expect(throws: FileError(.remove, folder, errno: .directoryNotEmpty)) { try files.remove(folder) }
            try files.replace(file, [0x61, 0xff])
            #expect(throws: FileError(.read, file, .notUTF8)) { try files.readText(file, limit: 4) }
            let pipe = folder.appending("pipe")
            #expect(pipe.withPlatformString { mkfifo($0, 0o600) } == 0)
            #expect(throws: FileError(.read, pipe, .notRegular)) { try files.read(pipe, limit: 4) }
            #expect(try files.statusIfPresent(file.appending("below")) == nil)
            #expect(try files.statusIfPresent(missing) == nil)
        }
    }

    @Test func `words errors for people`() {
        #expect("\(FileError(.write, "dist/x", errno: .noSpace))" == "cannot write `dist/x`: No space left on device")
        #expect(
            "\(FileError(.createFolder, "dist", errno: .readOnlyFileSystem))"
                == "cannot create the folder `dist`: Read-only file system")
        #expect(
            "\(FileError(.read, "LICENSE", .larger(limit: 5)))" == "cannot read `LICENSE`: it is larger than 5 bytes")
    }

    @Test func `discards what was not committed`() async throws {
        try await files.withTemporaryDirectory { folder in
            do {
                let writer = try FileWriter(folder.appending("x"))
                try writer.write([1, 2, 3])
                #expect(try files.list(folder).count == 1)
                #expect(try !files.exists(folder.appending("x")))
            }
            #expect(try files.list(folder).isEmpty)
        }
    }

    @Test func `writes in order and at offsets`() async throws {
        try await files.withTemporaryDirectory { folder in
            let path = folder.appending("x")
            let writer = try FileWriter(path, mode: 0o600)
            try writer.write([1, 2, 3, 4])
            try writer.write([9, 8], at: 1)
            try writer.write([5, 6, 7][1...])
            try writer.commit(modified: 5)
            #expect(try files.read(path, limit: 100) == [1, 9, 8, 4, 6, 7])
            #expect(try files.status(path).mode == 0o600)
            #expect(try files.status(path).modified == 5)
            #expect(throws: FileError(.write, path, errno: .badFileDescriptor)) { try writer.write([1]) }
            #expect(throws: FileError(.write, path, errno: .badFileDescriptor)) { try writer.commit() }
        }
    }

    @Test func `reads in pieces, anywhere, and notices a change`() async throws {
        try await files.withTemporaryDirectory { folder in
            let path = folder.appending("x")
            let bytes = (0..<200_000).map { UInt8($0 % 251) }
            try files.replace(path, bytes, modified: 77)
            let reader = try FileReader(path)
            #expect(reader.size == 200_000)
            var all: [UInt8] = []
            while true {
                let piece = try reader.read(upTo: 65_536)
                if piece.isEmpty { break }
                all += piece
            }
            #expect(all == bytes)
            #expect(try reader.read(at: 199_990, count: 100) == Array(bytes.suffix(10)))
            #expect(try reader.read(at: 300_000, count: 10).isEmpty)
            try reader.checkUnchanged()
            try files.append(path, [1])
            #expect(throws: FileError(.read, path, .changedWhileRead)) { try reader.checkUnchanged() }
        }
    }

    @Test func `walks in the order of bytes and follows no link`() async throws {
        try await files.withTemporaryDirectory { folder in
            for name in ["b/c/d", "b/a", "B", "a.b", "a/z", "ä"] {
                let path = folder.appending(name)
                try files.createDirectory(path.removingLastComponent())
                try files.replace(path, text: name)
            }
            try files.createSymbolicLink(folder.appending("b/loop"), to: "..")
            try files.createSymbolicLink(folder.appending("dangling"), to: "/no/such")
            let entries = try files.walk(folder)
            #expect(
                entries.map(\.relativePath.string) == [
                    "B", "a", "a/z", "a.b", "b", "b/a", "b/c", "b/c/d", "b/loop", "dangling", "ä",
                ])
            #expect(entries.filter(\.status.isSymbolicLink).map(\.relativePath.string) == ["b/loop", "dangling"])
            let some = try files.walk(folder) { $0.relativePath == "b" }
            #expect(some.map(\.relativePath.string) == ["B", "a", "a/z", "a.b", "dangling", "ä"])
        }
    }

    @Test func `removes a tree and not what it links to`() async throws {
        try await files.withTemporaryDirectory { folder in
            let outside = folder.appending("outside")
            let tree = folder.appending("tree")
            try files.createDirectory(outside)
            try files.replace(outside.appending("kept"), text: "")
            try files.createDirectory(tree.appending("read/only"))
            try files.replace(tree.appending("read/only/file"), text: "")
            try files.createSymbolicLink(tree.appending("link"), to: outside)
            try files.createSymbolicLink(folder.appending("root"), to: outside)
            try files.changeMode(tree.appending("read/only"), to: 0o500)
            try files.changeMode(tree.appending("read"), to: 0)
            try files.remove(tree, recursively: true)
            try files.remove(folder.appending("root"), recursively: true)
            try files.removeIfPresent(folder.appending("never"))
            #expect(try files.list(folder).map(\.string) == ["outside"])
            #expect(try files.list(outside).map(\.string) == ["kept"])
        }
    }

    @Test func `keeps names that are not UTF-8`() async throws {
        try await files.withTemporaryDirectory { folder in
            let name: [CChar] = [0x61, CChar(bitPattern: 0xff), 0]
            let path = folder.pushing(FilePath(platformString: name))
            #if os(Linux)
                try files.replace(path, text: "x")
                let found = try #require(try files.list(folder).first)
                #expect(found.bytes == [0x61, 0xff])
                #expect(found.utf8Text == nil)
                #expect(try files.walk(folder).first?.relativePath.utf8Text == nil)
                try files.copyTree(folder, to: folder.appending("../copy-of-odd"))
                defer { try? files.removeIfPresent(folder.appending("../copy-of-odd")) }
                #expect(try files.list(folder.appending("../copy-of-odd")).first?.bytes == [0x61, 0xff])
            #endif
            #expect(path.utf8Text == nil)
            #expect(folder.utf8Text == folder.string)
        }
    }

    @Test func `copies a tree with modes, links and times`() async throws {
        try await files.withTemporaryDirectory { folder in
            let tree = folder.appending("tree")
            try files.createDirectory(tree.appending("sub/empty"))
            try files.replace(tree.appending("sub/run"), text: "#!", mode: 0o755, modified: 1000)
            try files.createSymbolicLink(tree.appending("sub/link"), to: "../nowhere")
            try files.changeMode(tree.appending("sub/empty"), to: 0o555)
            try files.setModified(tree.appending("sub"), 2000, nanoseconds: 5)
            let copy = folder.appending("copy")
            try files.copyTree(tree, to: copy, keepingModified: true)
            let original = try files.walk(tree)
            let copied = try files.walk(copy)
            #expect(original.map(\.relativePath) == copied.map(\.relativePath))
            #expect(original.map(\.status.mode) == copied.map(\.status.mode))
            #expect(original.map(\.status.modified) == copied.map(\.status.modified))
            #expect(original.map(\.status.modifiedNanoseconds) == copied.map(\.status.modifiedNanoseconds))
            #expect(try files.readSymbolicLink(copy.appending("sub/link")) == "../nowhere")
        }
    }

    @Test func `exchanges folders, and goes on from an exchange by renames that broke off`() async throws {
        try await files.withTemporaryDirectory { folder in
            let (site, new) = (folder.appending("site"), folder.appending("new"))
            for (path, text) in [(site, "old"), (new, "new")] {
                try files.createDirectory(path)
                try files.replace(path.appending("index"), text: text)
            }
            try files.exchange(site, with: new)
            #expect(try files.readText(site.appending("index"), limit: 9) == "new")
            let aside = Files.aside(of: new)
            try files.rename(site, to: aside)
            try files.mendSwap(of: site, with: new)
            #expect(try files.readText(site.appending("index"), limit: 9) == "new")
            #expect(try files.readText(new.appending("index"), limit: 9) == "old")
            try files.rename(site, to: aside)
            try files.rename(new, to: site)
            try files.mendSwap(of: site, with: new)
            #expect(try files.list(folder).map(\.string) == ["site"])
            #expect(try files.readText(site.appending("index"), limit: 9) == "old")
        }
    }

    @Test func `removes a temporary folder also after an error`() async throws {
        struct Stop: Error {}
        var left: FilePath?
        await #expect(throws: Stop.self) {
            try await files.withTemporaryDirectory { folder in
                left = folder
                #expect(try files.status(folder).mode == 0o700)
                try files.replace(folder.appending("x"), text: "")
                throw Stop()
            }
        }
        #expect(try !files.exists(try #require(left)))
    }

    @Test func `lets one in at a time`() async throws {
        try await files.withTemporaryDirectory { folder in
            let path = folder.appending("lock")
            try await files.withLock(path) { () async throws in
                _ = await #expect(throws: FileError(.lock, path, errno: .wouldBlock)) {
                    try await files.withLock(path) {}
                }
            }
            async let first: Void = files.withLock(path, waiting: true) { await Task.yield() }
            async let second: Void = files.withLock(path, waiting: true) { await Task.yield() }
            _ = try await (first, second)
        }
    }

    @Test func `knows how much fits`() throws {
        #expect(try files.freeSpace(at: "/tmp") > 0)
        #expect(throws: FileError(.inspect, "/no/such", errno: .noSuchFileOrDirectory)) {
            try files.freeSpace(at: "/no/such")
        }
    }
}
