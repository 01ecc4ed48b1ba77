// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Project
import SystemPackage

/// Makes what users install from the built programs: archives, packages, the Homebrew formula and the install script.
struct PackageStage {
    let run: ReleaseRun
    /// Gives the project's folder in the exported source, with what the hooks made in it.
    let source: @Sendable () async throws -> FilePath

    private var pipeline: ReleasePipeline { run.pipeline }
    private var project: ResolvedProject { run.pipeline.project.resolved }

    /// What the outcome depends on beyond the programs and the source.
    func fingerprint() throws -> String {
        var key = Fingerprint()
        if let file = project.configurationFile {
            let path = FilePath(file).isAbsolute ? FilePath(file) : project.folder.appending(file)
            key.add("configuration", String(decoding: try run.dist.files.read(path, limit: 16 << 20), as: UTF8.self))
        }
        for value in [project.name, project.description, project.homepage, project.license, project.maintainer] {
            key.add("fact", value ?? "")
        }
        let place = DownloadPlace(pipeline, run.version)
        key.add("place", place.prefix)
        return key.finished()
    }

    func perform(_ built: [Artifact]) async throws -> [Artifact] {
        let source = try await source()
        let plan = try PackagePlan(pipeline, version: run.version, jobs: run.plan.jobs)
        let files = ProjectFiles(files: run.dist.files, folder: source)
        let (companions, warnings) = try await Companions.finding(
            in: files, built: built, of: pipeline, version: run.version, dist: run.dist)
        try await pipeline.report(warnings)
        let made = try await inOrder(plan.items, atMost: 2) { item in
            try await make(item, built: built, files: files, companions: companions)
        }
        var artifacts = made
        artifacts += try extraFiles(files)
        try await tryStarting(made, built: built)
        let archives = made.filter { $0.kind == .archive }
        let place = DownloadPlace(pipeline, run.version)
        let formulaPlan = FormulaPlan(
            project: pipeline.project, version: run.version, built: built, place: place, companions: companions,
            values: pipeline.values(run.version))
        if let formula = try formulaPlan.formula(archives) {
            artifacts.append(try run.dist.write(Array(formula.text.utf8), as: formula.name, kind: .formula))
        } else if let warning = formulaPlan.warning {
            try await pipeline.report([warning])
        }
        if let script = try InstallScript(
            project: pipeline.project, version: run.version, archives: archives, built: built,
            values: pipeline.values(run.version), place: place)
        {
            artifacts.append(
                try run.dist.write(Array(script.text.utf8), as: "install.sh", kind: .installScript, mode: 0o755))
        }
        if let bundle = try await ArtifactBundle(project: project, version: run.version, built: built, dist: run.dist)
            .make()
        {
            artifacts.append(bundle)
        }
        for artifact in artifacts where !made.contains(artifact) { await pipeline.reporter.report(.artifact(artifact)) }
        return artifacts
    }

    private func make(
        _ item: PackagePlan.Item, built: [Artifact], files: ProjectFiles, companions: Companions
    ) async throws -> Artifact {
        try await run.journal.record(.package, step: item.name, .intent)
        await pipeline.reporter.report(.stepStarted(.package, step: item.name))
        let watch = Stopwatch()
        let artifact: Artifact
        do {
            switch item.form {
            case .archive(let format):
                artifact = try await archive(item, format, built: built, files: files, companions: companions)
            case .package(let format):
                artifact = try await PackageMaking(
                    pipeline: pipeline, version: run.version, dist: run.dist, files: files,
                    companions: companions, isStrict: pipeline.options.isStrict
                ).make(format, name: item.name, target: item.target, built: built)
            }
        } catch let error as Diagnostic {
            throw error
        } catch let error where !(error is CancellationError) {
            // A file that cannot be read or that changes meanwhile may be right the next time; a setting will not.
            let mayPass = error is FileError || error is ContentChanged
            throw Diagnostic("cannot make `\(item.name)`", cause: error, exit: mayPass ? .workFailed : .needsChange)
        }
        try await run.journal.record(.package, step: item.name, .done, seconds: watch.seconds)
        await pipeline.reporter.report(
            .stepFinished(.package, step: item.name, seconds: watch.seconds, size: artifact.size))
        return artifact
    }

    private static func collision(_ path: String, in archive: String, at location: SourceLocation?) -> Diagnostic {
        Diagnostic(
            "two things of `\(archive)` go to `\(path)`", at: location,
            hint:
                "rename the file or folder, or leave it out of `archives.files`; the programs lie at the archive's top",
            exit: .needsChange)
    }

