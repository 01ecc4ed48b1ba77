// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// Finds the string constant that a Swift program's version is to be put into.
struct SwiftConstant {
    /// A constant and the file that it is in.
    struct Place: Sendable, Hashable {
        /// The file, relative to the project folder.
        let file: String
        let constant: SourceConstant
    }

    let files: Files
    /// The project folder in the export.
    let source: FilePath
    /// The source files of the program, relative to that; empty where they are not known.
    let sources: [String]

    /// The constant called `name`, which has to be there once.
    func named(_ name: String, location: SourceLocation?) throws -> Place {
        var found = try places(in: programFiles()).filter { $0.constant.name == name }
        // It may be in a package within the repository that the program depends on.
        if found.isEmpty, !sources.isEmpty { found = try places(in: allFiles()).filter { $0.constant.name == name } }
        guard let first = found.first else {
            throw Diagnostic(
                "no constant `\(name)` is bound to a plain string literal in the sources", at: location,
                hint: "write `let \(name) = \"0.0.0\"` in a source file, or correct `version.constant`",
                exit: .needsChange)
        }
        guard found.count == 1 else {
            throw Diagnostic(
                "the constant `\(name)` stands in several places: \(found.map(\.file).joined(separator: ", "))",
                at: location, hint: "keep one of them, or give the program's version a name of its own",
                exit: .needsChange)
        }
        return first
    }

    /// The one constant that ArgumentParser prints, or else the one that is the version by every convention; nil where
    /// there is none, or more.
    func conventional(_ convention: VersionConvention, program: String) throws -> Place? {
        let texts = try programFiles()
        let all = places(in: texts)
        if let printed = commandVersion(in: texts, constants: all) { return printed }
        let found = all.filter { place in
            convention.isName(place.constant.name, of: [program] + Self.folder(of: place.file))
                && convention.holds(place.constant.value)
        }
        return found.count == 1 ? found.first : nil
    }

    private func commandVersion(in texts: [SourceText], constants: [Place]) -> Place? {
        var literals: [Place] = []
        var names: Set<String> = []
        for text in texts {
            var scanner = SwiftBindingScanner(text.text)
            for version in scanner.commandVersions() {
                switch version {
                case .literal(let constant): literals.append(Place(file: text.path, constant: constant))
                case .reference(let name): names.insert(name)
                }
            }
        }
        let referred = constants.filter { names.contains($0.constant.name) }
        let found = (literals + referred).filter { VersionConvention.looksLikeVersion($0.constant.value) }
        return found.count == 1 && literals.count + names.count == 1 ? found.first : nil
    }

    /// The folder that a file lies in, which is often named after its module.
    private static func folder(of file: String) -> [String] {
        file.split(separator: "/").dropLast().suffix(1).map(String.init)
    }

    private struct SourceText {
        let path: String
        let text: String
    }

    private func places(in texts: [SourceText]) -> [Place] {
        texts.flatMap { text in
            var scanner = SwiftBindingScanner(text.text)
            return scanner.bindings().map { Place(file: text.path, constant: $0) }
        }
    }

    private func programFiles() throws -> [SourceText] {
        sources.isEmpty ? try allFiles() : try sources.compactMap(text)
    }

    /// All Swift files of the project but for tests, examples and build products.
    private func allFiles() throws -> [SourceText] {
        let left = ["Tests", ".build", ".git", "Examples", "Benchmarks", "Plugins"]
        let entries = try files.walk(source, skipping: { left.contains($0.relativePath.string) })
        return try entries.filter(\.status.isFile).compactMap(\.relativePath.utf8Text).compactMap(text)
    }

    /// The text of a Swift source file of ordinary size; nil for all else.
    private func text(of path: String) throws -> SourceText? {
        guard path.hasSuffix(".swift"), path != "Package.swift" else { return nil }
        let file = source.pushing(FilePath(path))
        guard let status = try files.statusIfPresent(file, followingLinks: true), status.isFile, status.size < 4 << 20
        else { return nil }
        return SourceText(path: path, text: String(decoding: try files.read(file, limit: 4 << 20), as: UTF8.self))
    }
}
