// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Project
import SystemPackage

/// Puts a package together from the programs and the project's files, and writes it.
struct PackageMaking {
    let pipeline: ReleasePipeline
    let version: ReleaseVersion
    let dist: DistFolder
    let files: ProjectFiles
    let companions: Companions
    let isStrict: Bool

    var project: ResolvedProject { pipeline.project.resolved }
    var settings: Packages { project.configuration.packages }

    func make(_ format: PackageFormat, name: String, target: Target, built: [Artifact]) async throws -> Artifact {
        var spec = try await spec(format, target: target, built: built)
        let audit = ProgramAudit(policy: GatePolicy(project.configuration.gates, isStrict: isStrict))
        var audits: [BinaryAudit] = []
        /// The programs that are linked with all that they need.
        var independent: [Artifact] = []
        for program in built
        where program.kind == .binary && program.target == target && settings.automaticDependencies.value {
            guard let found = try audit.audit(dist.path.appending(program.path), target: target) else { continue }
            audits.append(found)
            if found.floor == .any { independent.append(program) }
        }
        var sink = try ArtifactSink(dist.path.appending(name))
        var spool = FileSpool(in: dist.path)
        let jobs = ReleaseRun.parallelism
        switch format {
        case .deb:
            let automatic = BinaryAudit.debDependencies(of: audits)
            if !independent.isEmpty { try addStaticOverride(to: &spec, programs: independent) }
            let deb = try spec.deb(dependencies: automatic)
            _ = try await deb.write(to: &sink, spool: &spool, jobs: jobs)
        case .rpm:
            let rpm = try spec.rpm(dependencies: BinaryAudit.rpmDependencies(of: audits))
            _ = try await rpm.write(to: &sink, spool: &spool, jobs: jobs)
        }
        let (size, sha256) = try sink.commit(modified: version.date)
        return Artifact(
            kind: format == .deb ? .deb : .rpm, name: name, path: name, target: target,
            program: built.first { $0.target == target }?.program, size: size, sha256: sha256)
    }

    private func spec(_ format: PackageFormat, target: Target, built: [Artifact]) async throws -> PackageSpec {
        let values = pipeline.values(version).adding(target)
        let name = project.packageName(for: format)
        var spec = PackageSpec(
            name: name, version: version.version, target: target,
            summary: project.description ?? "\(project.name) \(version.version)", date: version.date)
        spec.release = settings.release.value
        spec.homepage = project.homepage
        spec.license = project.license
        spec.maintainer = project.maintainer
        spec.vendor = project.vendor
        spec.priority = settings.priority.value
        spec.section.common = settings.section?.value
        if let own = settings.overrides[format].section { spec.section.byFormat[format] = own.value }
        spec.compression.byFormat[format] = project.compression(for: format)
        for relation in PackageRelation.allCases {
            spec.relations[relation] = FormatValues(common: project.relation(relation, for: format).map(\.value))
        }
        spec.entries = try programs(built, target: target, package: name)
        let programs = Set(spec.entries.map(\.destination))
        for content in project.contents(for: format) {
            // A pattern such as `bin/*` takes in a program that lies beside others; it is packaged already.
            let isPattern = content.source.map { Glob.isPattern($0.value.text) } ?? false
            spec.entries += try entries(of: content, values).filter { !isPattern || !programs.contains($0.destination) }
        }
        spec.entries += try await manPages()
        spec.entries += try completions(format, target: target)
        // A project that brings its own copyright or changelog has the last word on it.
        let taken = Set(spec.entries.map(\.destination))
        spec.entries += try await documents(format, name: name, values).filter { !taken.contains($0.destination) }
        for script in PackageScript.allCases {
            guard let path = project.script(script, for: format) else { continue }
            spec.scripts.common[script] = Array(try text(of: path, values).utf8)
        }
        spec.service = try settings.service.map { try service($0, package: name, values) }
        try checkScripts(of: spec, format)
        spec.changes = [
            PackageChange(version: "\(version.version)", date: version.date, lines: ["Release \(version.version)."])
        ]
        if format == .deb, let triggers = settings.triggers {
            let text = try text(of: triggers, values)
            do { _ = try DebTrigger.list(parsing: text) } catch {
                throw Diagnostic(
                    "the triggers in `\(triggers.value.text)` can't be used", at: triggers.location,
                    keyPath: triggers.keyPath, hint: "write them as in deb-triggers(5)", cause: error,
                    exit: .needsChange)
            }
            spec.triggers = Array(text.utf8)
        }
        return spec
    }