    private func archive(
        _ item: PackagePlan.Item, _ format: ArchiveFormat, built: [Artifact], files: ProjectFiles,
        companions: Companions
    ) async throws -> Artifact {
        let settings = project.configuration.archives
        var contents = FileContents()
        var paths: Set<String> = []
        /// The project's files in it and the pattern that names them first.
        var known: [String: Located<Template>] = [:]
        let prefix = "build/\(item.target.fileName)/"
        for artifact in built where artifact.target == item.target && artifact.kind != .debugSymbols {
            let path = String(artifact.path.dropFirst(prefix.count))
            let file = run.dist.path.appending(artifact.path)
            let mode: UInt32 = artifact.kind == .binary ? 0o755 : try run.dist.files.status(file).mode & 0o777
            paths.insert(path)
            contents.add(
                ArchiveEntry(path: path, kind: .file(size: artifact.size), mode: mode, modified: run.version.date),
                from: .file(file))
        }
        let values = pipeline.values(run.version).adding(item.target)
        for pattern in settings.files {
            let text = try pattern.rendered(values)
            let matches = try files.matches(text, at: pattern.location)
            if matches.isEmpty, !Glob.isPattern(text) { throw ProjectFiles.missing(text, pattern.location) }
            for match in matches where known[match.path] == nil {
                known[match.path] = pattern
                guard paths.insert(match.path).inserted else {
                    throw Self.collision(match.path, in: item.name, at: pattern.location)
                }
                let size = try run.dist.files.status(match.file, followingLinks: true).size
                contents.add(
                    ArchiveEntry(
                        path: match.path, kind: .file(size: size), mode: match.mode & 0o111 == 0 ? 0o644 : 0o755,
                        modified: run.version.date),
                    from: .file(match.file))
            }
        }
        for (path, source) in companions.archived(for: item.target) where paths.insert(path).inserted {
            let (size, origin): (UInt64, FileContents.Origin) =
                switch source {
                case .path(let file): (try run.dist.files.status(file, followingLinks: true).size, .file(file))
                case .bytes(let bytes): (UInt64(bytes.count), .bytes(bytes))
                }
            contents.add(
                ArchiveEntry(path: path, kind: .file(size: size), mode: 0o644, modified: run.version.date), from: origin
            )
        }
        for path in paths.sorted() {
            for folder in EntryPath.folders(of: path[...]).map(String.init) where paths.contains(folder) {
                throw Self.collision(folder, in: item.name, at: (known[path] ?? known[folder])?.location)
            }
        }
        let program = built.first { $0.target == item.target && $0.kind == .binary }?.program ?? project.name
        return try await ArchivePlan(
            name: item.name, format: format, target: item.target, program: program,
            wrap: try settings.wrap?.rendered(values), contents: contents
        ).write(to: run.dist, jobs: ReleaseRun.parallelism)
    }

    private func extraFiles(_ files: ProjectFiles) throws -> [Artifact] {
        var artifacts: [Artifact] = []
        for pattern in project.configuration.release.extraFiles {
            let text = try pattern.rendered(pipeline.values(run.version))
            let matches = try files.matches(text, at: pattern.location)
            guard !matches.isEmpty else {
                throw Diagnostic(
                    "no file of the project matches `\(text)`", at: pattern.location, keyPath: "release.extra-files",
                    hint: "is it committed, or made by a hook?", exit: .needsChange)
            }
            for match in matches {
                let name = match.path.split(separator: "/").last.map(String.init) ?? match.path
                artifacts.append(try run.dist.copy(match.file, as: name, kind: .extraFile))
            }
        }
        return artifacts
    }

    /// Lets the packed programs start, away from where they were built.
    private func tryStarting(_ made: [Artifact], built: [Artifact]) async throws {
        let policy = GatePolicy(project.configuration.gates, isStrict: pipeline.options.isStrict)
        let packed = made.compactMap { artifact -> StartupGate.Packed? in
            guard let target = artifact.target,
                artifact.kind == .deb || (artifact.kind == .archive && artifact.name.contains(".tar."))
            else { return nil }
            let wrap = project.configuration.archives.wrap?.value.text
            guard artifact.kind == .deb || wrap == nil else { return nil }
            let programs = built.filter { $0.kind == .binary && $0.target == target }.map {
                artifact.kind == .deb ? "usr/bin/\($0.name)" : $0.name
            }
            return StartupGate.Packed(artifact: artifact, target: target, programs: programs)
        }
        let gate = StartupGate(machine: pipeline.machine, dist: run.dist, workspace: run.workspace)
        let findings = try await gate.findings(packed, policy: policy)
        for finding in findings where finding.severity != .error {
            await pipeline.reporter.report(.diagnostic(finding))
        }
        let errors = findings.filter { $0.severity == .error }
        if !errors.isEmpty { throw Diagnostics(errors) }
    }
}
