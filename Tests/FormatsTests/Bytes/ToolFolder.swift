// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A temporary folder in which foreign programs read and write files.
struct ToolFolder: ~Copyable {
    let path: String

    /// What a program printed, and how it ended.
    struct Outcome {
        let status: Int32
        let output: [UInt8]
        let errors: String

        var text: String { String(decoding: output, as: UTF8.self) }
    }

    init() throws {
        path = NSTemporaryDirectory() + "formats-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    static func has(_ program: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
        }
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(path)/\(name)")))
    }

    func attributes(_ name: String) throws -> [FileAttributeKey: Any] {
        try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
    }

    func target(_ name: String) throws -> String {
        try FileManager.default.destinationOfSymbolicLink(atPath: "\(path)/\(name)")
    }

    /// Runs a program in the folder; its output goes through files, so that nothing waits for a full pipe.
    func run(_ program: String, _ arguments: String..., input: String? = nil) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.currentDirectoryURL = URL(filePath: path)
        process.environment = ProcessInfo.processInfo.environment.merging(["TZ": "UTC", "LC_ALL": "C.UTF-8"]) { $1 }
        let id = UUID().uuidString
        for name in ["out-\(id)", "err-\(id)"] { try write([], to: name) }
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: "\(path)/out-\(id)"))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: "\(path)/err-\(id)"))
        if let input {
            process.standardInput = try FileHandle(forReadingFrom: URL(filePath: "\(path)/\(input)"))
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        try process.run()
        process.waitUntilExit()
        defer {
            for name in ["out-\(id)", "err-\(id)"] { try? FileManager.default.removeItem(atPath: "\(path)/\(name)") }
        }
        return Outcome(
            status: process.terminationStatus, output: try read("out-\(id)"),
            errors: String(decoding: try read("err-\(id)"), as: UTF8.self))
    }
}
