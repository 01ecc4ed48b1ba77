// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// A folder in which a test writes files and lets other programs work on them; it is gone when the test is over.
package struct ScratchFolder: Sendable {
    package let url: URL

    /// The folder's absolute path.
    package var path: String { url.path }

    package static func with<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: (ScratchFolder) async throws -> Value
    ) async throws -> Value {
        let folder = try make()
        defer { try? FileManager.default.removeItem(at: folder.url) }
        return try await body(folder)
    }

    package static func with<Value>(_ body: (ScratchFolder) throws -> Value) throws -> Value {
        let folder = try make()
        defer { try? FileManager.default.removeItem(at: folder.url) }
        return try body(folder)
    }

    private static func make() throws -> ScratchFolder {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "fledge-test-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return ScratchFolder(url: url.resolvingSymlinksInPath())
    }

    /// The absolute path of a file in the folder.
    package func path(_ name: String) -> String { url.appending(path: name).path }

    package func exists(_ name: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path(name))) != nil
    }

    package func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(
            at: url.appending(path: name), withIntermediateDirectories: true)
    }

    package func write(_ bytes: [UInt8], to name: String, mode: Int = 0o644) throws {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    }

    package func write(_ text: String, to name: String, mode: Int = 0o644) throws {
        try write(Array(text.utf8), to: name, mode: mode)
    }

    package func bytes(_ name: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: url.appending(path: name))) }

    package func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// How a program ended, and all that it printed.
    package struct Run: Sendable, Hashable {
        package let status: Int32
        package let output: String
        package let error: String
    }

    /// A program that did not end as it should have.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Runs a program, found on the `PATH` or by its path, in the folder.
    package func start(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Run {
        guard let place = Self.place(of: program) else { throw Failure(description: "`\(program)` is not installed") }
        let process = Process()
        process.executableURL = URL(filePath: place)
        process.arguments = arguments
        process.currentDirectoryURL = url
        process.environment = ProcessInfo.processInfo.environment
            .merging(["LC_ALL": "C", "TZ": "UTC", "HOME": path]) { $1 }.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        // Files, since a program may fill one pipe while the other is read.
        let places = (url.appending(path: ".output-\(UUID())"), url.appending(path: ".error-\(UUID())"))
        for place in [places.0, places.1] { try Data().write(to: place) }
        defer { for place in [places.0, places.1] { try? FileManager.default.removeItem(at: place) } }
        process.standardOutput = try FileHandle(forWritingTo: places.0)
        process.standardError = try FileHandle(forWritingTo: places.1)
        try process.run()
        process.waitUntilExit()
        return Run(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: places.0), as: UTF8.self),
            error: String(decoding: try Data(contentsOf: places.1), as: UTF8.self))
    }

    /// Runs a program, which must succeed; returns what it prints to its standard output.
    @discardableResult
    package func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> String {
        let run = try start(program, arguments, environment: environment)
        guard run.status == 0 else {
            throw Failure(
                description: "`\(([program] + arguments).joined(separator: " "))` exited with \(run.status): "
                    + run.output + run.error)
        }
        return run.output
    }

    /// Runs a line of shell, which must succeed; returns what it prints to its standard output.
    @discardableResult
    package func shell(_ line: String, environment: [String: String] = [:]) throws -> String {
        try run("/bin/sh", ["-ec", line], environment: environment)
    }

    private static func place(of program: String) -> String? {
        if program.hasPrefix("/") { return program }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
