// SPDX-License-Identifier: Apache-2.0

package import Effects
package import SystemPackage

/// A Go module and its programs.
package struct GoModule: Sendable, Hashable {
    /// The module's path, such as `example.org/tally/v2`.
    package let path: String
    /// The folders of main packages, from the module's: `.` or `./cmd/tally`, sorted.
    package let programs: [String]

    /// The name that `go install` gives the program of a folder.
    package func programName(of folder: String) -> String {
        let last = folder.split(separator: "/").last ?? "."
        return last == "." ? name : String(last)
    }

    /// The last part of the module's path that is no major version.
    package var name: String {
        let parts = path.split(separator: "/")
        let isMajor = { (part: Substring) in
            part.first == "v" && part.count > 1 && part.dropFirst().allSatisfy(\.isNumber)
        }
        let last = parts.last.map { isMajor($0) && parts.count > 1 ? parts[parts.count - 2] : $0 } ?? ""
        if let dot = last.lastIndex(of: "."), isMajor(last[last.index(after: dot)...]) { return String(last[..<dot]) }
        return String(last)
    }

    /// Reads go.mod, and finds main packages by asking Go, or in the source files where Go is not installed.
    package static func describe(_ folder: FilePath, on machine: Machine) async throws(Diagnostic) -> GoModule {
        let text: String
        do throws(FileError) {
            text = try machine.files.readText(folder.appending("go.mod"), limit: 1 << 20)
        } catch {
            throw Diagnostic("cannot read the Go module", cause: error, exit: .needsChange)
        }
        guard let path = modulePath(in: text) else {
            throw Diagnostic("go.mod names no module", at: SourceLocation(file: "go.mod", line: 1), exit: .needsChange)
        }
        if let found = await listedPrograms(folder, module: path, on: machine) {
            return GoModule(path: path, programs: chosen(from: found))
        }
        do throws(FileError) {
            return GoModule(path: path, programs: chosen(from: try scannedPrograms(folder, files: machine.files)))
        } catch {
            throw Diagnostic("cannot look for Go programs", cause: error)
        }
    }

    /// The path behind `module` in a go.mod.
    package static func modulePath(in text: String) -> String? {
        for line in text.split(whereSeparator: \.isNewline) {
            let code = line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line
            let words = code.split(whereSeparator: \.isWhitespace)
            guard words.count == 2, words[0] == "module" else { continue }
            let path = words[1].filter { $0 != "\"" && $0 != "`" }
            return path.isEmpty ? nil : path
        }
        return nil
    }

    /// Of several programs, those that are meant for users: the module's own, else those under `cmd`, else all but
    /// examples and tools.
    static func chosen(from programs: [String]) -> [String] {
        let sorted = Set(programs).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        if sorted.contains(".") { return ["."] }
        let commands = sorted.filter { $0.hasPrefix("./cmd/") && $0.split(separator: "/").count == 3 }
        if !commands.isEmpty { return commands }
        let aside: Set<Substring> = [
            "internal", "example", "examples", "_examples", "test", "tests", "testdata", "tools", "scripts", "hack",
        ]
        let others = sorted.filter { Set($0.split(separator: "/")).isDisjoint(with: aside) }
        return others.isEmpty ? sorted : others
    }

    /// What `go list` finds; nil where it cannot say. Imports are not looked at, so nothing is downloaded.
    private static func listedPrograms(_ folder: FilePath, module: String, on machine: Machine) async -> [String]? {
        let arguments = ["list", "-e", "-find", "-f", "{{.Name}} {{.ImportPath}}", "./..."]
        let call = ProgramCall(
            .name("go"), arguments, workingDirectory: folder,
            environment: .minimal(adding: ["GOFLAGS": "", "GOPROXY": "off", "GOTOOLCHAIN": "local"]),
            outputLimit: 1 << 24,
            timeout: .seconds(120)
        )
        guard let result = try? await machine.programs.run(call), result.isSuccess else { return nil }
        return result.outputText.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 2, words[0] == "main", words[1].hasPrefix(module) else { return nil }
            return words[1] == module ? "." : "." + words[1].dropFirst(module.count)
        }
    }

    /// The folders with a file that says `package main`.
    private static func scannedPrograms(_ folder: FilePath, files: Files) throws(FileError) -> [String] {
        var programs: Set<String> = []
        let entries = try files.walk(folder) { entry in
            guard entry.status.isDirectory, let name = entry.path.lastComponent?.string else { return false }
            return name.hasPrefix(".") || name.hasPrefix("_")
                || ["vendor", "testdata", "node_modules", "dist"].contains(name)
        }
        let modules = entries.map(\.relativePath).filter { $0.lastComponent?.string == "go.mod" }
            .map { $0.removingLastComponent() }.filter { !$0.isEmpty }
        for entry in entries where entry.status.isFile && entry.path.extension == "go" && entry.status.size < 1 << 22 {
            guard entry.path.stem?.hasSuffix("_test") != true else { continue }
            let inside = entry.relativePath.removingLastComponent()
            guard !modules.contains(where: inside.starts(with:)) else { continue }
            if isProgram(String(decoding: try files.read(entry.path, limit: 1 << 22), as: UTF8.self)) {
                programs.insert(inside.isEmpty ? "." : "./" + inside.string)
            }
        }
        return programs.sorted()
    }

    /// Whether a source file belongs to a main package that is built.
    static func isProgram(_ source: String) -> Bool {
        for line in source.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("//go:build"), line.split(separator: " ").contains("ignore") { return false }
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.first == "package" { return words.count > 1 && words[1] == "main" }
        }
        return false
    }
}
