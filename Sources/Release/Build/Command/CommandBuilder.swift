// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// Builds a program with any tool: the command runs in the exported project folder, with the target in its environment.
///
/// `RELEASE_TARGET` is `linux/amd64`, `RELEASE_OS` and `RELEASE_ARCH` its halves, `RELEASE_TRIPLE` the compilers' name for
/// it, `RELEASE_ZIG_TARGET` Zig's, with a libc that needs nothing of the system, `GOOS` and `GOARCH` Go's;
/// `RELEASE_OUTPUT` is the file to write, unless the build names a `path` of its own. Shorter names would be taken for
/// theirs by others: make passes `TARGET_ARCH` to the compiler.
struct CommandBuilder: ProgramBuilder {
    let recipe: CommandRecipe

    func build(_ job: BuildJob, in surroundings: BuildSurroundings) async throws -> BuiltProgram {
        let folder = surroundings.workspace.scratch("command").appending(job.id).appending(job.target.fileName)
        let files = surroundings.machine.files
        try files.createDirectory(folder)
        let output = folder.appending(job.fileName)
        let product = recipe.path.map { surroundings.source.appending($0) } ?? output
        try files.removeIfPresent(product)
        guard let program = recipe.command.first else {
            throw Diagnostic("build `\(job.id)` has an empty command", at: job.location, exit: .configuration)
        }
        var values = GoBuilder.platform(of: job.target)
        values["CGO_ENABLED"] = nil
        values["RELEASE_TARGET"] = "\(job.target)"
        values["RELEASE_OS"] = job.target.os.rawValue
        values["RELEASE_ARCH"] = job.target.arch.rawValue
        values["RELEASE_TRIPLE"] = job.target.triple
        values["RELEASE_ZIG_TARGET"] = job.target.zigTarget
        values["RELEASE_OUTPUT"] = output.string
        let call = ProgramCall(
            ProgramCall.Program(word: program, in: surroundings.source),
            Array(recipe.command.dropFirst()) + job.flags, workingDirectory: surroundings.source,
            environment: surroundings.environment(for: job, adding: values))
        _ = try await surroundings.run(call, for: job)
        guard try files.statusIfPresent(product, followingLinks: true)?.isFile == true else {
            throw Diagnostic(
                "the command of build `\(job.id)` left no program for \(job.target)", at: job.location,
                hint: recipe.path == nil
                    ? "let it write the file that the variable RELEASE_OUTPUT names, or set `path` in the build"
                    : "`path` says `\(recipe.path ?? "")`, seen from the project folder",
                exit: .workFailed)
        }
        return BuiltProgram(binary: product, isRaw: false)
    }
}

extension Target {
    /// What `zig cc -target` and `zig build -Dtarget=` call it; on Linux with musl, which is linked in.
    fileprivate var zigTarget: String {
        switch (os, arch) {
        case (.linux, .amd64): "x86_64-linux-musl"
        case (.linux, .arm64): "aarch64-linux-musl"
        case (.linux, .armv7): "arm-linux-musleabihf"
        case (.macos, .arm64): "aarch64-macos"
        case (.windows, .amd64): "x86_64-windows-gnu"
        case (.windows, .arm64): "aarch64-windows-gnu"
        default: "x86_64-macos"
        }
    }
}
