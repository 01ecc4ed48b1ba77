// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// Builds a program with any tool: the command runs in the exported project folder, with the target in its environment.
///
/// `TARGET` is `linux/amd64`, `TARGET_OS` and `TARGET_ARCH` its halves, `TARGET_TRIPLE` the compilers' name for it,
/// `GOOS` and `GOARCH` Go's; `OUTPUT` is the file to write, unless the build names a `path` of its own.
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
        values["TARGET"] = "\(job.target)"
        values["TARGET_OS"] = job.target.os.rawValue
        values["TARGET_ARCH"] = job.target.arch.rawValue
        values["TARGET_TRIPLE"] = job.target.triple
        values["OUTPUT"] = output.string
        values["FLEDGE_OUTPUT"] = output.string
        let call = ProgramCall(
            ProgramCall.Program(word: program, in: surroundings.source),
            Array(recipe.command.dropFirst()) + job.flags, workingDirectory: surroundings.source,
            environment: surroundings.environment(for: job, adding: values))
        _ = try await surroundings.run(call, for: job)
        guard try files.statusIfPresent(product, followingLinks: true)?.isFile == true else {
            throw Diagnostic(
                "the command of build `\(job.id)` left no program for \(job.target)", at: job.location,
                hint: recipe.path == nil
                    ? "let it write the file that the variable OUTPUT names, or set `path` in the build"
                    : "`path` says `\(recipe.path ?? "")`, seen from the project folder",
                exit: .workFailed)
        }
        return BuiltProgram(binary: product, isRaw: false)
    }
}
