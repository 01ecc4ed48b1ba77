// SPDX-License-Identifier: Apache-2.0

package import Effects
package import SystemPackage

/// What a project's own files say about it.
package struct ProjectDetection: Sendable, Hashable {
    /// One program that the project builds.
    package struct Program: Sendable, Hashable {
        package enum Source: Sendable, Hashable {
            /// An executable product.
            case swift(product: String)
            /// The folder of a main package, from the module's: `.` or `./cmd/hello`.
            case go(package: String)
        }

        /// The file name without suffix.
        package let name: String
        package let source: Source
        /// The source files of the project's own targets that are in it, from the project's folder; empty where they are
        /// not known.
        package let sources: [String]

        package init(name: String, source: Source, sources: [String] = []) {
            self.name = name
            self.source = source
            self.sources = sources
        }
    }

    /// What is asked of the project's build tool, which takes a second or two.
    package enum Tools: Sendable, Hashable { case asked, leftAlone }

    package var name: String
    /// `swift` or `go`; nil for a folder that has neither's manifest.
    package var builder: Builder?
    package var programs: [Program] = []
    package var description: String?
    package var license: String?
    package var homepage: String?
    package var maintainer: String?

    package init(name: String) {
        self.name = name
    }

    /// Reads a project's folder, and asks SwiftPM or Go what it builds.
    package static func detect(
        in folder: FilePath, history: ProjectHistory, on machine: Machine, tools: Tools = .asked
    ) async throws(Diagnostic) -> ProjectDetection {
        let names: [String]
        var detection: ProjectDetection
        do throws(FileError) {
            let whole = try machine.files.resolve(folder)
            detection = ProjectDetection(name: projectName(whole.lastComponent?.string ?? ""))
            names = try machine.files.list(folder).compactMap(\.utf8Text)
            detection.license = try license(names, in: folder, files: machine.files)
            detection.description = try description(names, in: folder, files: machine.files)
        } catch {
            throw Diagnostic("cannot read the project", cause: error)
        }
        detection.homepage = history.origin?.webPage
        detection.maintainer = history.maintainer
        if names.contains("Package.swift") {
            detection.builder = .swift
            if tools == .asked { try await detection.readSwiftPackage(in: folder, on: machine) }
        } else if names.contains("go.mod") {
            detection.builder = .go
            if tools == .asked { try await detection.readGoModule(in: folder, on: machine) }
        }
        return detection
    }

    // MARK: Build tools

    private mutating func readSwiftPackage(in folder: FilePath, on machine: Machine) async throws(Diagnostic) {
        let package = try await SwiftPackage.describe(folder, on: machine)
        programs = package.executables.map { product in
            Program(name: product.name, source: .swift(product: product.name), sources: package.sources(of: product))
        }
        name = Self.projectName(programs.count == 1 ? programs[0].name : package.name, else: name)
    }

    private mutating func readGoModule(in folder: FilePath, on machine: Machine) async throws(Diagnostic) {
        let module = try await GoModule.describe(folder, on: machine)
        programs = module.programs.map { Program(name: module.programName(of: $0), source: .go(package: $0)) }
        name = Self.projectName(programs.count == 1 ? programs[0].name : module.name, else: name)
    }

    // MARK: Texts

    private static func license(_ names: [String], in folder: FilePath, files: Files) throws(FileError) -> String? {
        var texts: [(name: String, text: String)] = []
        for name in names where LicenseText.isLicense(name) {
            if let text = try text(of: name, in: folder, files: files) { texts.append((name, text)) }
        }
        return LicenseText.identifier(ofFiles: texts)
    }

    private static func description(_ names: [String], in folder: FilePath, files: Files) throws(FileError) -> String? {
        let readmes = ["readme.md", "readme.markdown", "readme", "readme.txt", "readme.rst"]
        for readme in readmes {
            guard let name = names.first(where: { $0.lowercased() == readme }) else { continue }
            if let text = try text(of: name, in: folder, files: files) { return ReadmeText.description(in: text) }
        }
        return nil
    }

    /// The text of a file of a megabyte at most; nil for all else that may go by the name.
    private static func text(of name: String, in folder: FilePath, files: Files) throws(FileError) -> String? {
        let path = folder.appending(name)
        guard let status = try files.statusIfPresent(path, followingLinks: true), status.isFile, status.size <= 1 << 20
        else {
            return nil
        }
        return String(decoding: try files.read(path, limit: 1 << 20), as: UTF8.self)
    }

    /// A name that can stand in file names and packages: what is not a letter, digit, `.`, `_`, `+` or `-` becomes `-`.
    static func projectName(_ text: String, else fallback: String = "project") -> String {
        let mapped = text.map { character in
            character.isASCII && (character.isLetter || character.isNumber || "._+-".contains(character))
                ? character : "-"
        }
        let trimmed = mapped.drop { !($0.isLetter || $0.isNumber) }
        return trimmed.isEmpty ? fallback : String(trimmed.prefix(128))
    }
}
