// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Project
package import SystemPackage

/// Builds the programs, brings them to `dist/build/`, and lets each through the gates.
package struct BuildStage: Sendable {
    let surroundings: BuildSurroundings
    let dist: FilePath
    let policy: GatePolicy
    let journal: Journal
    /// How many programs are built at once.
    let parallelism: Int

    package init(
        surroundings: BuildSurroundings, dist: FilePath, policy: GatePolicy, journal: Journal, parallelism: Int
    ) {
        self.surroundings = surroundings
        self.dist = dist
        self.policy = policy
        self.journal = journal
        self.parallelism = parallelism
    }

    /// Does all jobs; returns the artifacts in the jobs' order.
    package func perform(_ jobs: [BuildJob]) async throws -> [Artifact] {
        let lanes = Self.lanes(jobs)
        let built = try await inOrder(lanes, atMost: parallelism) { lane in
            var artifacts: [[Artifact]] = []
            for index in lane {
                try Task.checkCancellation()
                artifacts.append(try await perform(jobs[index]))
            }
            return artifacts
        }
        var byIndex: [Int: [Artifact]] = [:]
        for (lane, artifacts) in zip(lanes, built) { byIndex.merge(zip(lane, artifacts)) { $1 } }
        return jobs.indices.flatMap { byIndex[$0] ?? [] }
    }

    /// The jobs' indices, together those that can't be done at once: commands work in one source folder, and may leave
    /// their product at one place for all targets; SwiftPM locks its folder.
    static func lanes(_ jobs: [BuildJob]) -> [[Int]] {
        var lanes: [[Int]] = []
        var known: [String: Int] = [:]
        for (index, job) in jobs.enumerated() {
            let key: String? =
                switch job.recipe {
                case .command: "command"
                case .swift: "swift " + (job.target.os == .macos ? "macos" : job.target.fileName)
                case .go, .prebuilt: nil
                }
            if let key, let lane = known[key] {
                lanes[lane].append(index)
            } else {
                if let key { known[key] = lanes.count }
                lanes.append([index])
            }
        }
        return lanes
    }

    private func perform(_ job: BuildJob) async throws -> [Artifact] {
        let watch = Stopwatch()
        try await journal.record(.build, step: job.label, .intent)
        await surroundings.reporter.report(.stepStarted(.build, step: job.label))
        do {
            let program = try await build(job)
            try Task.checkCancellation()
            let installation = BinaryInstallation(
                files: surroundings.machine.files, workspace: surroundings.workspace, dist: dist,
                version: surroundings.version)
            let artifacts = try installation.install(program, for: job)
            try await passGates(job)
            try await journal.record(.build, step: job.label, .done, seconds: watch.seconds)
            await surroundings.reporter.report(
                .stepFinished(.build, step: job.label, seconds: watch.seconds, size: artifacts.first?.size))
            return artifacts
        } catch {
            try await journal.record(.build, step: job.label, .failed, seconds: watch.seconds, reason: "\(error)")
            throw error
        }
    }

    private func build(_ job: BuildJob) async throws -> BuiltProgram {
        guard job.slices.isEmpty else { return try await merge(job) }
        let builder: any ProgramBuilder =
            switch job.recipe {
            case .swift(let recipe): SwiftBuilder(recipe: recipe)
            case .go(let recipe): GoBuilder(recipe: recipe)
            case .command(let recipe): CommandBuilder(recipe: recipe)
            case .prebuilt(let recipe): PrebuiltBuilder(recipe: recipe)
            }
        return try await builder.build(job, in: surroundings)
    }

    /// Builds the thin programs of a universal one and merges them.
    private func merge(_ job: BuildJob) async throws -> BuiltProgram {
        if case .prebuilt(let recipe) = job.recipe,
            try surroundings.machine.files.exists(surroundings.project.appending(recipe.path))
        {
            return try await PrebuiltBuilder(recipe: recipe).build(job, in: surroundings)
        }
        var slices: [BuiltProgram] = []
        for slice in job.slices { slices.append(try await build(slice)) }
        let binary = try merge(slices.map(\.binary), as: job.fileName, job)
        let symbols = slices.compactMap(\.symbols)
        return BuiltProgram(
            binary: binary, symbols: symbols.isEmpty ? nil : try merge(symbols, as: "\(job.fileName).debug", job),
            resources: slices.last?.resources ?? [], isRaw: false)
    }

    private func merge(_ slices: [FilePath], as name: String, _ job: BuildJob) throws -> FilePath {
        let folder = surroundings.workspace.scratch("universal").appending(job.id)
        try surroundings.machine.files.createDirectory(folder)
        let path = folder.appending(name)
        do {
            let merged = try FatMachO.merging(try slices.map { FileBytes(try FileReader($0)) })
            var sink = try ArtifactSink(path, mode: 0o755)
            try merged.write(to: &sink)
            _ = try sink.commit(modified: surroundings.version.date)
        } catch {
            throw Diagnostic(
                "cannot merge the programs of `\(job.program)` into one for \(job.target)", at: job.location,
                cause: error)
        }
        return path
    }

    /// Runs the gates that need only the program: its version and its audit.
    private func passGates(_ job: BuildJob) async throws {
        var findings: [Diagnostic] = []
        let path = dist.appending("build/\(job.target.fileName)/\(job.fileName)")
        let version = "\(surroundings.version.version)"
        if policy.version != .off || policy.startup != .off {
            let verdict = try await VersionGate(machine: surroundings.machine)
                .verdict(on: path, target: job.target, version: version)
            let finding = verdict.diagnostic(
                for: job, version: version, policy: policy, isSnapshot: surroundings.version.isSnapshot)
            findings += finding.map { [$0] } ?? []
        }
        if policy.audit != .off {
            findings += try ProgramAudit(policy: policy).findings(on: path, job: job, workspace: surroundings.workspace)
        }
        for finding in findings where finding.severity != .error {
            await surroundings.reporter.report(.diagnostic(finding))
        }
        let errors = findings.filter { $0.severity == .error }
        for error in errors.dropLast() { await surroundings.reporter.report(.diagnostic(error)) }
        if let last = errors.last { throw last }
    }
}
