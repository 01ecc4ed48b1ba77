// SPDX-License-Identifier: Apache-2.0

import Formats
import Foundation
import Testing

/// A folder where a test compiles small programs and runs foreign tools on them; it is gone when the test is over.
struct CompiledFixture {
    let folder: URL

    static func with<Value>(_ body: (CompiledFixture) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "fledge-executable-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(CompiledFixture(folder: folder))
    }

    /// Where a foreign tool is: it is found in PATH, unless it is named by its path.
    static func tool(_ name: String) -> String? {
        if name.hasPrefix("/") { return name }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Whether a missing tool fails a test, as it does in continuous integration.
    static var needsAllTools: Bool { ProcessInfo.processInfo.environment["CI"] != nil }

    func path(_ name: String) -> String {
        folder.appending(path: name).path
    }

    func write(_ text: String, to name: String) throws {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func writeProgram(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: folder.appending(path: name))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path(name))
    }

    func bytes(_ name: String) throws -> BytesInMemory {
        BytesInMemory(try [UInt8](Data(contentsOf: folder.appending(path: name))))
    }

    /// Runs a tool found in PATH, or a program by its absolute path, in the folder; returns all that it prints.
    @discardableResult
    func run(_ tool: String, _ arguments: [String], environment: [String: String] = [:]) throws -> String {
        let program = Process()
        program.executableURL = URL(filePath: try #require(CompiledFixture.tool(tool), "`\(tool)` is not installed"))
        program.arguments = arguments
        program.currentDirectoryURL = folder
        let base = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C"]) { $1 }
        program.environment = base.merging(environment) { $1 }
        let output = Pipe()
        program.standardOutput = output
        program.standardError = output
        try program.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        program.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self)
        try #require(program.terminationStatus == 0, "`\(tool) \(arguments.joined(separator: " "))`: \(text)")
        return text
    }

    /// Compiles C with the machine's compiler and reads the result.
    func compile(_ source: String, to name: String = "program", _ options: [String] = []) throws -> BytesInMemory {
        try write(source, to: name + ".c")
        try run("cc", [name + ".c", "-o", name] + options)
        return try bytes(name)
    }

    /// Compiles a Go program that prints `hello` for another system.
    func compileGo(_ system: String, _ architecture: String, flags: [String] = []) throws -> BytesInMemory {
        try write("module hello\n\ngo 1.21\n", to: "go.mod")
        try write("package main\n\nfunc main() { println(\"hello\") }\n", to: "main.go")
        let name = "hello-\(system)-\(architecture)"
        let environment = [
            "GOOS": system, "GOARCH": architecture, "GOARM": "7", "CGO_ENABLED": "0", "GOPROXY": "off", "GOFLAGS": "",
        ]
        try run("go", ["build", "-trimpath", "-o", name] + flags + ["."], environment: environment)
        return try bytes(name)
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips where a tool is missing, but not in continuous integration, where the test then fails.
    static func needs(_ tools: String...) -> Self {
        .enabled("needs \(tools.joined(separator: ", "))") {
            CompiledFixture.needsAllTools || tools.allSatisfy { CompiledFixture.tool($0) != nil }
        }
    }
}

/// Reproducible noise.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
