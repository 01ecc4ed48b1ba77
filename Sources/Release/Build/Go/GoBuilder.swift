// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// Builds a Go program for any target, on any machine, without cgo unless the job's environment turns it on.
struct GoBuilder: ProgramBuilder {
    let recipe: GoRecipe

    func build(_ job: BuildJob, in surroundings: BuildSurroundings) async throws -> BuiltProgram {
        let folder = surroundings.workspace.scratch("go").appending(job.target.fileName)
        try surroundings.machine.files.createDirectory(folder)
        let output = folder.appending(job.fileName)
        let call = ProgramCall(
            .name("go"), arguments(output: output, job: job, version: surroundings.version),
            workingDirectory: surroundings.source,
            environment: surroundings.environment(for: job, adding: Self.platform(of: job.target)))
        _ = try await surroundings.run(call, for: job)
        return BuiltProgram(binary: output, isRaw: false)
    }

    /// The arguments of `go build`: paths trimmed, symbols stripped, the version put into its variable.
    ///
    /// `-X` of a variable that a program does not have is no error, so commit and date go along as GoReleaser sends them.
    private func arguments(output: FilePath, job: BuildJob, version: ReleaseVersion) -> [String] {
        var linker = job.keepsSymbols ? [] : ["-s", "-w"]
        linker += ["-X", "\(recipe.versionVariable)=\(version.version)"]
        if let commit = version.commit { linker += ["-X", "main.commit=\(commit)"] }
        linker += ["-X", "main.date=\(version.dateText)"]
        return ["build", "-trimpath", "-ldflags", linker.joined(separator: " ")] + job.flags
            + ["-o", output.string, recipe.package]
    }

    /// The variables that choose a target.
    static func platform(of target: Target) -> [String: String] {
        var values = ["GOOS": target.goOS, "GOARCH": target.goArch, "CGO_ENABLED": "0"]
        if let arm = target.goARM { values["GOARM"] = arm }
        return values
    }
}
