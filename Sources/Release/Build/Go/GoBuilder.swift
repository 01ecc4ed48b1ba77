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
        let isStripped = !job.keepsSymbols || job.target.os != .linux
        try await build(job, to: output, keepsSymbols: !isStripped, in: surroundings)
        guard job.keepsSymbols, isStripped else { return BuiltProgram(binary: output, isRaw: !isStripped) }
        // What is no ELF file can't be stripped afterwards, so it is linked twice.
        let symbols = folder.appending(job.fileName + ".debug")
        try await build(job, to: symbols, keepsSymbols: true, in: surroundings)
        return BuiltProgram(binary: output, symbols: symbols, isRaw: false)
    }

    private func build(
        _ job: BuildJob, to output: FilePath, keepsSymbols: Bool, in surroundings: BuildSurroundings
    ) async throws {
        let call = ProgramCall(
            .name("go"), arguments(output: output, job: job, version: surroundings.version, keepsSymbols: keepsSymbols),
            workingDirectory: surroundings.source,
            environment: surroundings.environment(for: job, adding: Self.platform(of: job.target)))
        _ = try await surroundings.run(call, for: job)
    }

    /// The arguments of `go build`: paths trimmed, symbols stripped, the version put into its variable.
    ///
    /// `-X` of a variable that a program does not have is no error, so commit and date go along as GoReleaser sends them.
    private func arguments(
        output: FilePath, job: BuildJob, version: ReleaseVersion, keepsSymbols: Bool
    ) -> [String] {
        var linker = keepsSymbols ? [] : ["-s", "-w"]
        if let variable = recipe.variable { linker += ["-X", "\(variable)=\(version.version)"] }
        if let commit = version.commit { linker += ["-X", "main.commit=\(commit)"] }
        linker += ["-X", "main.date=\(version.dateText)"]
        let (own, flags) = Self.separated(job.flags)
        var arguments = ["build", "-trimpath", "-ldflags", (linker + own).joined(separator: " ")]
        if case .overlay(_, let file) = recipe.stamp { arguments += ["-overlay", file] }
        return arguments + flags + ["-o", output.string, recipe.package]
    }

    /// The linker's flags among the user's, and the others. Go takes the last `-ldflags` alone, so they have to be joined.
    static func separated(_ flags: [String]) -> (linker: [String], others: [String]) {
        var linker: [String] = []
        var others: [String] = []
        var isNext = false
        for flag in flags {
            if isNext {
                linker.append(flag)
                isNext = false
            } else if flag == "-ldflags" || flag == "--ldflags" {
                isNext = true
            } else if let name = ["-ldflags=", "--ldflags="].first(where: flag.hasPrefix) {
                linker.append(String(flag.dropFirst(name.count)))
            } else {
                others.append(flag)
            }
        }
        return (linker, others)
    }

    /// The variables that choose a target.
    static func platform(of target: Target) -> [String: String] {
        var values = ["GOOS": target.goOS, "GOARCH": target.goArch, "CGO_ENABLED": "0"]
        if let arm = target.goARM { values["GOARM"] = arm }
        return values
    }
}
