// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// Finds the variable or constant that a Go program's version is to be put into.
struct GoVersion {
    /// A binding, the file that it is in, and what the linker calls it.
    struct Place: Sendable, Hashable {
        /// The file, relative to the module's folder.
        let file: String
        let binding: GoBinding
        /// Such as `main.version` or `example.org/tally/internal/build.Version`.
        let symbol: String
    }

    let files: Files
    /// The module's folder in the export.
    let source: FilePath
    /// The main package, such as `./cmd/tally`.
    let package: String

    /// The one place that is the version by every convention; nil where there is none, or more.
    ///
    /// The main package's own goes before those of other packages, and a variable before a constant.
    func conventional(_ convention: VersionConvention, program: String) throws -> Place? {
        let module = try modulePath()
        let main = try places(inFolder: mainFolder, symbols: "main").filter { isVersion($0, convention, program) }
        if let own = Self.chosen(main) { return own }
        let others = try otherFolders(module: module, program: program).flatMap { folder in
            try places(inFolder: folder, symbols: "\(module)/\(folder)")
        }
        return Self.chosen(others.filter { isVersion($0, convention, program) })
    }

    /// The constant called `name`, or `package.name`, which has to be there once.
    func constant(_ name: String, location: SourceLocation?) throws -> Place {
        let module = try modulePath()
        var found: [Place] = []
        for folder in try goFolders() {
            let symbols = folder == mainFolder ? "main" : folder.isEmpty ? module : "\(module)/\(folder)"
            found += try places(inFolder: folder, symbols: symbols).filter { place in
                place.binding.literal != nil && !place.binding.isVariable
                    && (place.binding.name == name || place.symbol == name || place.symbol.hasSuffix("/" + name))
            }
        }
        // The main package's own is meant by a bare name.
        let own = found.filter { $0.symbol.hasPrefix("main.") }
        if own.count == 1 { return own[0] }
        guard let first = found.first else {
            throw Diagnostic(
                "no constant `\(name)` is a plain text in the module", at: location,
                hint: "write `const \(name) = \"0.0.0\"`, or name a variable in `version: {variable: …}`",
                exit: .needsChange)
        }
        guard found.count == 1 else {
            throw Diagnostic(
                "the constant `\(name)` stands in several places: \(found.map(\.file).joined(separator: ", "))",
                at: location, hint: "put its package in front: `\(first.symbol)`", exit: .needsChange)
        }
        return first
    }

    private func isVersion(_ place: Place, _ convention: VersionConvention, _ program: String) -> Bool {
        convention.isName(place.binding.name, of: [program])
            && place.binding.literal.map { convention.holds($0.value) } ?? true
    }

    private static func chosen(_ places: [Place]) -> Place? {
        let variables = places.filter(\.binding.isVariable)
        if variables.count == 1 { return variables[0] }
        // `version` beside `buildVersion`: the plain name is what `--version` prints.
        let plain = variables.filter { $0.binding.name.lowercased() == "version" }
        if plain.count == 1 { return plain[0] }
        return variables.isEmpty && places.count == 1 ? places[0] : nil
    }

    private var mainFolder: String {
        package.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    private func modulePath() throws -> String {
        let file = source.appending("go.mod")
        guard try files.exists(file) else { return "main" }
        return GoModule.modulePath(in: try files.readText(file, limit: 1 << 20)) ?? "main"
    }

    /// The folders of packages that by their names are about the program as a whole.
    private func otherFolders(module: String, program: String) throws -> [String] {
        let names = [
            "app", "appinfo", "build", "buildinfo", "cli", "cmd", "common", "config", "constants", "global", "info",
            "meta", "metadata", "root", "version", "versions", program,
        ]
        let last = module.split(separator: "/").last.map(String.init)
        return try goFolders().filter { folder in
            guard folder != mainFolder else { return false }
            return folder.isEmpty || names.contains(folder.split(separator: "/").last.map(String.init) ?? "")
                || folder == last
        }
    }

    /// The folders with Go source files, from the module's, which is the empty text; other modules within are left out.
    private func goFolders() throws -> [String] {
        let entries = try files.walk(source) { entry in
            guard entry.status.isDirectory, let name = entry.path.lastComponent?.string else { return false }
            return name.hasPrefix(".") || name.hasPrefix("_")
                || ["vendor", "testdata", "node_modules", "dist"].contains(name)
        }
        let paths = entries.filter(\.status.isFile).map(\.relativePath)
        let modules = paths.filter { $0.lastComponent?.string == "go.mod" }.map { $0.removingLastComponent() }
            .filter { !$0.isEmpty }
        let folders = paths.filter { $0.extension == "go" }.map { $0.removingLastComponent() }
        return Set(folders.filter { folder in !modules.contains { folder.starts(with: $0) } }.map(\.string)).sorted()
    }

    private func places(inFolder folder: String, symbols: String) throws -> [Place] {
        let path = source.pushing(FilePath(folder))
        guard try files.statusIfPresent(path, followingLinks: true)?.isDirectory == true else { return [] }
        var found: [Place] = []
        for name in try files.list(path).map(\.string) where name.hasSuffix(".go") && !name.hasSuffix("_test.go") {
            let file = path.appending(name)
            guard let status = try files.statusIfPresent(file), status.isFile, status.size < 4 << 20 else { continue }
            let text = String(decoding: try files.read(file, limit: 4 << 20), as: UTF8.self)
            for binding in GoBinding.all(in: text) {
                found.append(
                    Place(
                        file: folder.isEmpty ? name : "\(folder)/\(name)", binding: binding,
                        symbol: "\(symbols).\(binding.name)"))
            }
        }
        return found
    }
}
