// SPDX-License-Identifier: Apache-2.0

import Formats
import Foundation
import Release
import Testing

/// A folder where a test compiles programs to audit; it is gone when the test is over.
struct AuditFixture {
    let folder: URL

    var path: String { folder.path }

    static func with<Value>(_ body: (AuditFixture) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "fledge-audit-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(AuditFixture(folder: folder))
    }

    /// Where a tool is: in PATH, or where it is named.
    static func tool(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let places = name.hasPrefix("/") ? [name] : folders.map { "\($0)/\(name)" }
        return places.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    func write(_ text: String, to name: String) throws {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    /// Runs a tool in the folder and returns what it prints to its standard output.
    @discardableResult
    func run(_ tool: String, _ arguments: [String]) throws -> String {
        let program = Process()
        program.executableURL = URL(filePath: try #require(Self.tool(tool), "`\(tool)` is not installed"))
        program.arguments = arguments
        program.currentDirectoryURL = folder
        program.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C"]) { $1 }
        let output = Pipe()
        program.standardOutput = output
        program.standardError = FileHandle.nullDevice
        try program.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        program.waitUntilExit()
        try #require(program.terminationStatus == 0, "`\(tool) \(arguments.joined(separator: " "))` failed")
        return String(decoding: data, as: UTF8.self)
    }

    /// Compiles one source file, C++ if it is named so, to `program` and reads that.
    func compile(_ source: String, as name: String = "main.c", _ options: [String] = []) throws -> BytesInMemory {
        try write(source, to: name)
        let compiler = name.hasSuffix(".cpp") ? "g++" : "cc"
        try run(compiler, [name, "-o", "program"] + options)
        return BytesInMemory(try [UInt8](Data(contentsOf: folder.appending(path: "program"))))
    }

    func audit(
        _ bytes: BytesInMemory, target: AuditTarget = .host, policy: AuditPolicy = AuditPolicy()
    ) throws -> BinaryAudit {
        let image = try #require(try Executable(parsing: bytes))
        let paths = try AuditPolicy.pathScan(buildFolders: [path]).search(image.dataRanges, of: bytes)
        return BinaryAudit(image: image, target: target, policy: policy, strayPaths: paths)
    }
}

extension AuditTarget {
    /// The machine that the tests run on.
    static var host: AuditTarget {
        #if arch(x86_64)
            AuditTarget(.linux, [.amd64])
        #else
            AuditTarget(.linux, [.arm64])
        #endif
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips where a tool is missing, but not in continuous integration, where the test then fails.
    static func audits(with tools: String...) -> Self {
        .enabled("needs \(tools.joined(separator: ", "))") {
            ProcessInfo.processInfo.environment["CI"] != nil || tools.allSatisfy { AuditFixture.tool($0) != nil }
        }
    }
}
