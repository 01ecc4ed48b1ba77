// SPDX-License-Identifier: Apache-2.0
import Formats
import Foundation
import Testing

/// A folder in which a test lets foreign tools work on packages; it is gone when the test is over.
struct PackageFolder {
    let url: URL

    static func with<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: (PackageFolder) async throws -> Value
    ) async throws -> Value {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "fledge-package-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        return try await body(PackageFolder(url: url))
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    func read(_ name: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: url.appending(path: name))) }

    func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }

    func exists(_ name: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path(name))) != nil
    }

    /// Runs a line of shell in the folder, which must succeed; returns what it prints.
    @discardableResult
    func run(_ line: String, status: Int32 = 0) throws -> String {
        let program = Process()
        program.executableURL = URL(filePath: "/bin/sh")
        program.arguments = ["-ec", line]
        program.currentDirectoryURL = url
        program.environment = ProcessInfo.processInfo.environment.merging(
            ["LC_ALL": "C", "TZ": "UTC", "HOME": url.path]) { $1 }
        let output = Pipe()
        program.standardOutput = output
        program.standardError = output
        try program.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        program.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self)
        try #require(program.terminationStatus == status, "`\(line)`: \(text)")
        return text
    }
}

/// The programs of others that read packages. Where they are missing their tests are skipped, but not in CI.
enum PackageTool {
    static func isUsable(_ names: String...) -> Bool {
        let folders = ["/usr/bin", "/bin", "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin"]
        let isCI = ProcessInfo.processInfo.environment["CI"] != nil
        return isCI
            || names.allSatisfy { name in
                folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
            }
    }

    /// Only root can install into a folder with the owners that a package names.
    static var canInstall: Bool { isUsable("dpkg", "rpm") && getuid() == 0 }
}

/// Contents in memory.
struct PackageContents: ArchiveContents {
    private(set) var entries: [ArchiveEntry] = []
    private var bytes: [[UInt8]] = []
    static let time: Int64 = 1_700_000_000

    mutating func file(_ path: String, _ text: String, mode: UInt32 = 0o644) {
        let content = Array(text.utf8)
        add(path, .file(size: UInt64(content.count)), mode, content)
    }

    mutating func directory(_ path: String, mode: UInt32 = 0o755) { add(path, .directory, mode, []) }

    mutating func link(_ path: String, to target: String) { add(path, .symbolicLink(target: target), 0o777, []) }

    /// A file that is in the header alone.
    mutating func ghost(_ path: String, size: UInt64 = 0) { add(path, .file(size: size), 0o644, []) }

    private mutating func add(_ path: String, _ kind: ArchiveEntry.Kind, _ mode: UInt32, _ content: [UInt8]) {
        entries.append(ArchiveEntry(path: path, kind: kind, mode: mode, modified: Self.time))
        bytes.append(content)
    }

    func open(_ index: Int) -> any ByteSource { ArraySource(bytes[index]) }

    static let longName = String(repeating: "n", count: 150)
    static let longPath =
        "usr/share/hello/" + ["a", "b", "c"].map { String(repeating: $0, count: 100) }.joined(separator: "/") + "/leaf"
    static let foreignName = "usr/share/hello/Grüße an ☃.txt"

    /// All that is awkward in a package.
    static var awkward: PackageContents {
        var contents = PackageContents()
        contents.file("usr/share/hello/\(longName)", "long name\n")
        contents.link("usr/bin/hi", to: "hello")
        contents.file("usr/bin/hello", "#!/bin/sh\necho hello\n", mode: 0o755)
        contents.file("etc/hello/hello.conf", "greeting = hello\n")
        contents.file(longPath, "long path\n")
        contents.link("usr/share/hello/far", to: "../" + String(repeating: "t", count: 120))
        contents.file("usr/share/hello/empty", "")
        contents.file(foreignName, "foreign\n")
        contents.directory("var/lib/hello", mode: 0o750)
        contents.file("usr/share/hello/big", String(repeating: "0123456789abcde\n", count: 20_000))
        return contents
    }
}

/// Damages a file in one of the ways that files are damaged.
func damaged(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0...Int.random(in: 0..<3, using: &generator) {
        guard !bytes.isEmpty else { return bytes }
        // Most of what is worth damaging is near the start.
        let range = Bool.random(using: &generator) ? min(512, bytes.count) : bytes.count
        let index = Int.random(in: 0..<range, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes[index] = [0, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
        case 2: bytes.removeLast(bytes.count - index)
        case 3: bytes.removeSubrange(index..<min(bytes.count, index + Int.random(in: 1...32, using: &generator)))
        case 4: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 16)], at: index)
        default:
            for offset in index..<min(bytes.count, index + 4) { bytes[offset] = 0xFF }
        }
    }
    return bytes
}
