// SPDX-License-Identifier: Apache-2.0
package import Effects
import Project
import SystemPackage

/// Runs the stages of a release, those alone that `dist/` lacks for this version.
package struct ReleasePipeline: Sendable {
    let machine: Machine
    let project: LoadedProject
    let options: ReleaseOptions
    let reporter: any Reporter
    /// The program that makes the release, and its version: what another made is not up to date.
    let maker: String

    package init(
        machine: Machine, project: LoadedProject, options: ReleaseOptions, reporter: any Reporter,
        maker: String = "fledge"
    ) {
        self.maker = maker
        self.machine = machine
        self.project = project
        self.options = options
        self.reporter = reporter
    }

    /// Runs all stages up to `last`, or tells what they would do.
    package func run(through last: StageName) async throws -> ReleaseOutcome {
        let watch = Stopwatch()
        try refuseContradictions(last)
        try await report(project.warnings)
        let version = try await resolveVersion()
        let plan = try BuildPlan(project.resolved, options: options, values: values(version))
        await reporter.report(
            .planned(
                project: project.resolved.name, version: "\(version.version)", commit: version.commit,
                isSnapshot: version.isSnapshot))
        for job in plan.left {
            await reporter.report(
                .stepSkipped(.build, step: job.label, reason: "left to a \(job.target.os.rawValue) machine"))
        }
        for job in plan.skipped {
            await reporter.report(.stepSkipped(.build, step: job.label, reason: "as `--skip` asks"))
        }
        let parts = try parts(version)
        let signers = try await preflight(plan, version, last: last)
        if options.isDryRun { return try await rehearse(plan, version, through: last, signers, watch) }
        let workspace = BuildWorkspace(folder: project.folder, environment: machine.environment)
        return try await workspace.whileLocked(machine.files) {
            try workspace.prepare(machine.files)
            let run = try ReleaseRun(
                self, version: version, plan: plan, parts: parts, workspace: workspace, signers: signers)
            return try await run.perform(through: last, watch: watch)
        }
    }

    /// Publishes what is in `dist/`, once its digests have been checked.
    package func publish() async throws -> ReleaseOutcome {
        let workspace = BuildWorkspace(folder: project.folder, environment: machine.environment)
        return try await workspace.whileLocked(machine.files) {
            try workspace.prepare(machine.files)
            return try await publishComplete(workspace)
        }
    }

    private func publishComplete(_ workspace: BuildWorkspace) async throws -> ReleaseOutcome {
        let watch = Stopwatch()
        var dist = DistFolder(path: project.folder.appending("dist"), files: machine.files, modified: 0)
        let manifest = try CompleteDist(dist).manifest()
        let check = DigestCheck(manifest.artifacts, in: dist)
        // A plan is made of the digests; what is published is checked while it is staged.
        if options.isDryRun { try await check.confirmAll() }
        dist.check = check
        await reporter.report(
            .planned(
                project: manifest.project, version: manifest.version, commit: manifest.commit,
                isSnapshot: manifest.isSnapshot))
        let journal = options.isDryRun ? nil : try Journal(in: dist.path, machine: machine)
        let version = try ReleaseVersion(of: manifest)
        let export = ExportedSource(
            machine: machine, folder: project.folder, repository: project.repository, workspace: workspace,
            version: version, reporter: reporter)
        let stage = PublishStage(self, dist: dist, manifest: manifest) {
            try await export.prepared(for: "publication of \(manifest.version)") {
                try await runHooks(version, in: $0)
            }
        }
        let publication = try await stage.perform(journal: journal)
        return ReleaseOutcome(
            manifest: manifest, stage: .publish, isDryRun: options.isDryRun, publication: publication,
            seconds: watch.seconds)
    }

    /// What templates may name in this release, target aside.
    func values(_ version: ReleaseVersion) -> TemplateValues {
        var values = TemplateValues(
            project: project.resolved.name, version, track: track(version), environment: machine.environment)
        values[.tag] = version.tag ?? "v\(version.version)"
        return values
    }

    /// The track that the release goes to.
    func track(_ version: ReleaseVersion) -> String {
        if version.isSnapshot { return "edge" }
        return options.track ?? (version.version.isPrerelease ? "beta" : "stable")
    }

    /// Reports warnings; under `--strict` they are errors.
    func report(_ warnings: [Diagnostic]) async throws {
        guard options.isStrict, warnings.contains(where: { $0.severity == .warning }) else {
            for warning in warnings { await reporter.report(.diagnostic(warning)) }
            return
        }
        throw Diagnostics(
            warnings.map { warning in
                var error = warning
                if warning.severity == .warning {
                    error.severity = .error
                    error.exit = .needsChange
                }
                return error
            })
    }

    /// Says that nothing is signed where `--skip` asks for that; the checksums, which every channel needs, are written.
    func reportUnsigned() async {
        guard options.skips(.sign) else { return }
        await reporter.report(.stepSkipped(.sign, step: "packages and checksums", reason: "as `--skip` asks"))
    }

    private func resolveVersion() async throws -> ReleaseVersion {
        try await VersionSource(folder: project.folder, repository: project.repository, machine: machine)
            .resolve(snapshot: options.isSnapshot, prefix: project.resolved.tagPrefix)
    }

    /// Finds what would go wrong later, before a minute is spent on building.
    ///
    /// - Returns: What the release is signed with.
    private func preflight(
        _ plan: BuildPlan, _ version: ReleaseVersion, last: StageName
    ) async throws -> ReleaseSigners {
        var problems: [Diagnostic] = []
        if options.merged.isEmpty { problems += try await BuildObstacles(machine: machine).find(for: plan.jobs) }
        if last >= .package, !options.skips(.package) {
            problems += PackageFindings(project: project.resolved, files: machine.files).relations
        }
        if last >= .publish {
            let found = try await channelFindings(version)
            problems += found.filter { $0.severity == .error }
            try await report(found.filter { $0.severity != .error })
        }
        problems += SigningObstacle.find(project.configuration.signing, last: last)
        let signing = SigningPreflight(
            project: project.configuration, options: options, isSnapshot: version.isSnapshot, machine: machine)
        let (signers, findings) = signing.open(last: last)
        problems += findings.filter { $0.severity == .error }
        guard problems.isEmpty else { throw Diagnostics(problems) }
        try await report(findings)
        // No user compares a snapshot with another.
        if !version.isSnapshot { try await report(VersionOrder.warnings(version.version)) }
        try await report(try await LockedDependencies.warnings(project, plan, machine: machine))
        return signers
    }

    /// What the channels lack that the release goes to.
    private func channelFindings(_ version: ReleaseVersion) async throws -> [Diagnostic] {
        if options.skips(.publish) { return [] }
        return try await ChannelPreflight(machine: machine, project: project).findings(
            PublishStage.channels(of: project, options: options, isSnapshot: version.isSnapshot), version)
    }

    private func dist(_ version: ReleaseVersion) -> DistFolder {
        DistFolder(path: project.folder.appending("dist"), files: machine.files, modified: version.date)
    }

    /// Reads what `--merge` names, while nothing of it is changed.
    private func parts(_ version: ReleaseVersion) throws -> [BuildPart] {
        let parts = try BuildPart.read(
            options.merged, project: project.resolved.name, version: version, dist: dist(version))
        guard options.isClean, let own = parts.first(where: \.isDist) else { return parts }
        throw Diagnostic(
            "`--clean` empties `\(own.folder)`, which `--merge` names", hint: "leave `--clean` out", exit: .usage)
    }

    private func refuseContradictions(_ last: StageName) throws {
        if options.isSplit, !options.merged.isEmpty {
            throw Diagnostic("`--split` and `--merge` exclude each other", exit: .usage)
        }
        if options.isSnapshot, options.track.map({ $0 != "edge" }) == true {
            throw Diagnostic(
                "a snapshot goes to the track `edge` and nowhere else", hint: "leave `--track` out", exit: .usage)
        }
    }

    private func rehearse(
        _ plan: BuildPlan, _ version: ReleaseVersion, through last: StageName, _ signers: ReleaseSigners,
        _ watch: Stopwatch
    ) async throws -> ReleaseOutcome {
        let manifest = Manifest(
            project: project.resolved.name, version: "\(version.version)", tag: version.tag, commit: version.commit,
            date: version.date, isSnapshot: version.isSnapshot, artifacts: [])
        if !options.skips(.build) {
            for job in plan.jobs { await reporter.report(.stepPlanned(.build, step: job.label)) }
        }
        var publication: PublicationReport?
        let names = last >= .package ? try PackagePlan(self, version: version, jobs: plan.jobs).names : []
        if !options.skips(.package) {
            for name in names { await reporter.report(.stepPlanned(.package, step: name)) }
        }
        var files = names + ["install.sh"]
        if last >= .sign, !options.isSplit {
            let stage = SignStage(pipeline: self, version: version, dist: dist(version), signers: signers)
            await reportUnsigned()
            for step in stage.plan(names) {
                await reporter.report(.stepPlanned(.sign, step: step))
                if !files.contains(step) { files.append(step) }
            }
        }
        if last >= .publish, !options.skips(.publish) {
            publication = try await PublishStage.rehearsal(self, version: version, manifest: manifest, names: files)
        }
        return ReleaseOutcome(
            manifest: manifest, stage: last, isDryRun: true, publication: publication, seconds: watch.seconds)
    }
}