    /// Finds scripts that can't be merged with Fledge's commands for the service.
    private func checkScripts(of spec: PackageSpec, _ format: PackageFormat) throws {
        for (script, bytes) in spec.scripts.common.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            var alone = spec
            alone.scripts.common = [script: bytes]
            do {
                try alone.checkScripts(format)
            } catch let error as MergedScriptError {
                let path = project.script(script, for: format)
                let name = path?.value.text ?? script.rawValue
                throw Diagnostic(
                    "the script `\(name)` can't be the package's", at: path?.location, keyPath: path?.keyPath,
                    hint: error.advice, cause: error, exit: .needsChange)
            }
        }
    }

    /// The programs: in `/usr/bin`, or with what they need beside them in `/usr/lib/<package>`, linked from there.
    private func programs(_ built: [Artifact], target: Target, package: String) throws -> [PackageEntry] {
        let prefix = "build/\(target.fileName)/"
        let own = built.filter { $0.target == target && $0.kind != .debugSymbols }
        let hasResources = own.contains { $0.kind == .resource }
        return try own.flatMap { artifact -> [PackageEntry] in
            let name = String(artifact.path.dropFirst(prefix.count))
            let source = PackageEntry.Source.path(dist.path.appending(artifact.path))
            guard hasResources else { return [try entry("/usr/bin/\(name)", .file(source), mode: .executable)] }
            let mode: Project.FileMode = artifact.kind == .binary ? .executable : .file
            let file = try entry("/usr/lib/\(package)/\(name)", .file(source), mode: mode)
            return artifact.kind == .binary
                ? [file, try entry("/usr/bin/\(name)", .symlink(to: "../lib/\(package)/\(name)"))] : [file]
        }
    }

    private func entries(of content: PackageContent, _ values: TemplateValues) throws -> [PackageEntry] {
        guard let destination = content.destination else { return [] }
        let place = try destination.rendered(values)
        let mode = content.mode?.value
        func make(_ place: String, _ kind: PackageEntry.Kind, mode: Project.FileMode?) throws -> PackageEntry {
            try entry(
                place, kind, role: content.role, mode: mode, owner: content.owner.value, group: content.group.value,
                at: content.location)
        }
        switch content.type.value {
        case .directory: return [try make(place, .directory, mode: mode)]
        case .ghost: return [try make(place, .ghost, mode: mode)]
        case .symlink: return [try make(place, .symlink(to: try content.source?.rendered(values) ?? ""), mode: nil)]
        case .file, .config, .configNoReplace, .doc, .license:
            guard let source = content.source else { return [] }
            let pattern = ProjectFiles.normalized(try source.rendered(values))
            let matches = try files.matches(pattern, at: content.location, keepingLinks: true)
            guard !matches.isEmpty else { throw ProjectFiles.missing(pattern, content.location) }
            if matches.count == 1, matches[0].path == pattern, !place.hasSuffix("/") {
                return [
                    try make(
                        place, .file(.path(matches[0].file)),
                        mode: mode ?? Project.FileMode(bits: matches[0].mode & 0o755))
                ]
            }
            let fixed = pattern.split(separator: "/").prefix { !Glob.isPattern($0) }
            let isFile = matches.count == 1 && matches[0].path == pattern
            let base = isFile ? fixed.dropLast() : fixed
            let cut = base.isEmpty ? 0 : base.joined(separator: "/").utf8.count + 1
            let root = place.hasSuffix("/") ? String(place.dropLast()) : place
            return try matches.map { match in
                let destination = "\(root)/\(String(match.path.utf8.dropFirst(cut)) ?? match.path)"
                // A link has no content that an administrator could change.
                if let link = match.link {
                    return try entry(
                        destination, .symlink(to: link), owner: content.owner.value, group: content.group.value,
                        at: content.location)
                }
                return try make(
                    destination, .file(.path(match.file)), mode: mode ?? Project.FileMode(bits: match.mode & 0o755))
            }
        }
    }

    private func service(_ service: Service, package: String, _ values: TemplateValues) throws -> PackageService {
        let unit: PackageService.Unit
        var name = service.name?.value ?? package
        if let own = service.unit {
            let match = try file(own, values)
            unit = .file(match.file)
            let file = match.path.split(separator: "/").last.map(String.init) ?? package
            if service.name == nil { name = file.hasSuffix(".service") ? String(file.dropLast(8)) : file }
        } else {
            unit = .described(
                PackageService.Description(
                    summary: service.description?.value ?? project.description ?? project.name,
                    command: service.command?.value ?? "",
                    type: service.type.value, group: service.group?.value, restart: service.restart.value,
                    environment: try service.environment.entries.map {
                        .init(name: $0.key.value, value: try $0.value.rendered(values))
                    },
                    capabilities: service.capabilities.map(\.value)))
        }
        return PackageService(
            name: name, unit: unit, user: service.user?.value, isEnabled: service.enable.value,
            isStarted: service.start.value)
    }

    private func addStaticOverride(to spec: inout PackageSpec, programs: [Artifact]) throws {
        let package = spec.name[.deb]
        let lines = spec.entries.compactMap { entry -> String? in
            guard case .file(.path(let path)) = entry.kind,
                programs.contains(where: { dist.path.appending($0.path) == path })
            else { return nil }
            return "\(package): statically-linked-binary [\(entry.destination.dropFirst())]\n"
        }
        spec.entries.append(
            try entry("/usr/share/lintian/overrides/\(package)", .file(.bytes(Array(lines.joined().utf8)))))
    }

    private func text(of path: Located<Template>, _ values: TemplateValues) throws -> String {
        try dist.files.readText(try file(path, values).file, limit: 1 << 20)
    }

    /// The one file that a setting names.
    func file(_ path: Located<Template>, _ values: TemplateValues) throws -> ProjectFiles.Match {
        let matches = try files.required(path, values)
        guard matches.count == 1 else {
            throw Diagnostic(
                "`\(path.value.text)` is \(matches.count) files, where one is wanted", at: path.location,
                hint: "name one file", exit: .needsChange)
        }
        return matches[0]
    }

    func entry(
        _ place: String, _ kind: PackageEntry.Kind, role: PackageEntry.Role = .plain, mode: Project.FileMode? = nil,
        owner: String = "root",
        group: String = "root", at location: SourceLocation? = nil
    ) throws -> PackageEntry {
        guard let entry = PackageEntry(place, kind, role: role, mode: mode, owner: owner, group: group) else {
            throw Diagnostic(
                "nothing can be installed at `\(place)`", at: location,
                hint: "give it an absolute path without `.`, `..` and control characters, or rename the file",
                exit: .needsChange)
        }
        return entry
    }
}

extension PackageContent {
    fileprivate var role: PackageEntry.Role {
        switch type.value {
        case .config: .configuration(isReplaced: true)
        case .configNoReplace: .configuration(isReplaced: false)
        case .doc: .documentation
        case .license: .license
        case .file, .directory, .symlink, .ghost: .plain
        }
    }
}
