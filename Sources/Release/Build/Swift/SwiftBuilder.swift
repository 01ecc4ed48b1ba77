// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// Builds an executable product of a Swift package in the release configuration.
struct SwiftBuilder: ProgramBuilder {
    let recipe: SwiftRecipe

    func build(_ job: BuildJob, in surroundings: BuildSurroundings) async throws -> BuiltProgram {
        var flags = try flags(for: job, in: surroundings)
        if case .symbol(let name) = recipe.stamp {
            flags += ["-Xlinker", try await versionObject(symbol: name, for: job, in: surroundings).string]
        }
        _ = try await surroundings.run(call(flags + job.flags, for: job, in: surroundings), for: job)
        let asked = try await surroundings.run(
            call(flags + job.flags + ["--show-bin-path"], for: job, in: surroundings), for: job)
        let folder = FilePath(asked.outputText)
        let binary = folder.appending(job.target.os == .windows ? recipe.product + ".exe" : recipe.product)
        guard try surroundings.machine.files.statusIfPresent(binary)?.isFile == true else {
            throw Diagnostic(
                "the build of `\(recipe.product)` left no program in `\(folder)`", at: job.location,
                hint: "is `\(recipe.product)` an executable product? `swift package describe` lists them",
                exit: .workFailed)
        }
        let resources = try Self.resources(of: binary, in: folder, files: surroundings.machine.files)
        return BuiltProgram(binary: binary, resources: resources, isRaw: job.target.os == .linux)
    }

    private func call(_ flags: [String], for job: BuildJob, in surroundings: BuildSurroundings) -> ProgramCall {
        let scratch = surroundings.workspace.scratch("swift").appending(job.target.fileName)
        return ProgramCall(
            .name("swift"),
            ["build", "--configuration", "release", "--product", recipe.product, "--scratch-path", scratch.string]
                + flags,
            workingDirectory: surroundings.source, environment: surroundings.environment(for: job))
    }

    /// The flags that choose target and linking.
    private func flags(for job: BuildJob, in surroundings: BuildSurroundings) throws -> [String] {
        var flags: [String] = []
        if let sdk = recipe.sdk {
            flags += ["--swift-sdk", sdk]
        } else if job.target.os == .macos {
            flags += ["--arch", job.target.arch == .arm64 ? "arm64" : "x86_64"]
        }
        if job.keepsSymbols {
            // References to the compiler's module cache, whose digest differs from folder to folder.
            flags += ["-Xswiftc", "-Xfrontend", "-Xswiftc", "-no-clang-module-breadcrumbs"]
        }
        guard job.target.os == .linux else { return flags }
        switch recipe.linking {
        case .stdlib: flags.append("--static-swift-stdlib")
        case .full: flags += ["--static-swift-stdlib", "-Xswiftc", "-static-executable"]
        case .sdk: break
        }
        return flags
    }

    /// Compiles the object that defines the version's symbol; its name carries the version, so that the linker runs anew.
    private func versionObject(
        symbol: String, for job: BuildJob, in surroundings: BuildSurroundings
    ) async throws -> FilePath {
        let files = surroundings.machine.files
        let folder = surroundings.workspace.scratch("version").appending(job.target.fileName)
        try files.createDirectory(folder)
        let stem = "\(surroundings.version.version)"
        let source = folder.appending("\(stem).c")
        let object = folder.appending("\(stem).o")
        try files.replace(source, text: "const char \(symbol)[] = \"\(stem)\";\n")
        let call = ProgramCall(
            .name("clang"), ["-target", job.target.triple, "-c", source.string, "-o", object.string],
            workingDirectory: folder, environment: surroundings.environment(for: job))
        _ = try await surroundings.run(call, for: job)
        return object
    }

    /// The resource bundles beside a program whose names it knows, its dependencies' included.
    ///
    /// SwiftPM names them `<package>_<target>.resources` on Linux and `.bundle` on macOS and with Swift Build. A program
    /// that was written on macOS and looks for its bundle itself knows the latter name alone.
    static func resources(of binary: FilePath, in folder: FilePath, files: Files) throws -> [FilePath] {
        let suffixes = [".resources", ".bundle"]
        var bundles: [(name: String, stem: String)] = []
        for name in try files.list(folder).map(\.string) {
            guard let suffix = suffixes.first(where: name.hasSuffix) else { continue }
            bundles.append((name, String(name.dropLast(suffix.count))))
        }
        guard !bundles.isEmpty else { return [] }
        let names = bundles.flatMap { bundle in suffixes.map { Array((bundle.stem + $0).utf8) } }
        let known = try ByteSearch.found(of: names, in: binary)
        return bundles.enumerated().filter { known[2 * $0.offset] || known[2 * $0.offset + 1] }
            .map { folder.appending($0.element.name) }
    }
}
