// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// Puts the version into the exported source of a Swift program, in the place of a string constant.
///
/// Only the export is changed, which the next export restores; the user's files are never opened for writing.
struct ConstantStamp {
    /// What was found and replaced.
    struct Outcome: Sendable, Hashable {
        let constant: String
        /// The file, relative to the project folder.
        let file: String
    }

    let files: Files
    let source: FilePath
    let version: String

    /// Stamps the constant called `name`, which has to be there once.
    func stamp(constant name: String, location: SourceLocation?) throws -> Outcome {
        let candidates = try swiftFiles().flatMap { file in
            VersionConstant.find(name, in: file.text).map { (file, $0) }
        }
        guard let (file, constant) = candidates.first else {
            throw Diagnostic(
                "no constant `\(name)` is bound to a plain string literal in the sources", at: location,
                hint: "write `let \(name) = \"0.0.0\"` in a source file, or correct `version.constant`",
                exit: .needsChange)
        }
        guard candidates.count == 1 else {
            throw Diagnostic(
                "the constant `\(name)` stands in several places: \(candidates.map(\.0.path).joined(separator: ", "))",
                at: location,
                hint: "keep one of them", exit: .needsChange)
        }
        return try write(constant, into: file)
    }

    /// Stamps the one constant that is by every convention the program's version; does nothing if there is none, or more.
    func stampConventional(program: String) throws -> Outcome? {
        let candidates = try swiftFiles().flatMap { file in
            VersionConstant.all(in: file.text).filter { $0.isVersion(of: program, module: file.module) }.map {
                (file, $0)
            }
        }
        guard candidates.count == 1, let (file, constant) = candidates.first else { return nil }
        return try write(constant, into: file)
    }

    private func write(_ constant: VersionConstant, into file: SourceFile) throws -> Outcome {
        if constant.value != version {
            let text = constant.replacing(in: file.text, with: version)
            try files.replace(source.appending(file.path), text: text)
        }
        return Outcome(constant: constant.name, file: file.path)
    }

    private struct SourceFile {
        let path: String
        let module: String
        let text: String
    }

    /// The Swift files of the package's own targets, tests and build products left out.
    private func swiftFiles() throws -> [SourceFile] {
        let left = ["Tests", ".build", ".git", "Examples", "Benchmarks", "Plugins"]
        var found: [SourceFile] = []
        for entry in try files.walk(source, skipping: { left.contains($0.relativePath.string) }) {
            guard entry.status.isFile, let path = entry.relativePath.utf8Text, path.hasSuffix(".swift"),
                path != "Package.swift", entry.status.size < 4 << 20
            else { continue }
            guard let text = try? files.readText(source.appending(path), limit: 4 << 20) else { continue }
            let parts = path.split(separator: "/")
            let module = parts.count > 2 ? String(parts[parts.count - 2]) : ""
            found.append(
                SourceFile(
                    path: path, module: parts.count > 1 && parts[0] == "Sources" ? String(parts[1]) : module, text: text
                ))
        }
        return found
    }
}
