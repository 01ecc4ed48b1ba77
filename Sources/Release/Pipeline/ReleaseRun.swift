// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// One run of the stages, while the project's lock is held.
struct ReleaseRun {
    let pipeline: ReleasePipeline
    let version: ReleaseVersion
    let plan: BuildPlan
    /// What other machines built, to be joined instead of building.
    let parts: [BuildPart]
    let workspace: BuildWorkspace
    let dist: DistFolder
    let journal: Journal
    let signers: ReleaseSigners

    private var machine: Machine { pipeline.machine }
    private var project: LoadedProject { pipeline.project }
    private var options: ReleaseOptions { pipeline.options }
    private var reporter: any Reporter { pipeline.reporter }

    init(
        _ pipeline: ReleasePipeline, version: ReleaseVersion, plan: BuildPlan, parts: [BuildPart],
        workspace: BuildWorkspace, signers: ReleaseSigners
    ) throws {
        self.pipeline = pipeline
        self.signers = signers
        self.version = version
        self.plan = plan
        self.parts = parts
        self.workspace = workspace
        dist = DistFolder(
            path: pipeline.project.folder.appending("dist"), files: pipeline.machine.files, modified: version.date)
        if pipeline.options.isClean { try dist.empty() }
        try dist.files.createDirectory(dist.path)
        journal = try Journal(in: dist.path, machine: pipeline.machine)
    }

    func perform(through last: StageName, watch: Stopwatch) async throws -> ReleaseOutcome {
        let export = ExportedSource(
            machine: machine, folder: project.folder, repository: project.repository, workspace: workspace,
            version: version, reporter: reporter)
        if options.skips(.package), needs(.publish, last), await !journal.hasDone(.package) {
            throw nothingMade(.package)
        }
        try await test(export, last: last)
        let fingerprint = try await buildFingerprint(export)
        let built = try await stage(.build, fingerprint: fingerprint, isNeeded: needs(.package, last)) {
            try await build(export, fingerprint: fingerprint)
        }
        var artifacts = built
        if last >= .package, !options.isSplit {
            let packaging = PackageStage(run: self, source: { try await prepared(export, for: fingerprint) })
            var key = Fingerprint()
            key.add("build", fingerprint)
            key.add("built", built)
            key.add("packaging", try packaging.fingerprint())
            // A package that was signed in an earlier run is still what this stage made of it.
            let signing = PackageSigning(dist: dist, date: version.date)
            var isNew = false
            artifacts += try await stage(
                .package, fingerprint: key.finished(), isNeeded: needs(.publish, last), isThere: signing.holds
            ) {
                isNew = true
                return try await packaging.perform(built)
            }
            if last < .sign, !isNew { for artifact in artifacts { try signing.restore(artifact) } }
        }
        if last >= .sign, !options.isSplit {
            let unsigned = artifacts
            let signing = SignStage(pipeline: pipeline, version: version, dist: dist, signers: signers)
            await pipeline.reportUnsigned()
            artifacts = unsigned.replacing(
                try await stage(.sign, fingerprint: signing.fingerprint(unsigned)) {
                    try await signing.perform(unsigned)
                })
        }
        try removeStrays(keeping: artifacts, through: last)
        let manifest = try writeIndex(artifacts)
        let publication =
            last >= .publish
            ? try await publish(manifest, source: { try await prepared(export, for: fingerprint) }) : nil
        return ReleaseOutcome(
            manifest: manifest, stage: last, isDryRun: false, isPartial: options.isSplit, publication: publication,
            seconds: watch.seconds)
    }

    /// Whether a stage, or one after it, will run.
    private func needs(_ name: StageName, _ last: StageName) -> Bool {
        [.package, .publish].contains { $0 >= name && $0 <= last && !options.skips($0) }
    }

    /// Runs a stage, unless the journal says that it is done and what it made is still there.
    ///
    /// - Parameter isNeeded: Whether a later stage can't do without what this one makes, if it is to be left out.
    private func stage(
        _ name: StageName, fingerprint: String, isNeeded: Bool = false,
        isThere: ((Artifact) throws -> Bool)? = nil, _ body: () async throws -> [Artifact]
    ) async throws -> [Artifact] {
        if let known = await journal.artifacts(of: name, fingerprint: fingerprint),
            try known.allSatisfy(isThere ?? dist.holds)
        {
            await reporter.report(.stageSkipped(name, reason: "dist/ has it already"))
            return known
        }
        if options.skips(name), name != .sign {
            if isNeeded { throw nothingMade(name) }
            await reporter.report(.stageSkipped(name, reason: "as `--skip` asks"))
            try await journal.record(name, .skipped, reason: "--skip")
            return []
        }
        let watch = Stopwatch()
        await reporter.report(.stageStarted(name))
        try await journal.record(name, .intent, fingerprint: fingerprint)
        do {
            let artifacts = try await body()
            try Task.checkCancellation()
            try await journal.record(
                name, .done, seconds: watch.seconds, fingerprint: fingerprint, artifacts: artifacts)
            await reporter.report(.stageFinished(name, seconds: watch.seconds))
            return artifacts
        } catch {
            try await journal.record(name, .failed, seconds: watch.seconds, reason: "\(error)")
            throw error
        }
    }

    private func nothingMade(_ name: StageName) -> Diagnostic {
        Diagnostic(
            "dist/ has nothing to \(name == .build ? "package" : "publish"): its stage `\(name.rawValue)` has not run for "
                + "this version as it is now",
            hint: "leave `--skip \(name.rawValue)` out, or run `fledge \(name.rawValue)` first", exit: .needsChange)
    }

