// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Project
import SystemPackage

/// What the settings of packages and archives ask for that can't be had, found before anything is built.
struct PackageFindings {
    let project: ResolvedProject
    let files: Files

    /// What a package can't say of others in its format.
    var relations: [Diagnostic] {
        project.configuration.packages.formats.map(\.value).flatMap { format in
            PackageRelation.allCases.flatMap { relation in
                project.relation(relation, for: format).compactMap { stated in
                    do {
                        switch format {
                        case .deb: _ = try DebianDependency.list(parsing: stated.value)
                        case .rpm: _ = try RPMDependency(parsing: stated.value)
                        }
                        return nil
                    } catch {
                        return stated.diagnostic(
                            "the \(format.rawValue) package can't have `\(stated.value)` among its \(relation.rawValue)",
                            hint: Self.example(of: format), cause: error)
                    }
                }
            }
        }
    }

    private static func example(of format: PackageFormat) -> String {
        switch format {
        case .deb: "write it as in `git (>= 1:2.30) | git-core`, and what is for .deb alone below `deb:`"
        case .rpm: "write it as in `git >= 2.30`, and what is for .rpm alone below `rpm:`"
        }
    }

    /// The files that settings name and the working tree lacks.
    ///
    /// Where a hook or a build may make them, there is a warning.
    func missingFiles(_ values: TemplateValues) -> [Diagnostic] {
        let folder = ProjectFiles(files: files, folder: project.folder)
        let known = forOneTarget(values)
        var seen: Set<SourceLocation> = []
        return named.compactMap { path in
            guard path.location.map({ seen.insert($0).inserted }) ?? false else { return nil }
            do {
                _ = try folder.required(path, known)
                return nil
            } catch {
                var finding = error as? Diagnostic ?? path.diagnostic("cannot read `\(path.value.text)`", cause: error)
                finding.keyPath = path.keyPath
                guard mayAppear else { return finding }
                return .warning(
                    finding.message, at: finding.location, keyPath: finding.keyPath,
                    hint: "does the build or a hook make it?")
            }
        }
    }

    /// Whether files are made that the working tree does not have.
    private var mayAppear: Bool {
        let hooks = project.configuration.hooks
        return !hooks.before.isEmpty || !hooks.after.isEmpty || project.builds.contains { $0.builder == .command }
    }

    private func forOneTarget(_ values: TemplateValues) -> TemplateValues {
        project.builds.flatMap(\.targets).min().map(values.adding) ?? values
    }

    /// Scripts that no package can run, as the working tree has them.
    func scripts(_ values: TemplateValues) -> [Diagnostic] {
        let folder = ProjectFiles(files: files, folder: project.folder)
        let known = forOneTarget(values)
        var seen: Set<SourceLocation> = []
        var findings: [Diagnostic] = []
        for format in project.configuration.packages.formats.map(\.value) {
            for script in PackageScript.allCases {
                guard let path = project.script(script, for: format), let location = path.location else { continue }
                do {
                    // A missing one is told of elsewhere.
                    guard let match = try folder.matches(path.rendered(known), at: location).first else { continue }
                    let text = String(decoding: try files.read(match.file, limit: 1 << 20), as: UTF8.self)
                    _ = try MergedScript(own: text, before: isMerged(script, format) ? [":"] : [], after: [])
                } catch {
                    guard seen.insert(location).inserted else { continue }
                    var finding = path.diagnostic(
                        "the script `\(path.value.text)` can't be the package's",
                        hint: (error as? MergedScriptError)?.advice, cause: error)
                    (finding.severity, finding.exit) = mayAppear ? (.warning, .success) : (.error, .needsChange)
                    findings.append(finding)
                }
            }
        }
        return findings
    }

    /// Whether commands for the service are added to a script.
    private func isMerged(_ script: PackageScript, _ format: PackageFormat) -> Bool {
        guard let service = project.configuration.packages.service,
            !(service.name?.value ?? service.unit?.value.text ?? "").contains("@")
        else { return false }
        switch script {
        case .preremove, .postremove: return true
        case .postinstall: return format == .deb || service.enable.value
        case .preinstall, .pretrans, .posttrans: return false
        }
    }

    /// The programs built elsewhere that are not there yet.
    func missingPrograms(_ jobs: [BuildJob]) throws -> [Diagnostic] {
        try jobs.compactMap { job in
            guard case .prebuilt(let recipe) = job.recipe, job.slices.isEmpty,
                try !files.exists(project.folder.appending(recipe.path))
            else { return nil }
            return .warning(
                "`\(recipe.path)` is not there, which is to be `\(job.program)` for \(job.target)", at: job.location,
                hint: "build it before the release, or leave `\(job.target)` out of `targets`")
        }
    }

    /// What the distributions' checkers refuse in the package's metadata.
    var metadata: [Diagnostic] {
        guard let description = project.configuration.description, description.value.count > 80,
            !project.configuration.packages.formats.isEmpty
        else { return [] }
        return [
            description.warning(
                "the description has \(description.value.count) characters, and packages show 80 of it at most",
                hint: "say what the program does in fewer words")
        ]
    }

    private var named: [Located<Template>] {
        let packages = project.configuration.packages
        var paths = packages.manPages
        if !packages.formats.isEmpty {
            for format in packages.formats.map(\.value) {
                paths += project.contents(for: format).compactMap { content in
                    switch content.type.value {
                    case .file, .config, .configNoReplace, .doc, .license: content.source
                    case .directory, .symlink, .ghost: nil
                    }
                }
                paths += PackageScript.allCases.compactMap { project.script($0, for: format) }
            }
            paths += [packages.service?.unit, packages.changelog, packages.triggers].compactMap(\.self)
        }
        if let completions = packages.completions {
            paths += [completions.bash, completions.zsh, completions.fish].compactMap(\.self)
        }
        return paths + project.configuration.archives.files.filter { !$0.isDefault && !Glob.isPattern($0.value.text) }
    }
}
