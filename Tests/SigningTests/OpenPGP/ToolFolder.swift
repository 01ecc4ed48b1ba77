// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import Testing

/// A temporary folder in which foreign programs make keys and check signatures; gpg's home is in it, and nowhere else.
struct ToolFolder {
    let path: FilePath
    private let machine = Machine.current()

    /// Runs `body` with a folder of its own; gpg's agent is ended before the folder goes.
    static func with(_ body: (ToolFolder) async throws -> Void) async throws {
        // A socket's path may have some 100 bytes, so the folder is a short one.
        try await Machine.current().files.withTemporaryDirectory { path in
            let folder = ToolFolder(path: path)
            try folder.machine.files.createDirectory(path.appending("home"))
            try folder.machine.files.changeMode(path.appending("home"), to: 0o700)
            let result: Result<Void, any Error>
            do {
                try await body(folder)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            if folder.machine.programs.find("gpgconf") != nil { _ = try? await folder.run("gpgconf", "--kill", "all") }
            try result.get()
        }
    }

    func write(_ bytes: [UInt8], _ name: String) throws { try machine.files.replace(path.appending(name), bytes) }

    func write(_ text: String, _ name: String) throws { try write(Array(text.utf8), name) }

    func read(_ name: String) throws -> [UInt8] { try machine.files.read(path.appending(name), limit: 1 << 26) }

    /// Runs a program in the folder.
    func run(_ program: String, _ arguments: String...) async throws -> ProgramResult {
        try await run(program, arguments)
    }

    func run(_ program: String, _ arguments: [String]) async throws -> ProgramResult {
        try await machine.programs.run(
            ProgramCall(
                .name(program), arguments, workingDirectory: path,
                environment: .minimal(adding: ["GNUPGHOME": path.appending("home").string]), timeout: .seconds(60)))
    }

    /// Runs a program that has to succeed; returns all that it printed.
    @discardableResult
    func must(
        _ program: String, _ arguments: String..., sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) async throws -> String {
        let result = try await run(program, arguments)
        try #require(
            result.isSuccess, "\(program) \(arguments): \(result.outputText) \(result.error.text)",
            sourceLocation: sourceLocation)
        return result.outputText + "\n" + result.error.text
    }
}