    private func test(_ export: ExportedSource, last: StageName) async throws {
        guard last >= .publish else { return }
        if options.skips(.test) { return await reporter.report(.stageSkipped(.test, reason: "as `--skip` asks")) }
        guard let settings = project.configuration.test else {
            return await reporter.report(.stageSkipped(.test, reason: "`test:` is not configured"))
        }
        let watch = Stopwatch()
        await reporter.report(.stageStarted(.test))
        try await ProjectTests(
            machine: machine, reporter: reporter, project: project, folder: try await export.folder(),
            templates: pipeline.values(version)
        ).run(settings)
        await reporter.report(.stageFinished(.test, seconds: watch.seconds))
    }

    /// All that the programs depend on.
    private func buildFingerprint(_ export: ExportedSource) async throws -> String {
        var key = Fingerprint()
        // Another Fledge may make something else of the same source.
        key.add("fledge", pipeline.maker)
        key.add("source", try await export.fingerprint())
        key.add("version", "\(version.version)")
        key.add("date", "\(version.date)")
        for job in plan.jobs { job.add(to: &key) }
        BuildMerge(dist: dist, parts: parts).add(to: &key)
        for job in plan.jobs {
            guard case .prebuilt(let recipe) = job.recipe else { continue }
            let status = try machine.files.statusIfPresent(project.folder.appending(recipe.path), followingLinks: true)
            key.add(
                "prebuilt",
                status.map { "\($0.size) \($0.modified) \($0.modifiedNanoseconds) \($0.inode)" } ?? "missing")
        }
        return key.finished()
    }

    private func build(_ export: ExportedSource, fingerprint: String) async throws -> [Artifact] {
        guard parts.isEmpty else { return try BuildMerge(dist: dist, parts: parts).perform(jobs: plan.jobs) }
        try machine.files.removeIfPresent(dist.path.appending("build"))
        let source = try await export.folder()
        try await pipeline.runHooks(project.configuration.hooks.before, "before the build", version, in: source)
        let artifacts = try await compile(in: source)
        try await pipeline.runHooks(project.configuration.hooks.after, "after the build", version, in: source)
        _ = try await export.prepared(for: fingerprint) { _ in }
        return artifacts
    }

    private func compile(in source: FilePath) async throws -> [Artifact] {
        let surroundings = BuildSurroundings(
            machine: machine, workspace: workspace, source: source, project: project.folder, version: version,
            reporter: reporter)
        let convention = VersionConvention(release: version.version, tagged: try await taggedVersions())
        let jobs = try await VersionStamping(surroundings: surroundings, convention: convention).stamped(plan.jobs)
        return try await BuildStage(
            surroundings: surroundings, dist: dist.path,
            policy: GatePolicy(project.configuration.gates, isStrict: options.isStrict), journal: journal,
            parallelism: Self.parallelism
        ).perform(jobs)
    }

    /// The versions that the project has tags of.
    private func taggedVersions() async throws -> Set<SemanticVersion> {
        guard let repository = project.repository else { return [] }
        let prefix = project.resolved.tagPrefix
        var versions: Set<SemanticVersion> = []
        for tag in try await repository.tags() {
            do throws(SemanticVersionError) {
                versions.insert(try SemanticVersion(tag: tag, prefix: prefix))
            } catch {
                // A tag of something else.
                continue
            }
        }
        return versions
    }

    /// The project's folder in the export, with what the hooks make there.
    private func prepared(_ export: ExportedSource, for fingerprint: String) async throws -> FilePath {
        try await export.prepared(for: fingerprint) { try await pipeline.runHooks(version, in: $0) }
    }

    /// Removes files of earlier versions and of earlier settings, which are no part of this release.
    private func removeStrays(keeping artifacts: [Artifact], through last: StageName) throws {
        let kept = Set(artifacts.map { $0.path.split(separator: "/").first.map(String.init) ?? $0.path })
            .union(["build", "journal.jsonl", "manifest.json", "artifacts.json", "metadata.json"])
        for name in try dist.files.list(dist.path) where !kept.contains(name.string) && !DistFolder.isSite(name) {
            try dist.files.remove(dist.path.appending(name), recursively: true)
        }
    }

    private func writeIndex(_ artifacts: [Artifact]) throws -> Manifest {
        let manifest = Manifest(
            project: project.resolved.name, version: "\(version.version)", tag: version.tag, commit: version.commit,
            date: version.date, isSnapshot: version.isSnapshot, artifacts: artifacts)
        let index = ReleaseIndex(manifest, version: version)
        _ = try dist.write(try index.metadataJSON(), as: "metadata.json", kind: .manifest)
        _ = try dist.write(try index.artifactsJSON(), as: "artifacts.json", kind: .manifest)
        _ = try dist.write(try index.manifestJSON(), as: "manifest.json", kind: .manifest)
        return manifest
    }

    private func publish(
        _ manifest: Manifest, source: @escaping @Sendable () async throws -> FilePath
    ) async throws -> PublicationReport? {
        if options.skips(.publish) {
            await reporter.report(.stageSkipped(.publish, reason: "as `--skip` asks"))
            return nil
        }
        let watch = Stopwatch()
        await reporter.report(.stageStarted(.publish))
        try await journal.record(.publish, .intent)
        do {
            let publication = try await PublishStage(pipeline, dist: dist, manifest: manifest, source: source)
                .perform(journal: journal)
            try await journal.record(.publish, .done, seconds: watch.seconds)
            await reporter.report(.stageFinished(.publish, seconds: watch.seconds))
            return publication
        } catch {
            try await journal.record(.publish, .failed, seconds: watch.seconds, reason: "\(error)")
            throw error
        }
    }

    /// How much is done at once: as much as there are cores, which the outcome does not depend on.
    static let parallelism = max(1, ProcessorCount.active)
}
