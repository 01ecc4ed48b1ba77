// SPDX-License-Identifier: Apache-2.0
package import Effects
package import Project

/// Finds what this machine lacks for a list of jobs, before a minute is spent on building.
package struct BuildObstacles: Sendable {
    let machine: Machine

    package init(machine: Machine) {
        self.machine = machine
    }

    /// One diagnostic for each tool that is missing, and for each job that can't be done here for another reason, with
    /// what to install.
    package func find(for jobs: [BuildJob]) async throws -> [Diagnostic] {
        var found: [Diagnostic] = []
        let sdks = try await installedSDKs(among: jobs)
        var missing: Set<String> = []
        for job in jobs {
            if let tool = tool(of: job), machine.programs.find(tool.program) == nil {
                // It is missing for all programs and targets alike.
                guard missing.insert(tool.program).inserted else { continue }
                found.append(lack(of: tool, for: jobs.filter { self.tool(of: $0)?.program == tool.program }))
            } else if case .swift(let recipe) = job.recipe, let obstacle = obstacle(to: recipe, job, sdks: sdks) {
                found.append(obstacle)
            }
        }
        return found
    }

    /// The program that a job runs, unless it is one of the project's own, and how to get it.
    private func tool(of job: BuildJob) -> (program: String, hint: String)? {
        switch job.recipe {
        case .swift: ("swift", "install Swift from https://www.swift.org/install and put `swift` on the PATH")
        case .go: ("go", "install Go from https://go.dev/dl and put `go` on the PATH")
        case .command(let recipe):
            recipe.command.first.flatMap { program in
                program.contains("/") ? nil : (program, "install it, or correct `command` of build `\(job.id)`")
            }
        case .prebuilt: nil
        }
    }

    private func lack(of tool: (program: String, hint: String), for jobs: [BuildJob]) -> Diagnostic {
        var names: [String] = []
        for job in jobs where !names.contains(job.program) { names.append(job.program) }
        let programs = names.map { "`\($0)`" }.joined(separator: ", ")
        return Diagnostic(
            "cannot build \(programs): there is no program `\(tool.program)`", at: jobs.first?.location,
            hint: tool.hint, exit: .needsChange)
    }

    private func obstacle(to recipe: SwiftRecipe, _ job: BuildJob, sdks: Set<String>) -> Diagnostic? {
        let host = Target.host
        if let sdk = recipe.sdk {
            guard !sdks.contains(sdk) else { return nil }
            return Diagnostic(
                "cannot build `\(job.program)` for \(job.target): the Swift SDK `\(sdk)` is not installed",
                at: job.location,
                hint:
                    "`swift sdk list` shows what is there; install it with `swift sdk install URL` (https://www.swift.org/install), "
                    + "in the version of `swift --version`; or leave it out with `--skip \(job.target)`",
                exit: .needsChange)
        }
        if job.target == host || (job.target.os == .macos && host.os == .macos) { return nil }
        if job.target.os == .linux, host.os == .linux {
            return Diagnostic(
                "cannot build `\(job.program)` for \(job.target) on \(host) without a Swift SDK", at: job.location,
                hint: "name one in `swift-sdk: {\(job.target): …}`, such as the Static Linux SDK "
                    + "`\(job.target.arch == .arm64 ? "aarch64" : "x86_64")-swift-linux-musl`, build on a \(job.target) machine with `fledge build --split`, "
                    + "or leave it out with `--skip \(job.target)`",
                exit: .needsChange)
        }
        return Diagnostic(
            "cannot build `\(job.program)` for \(job.target) on \(host)", at: job.location,
            hint: "build it on a machine of that system with `fledge build --split` and join the parts with "
                + "`fledge release --merge DIR…`; or leave it out with `--skip \(job.target)`", exit: .needsChange)
    }

    /// The Swift SDKs that the jobs name and SwiftPM has, by identifier or by the triple of a target.
    private func installedSDKs(among jobs: [BuildJob]) async throws -> Set<String> {
        guard machine.programs.find("swift") != nil else { return [] }
        var found: Set<String> = []
        for job in jobs {
            guard case .swift(let recipe) = job.recipe, let sdk = recipe.sdk, !found.contains(sdk) else { continue }
            let place = Self.place(in: job.flags)
            let list = try await sdkCommand(["list"] + place)
            let identifiers = list.outputText.split(separator: "\n").map(String.init)
            if identifiers.contains(sdk) {
                found.insert(sdk)
                continue
            }
            for identifier in identifiers where !identifier.contains(" ") {
                // It shows the paths of a target that the SDK has, and fails for any other.
                let shown = try await sdkCommand(["configure", "--show-configuration", identifier, sdk] + place)
                if shown.isSuccess { found.insert(sdk) }
            }
        }
        return found
    }

    private func sdkCommand(_ arguments: [String]) async throws -> ProgramResult {
        try await machine.programs.run(ProgramCall(.name("swift"), ["sdk"] + arguments, timeout: .seconds(60)))
    }

    /// The flags that say where SDKs are installed, if the build has any.
    private static func place(in flags: [String]) -> [String] {
        if let index = flags.firstIndex(of: "--swift-sdks-path"), index + 1 < flags.count {
            return Array(flags[index...index + 1])
        }
        return flags.filter { $0.hasPrefix("--swift-sdks-path=") }
    }
}
