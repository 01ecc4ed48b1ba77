// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// What comes with the programs: manual pages, completion scripts and the service's configuration files.
///
/// Packages put them where the distributions look. Archives have them too, at the paths at which the project has them,
/// since that is where the Homebrew formula installs them from.
struct Companions: Sendable {
    /// A configuration file that the service's command names.
    struct Setting: Sendable, Hashable {
        let file: ProjectFiles.Match
        /// The absolute path at which packages install it.
        let destination: String
    }

    private(set) var manPages: [ManPage] = []
    private(set) var settings: [Setting] = []
    /// Those of the packages, by target.
    private(set) var completions: [Target: [CompletionScript]] = [:]
    /// Those of the formula, where it has its own.
    private(set) var formulaCompletions: [CompletionScript]?

    init() {}

    /// Finds all companions; the programs print those completions that are not in files.
    ///
    /// - Returns: What is worth knowing beside them.
    static func finding(
        in files: ProjectFiles, built: [Artifact], of pipeline: ReleasePipeline, version: ReleaseVersion,
        dist: DistFolder
    ) async throws -> (Companions, warnings: [Diagnostic]) {
        let configuration = pipeline.project.configuration
        let values = pipeline.values(version)
        var companions = Companions()
        for page in configuration.packages.manPages { companions.manPages += try manPages(page, files, values) }
        companions.settings = try settings(configuration.packages, files, values)
        let printing = { (command: Located<String>) in
            PrintedCompletions(
                machine: pipeline.machine, dist: dist,
                arguments: command.value.split(separator: " ").map(String.init), location: command.location)
        }
        var warnings: [Diagnostic] = []
        let programs = Set(built.filter { $0.kind == .binary }.compactMap(\.program))
        if let section = configuration.packages.completions {
            if let command = section.command {
                (companions.completions, warnings) = try await printing(command).scripts(of: built)
            } else {
                let scripts = try scripts(in: section, files, values, programs)
                for target in Set(built.compactMap(\.target)) { companions.completions[target] = scripts }
            }
        }
        if let section = configuration.channels.homebrew?.completions {
            if let command = section.command {
                let (byTarget, more) = try await printing(command).scripts(of: built)
                companions.formulaCompletions = byTarget.min { $0.key < $1.key }?.value ?? []
                warnings += more
            } else {
                companions.formulaCompletions = try scripts(in: section, files, values, programs)
            }
        }
        return (companions, warnings)
    }

    /// What the archive of a target holds beside the program: path in the archive, and the bytes.
    func archived(for target: Target) -> [(path: String, source: PackageEntry.Source)] {
        guard target.os != .windows else { return [] }
        let scripts = (completions[target] ?? []) + (formulaCompletions ?? [])
        return manPages.map { ($0.file.path, .path($0.file.file)) } + scripts.map { ($0.archivePath, $0.source) }
            + settings.map { ($0.file.path, .path($0.file.file)) }
    }

    private static func manPages(
        _ page: Located<Template>, _ files: ProjectFiles, _ values: TemplateValues
    ) throws -> [ManPage] {
        try files.required(page, values).map { match in
            guard let found = ManPage(match) else {
                throw Diagnostic(
                    "the manual page `\(match.path)` names no section", at: page.location,
                    hint: "call it like `hello.1`", exit: .needsChange)
            }
            return found
        }
    }

    private static func scripts(
        in section: Completions, _ files: ProjectFiles, _ values: TemplateValues, _ programs: Set<String>
    ) throws -> [CompletionScript] {
        let shells: [(ShellCompletion, Located<Template>?)] = [
            (.bash, section.bash), (.zsh, section.zsh), (.fish, section.fish),
        ]
        return try shells.flatMap { shell, path in
            try path.map {
                CompletionScript.scripts(for: shell, in: try files.required($0, values), programs: programs)
            } ?? []
        }
    }

    /// The configuration files among the packages' contents that the service's command names.
    private static func settings(
        _ packages: Packages, _ files: ProjectFiles, _ values: TemplateValues
    ) throws -> [Setting] {
        guard let command = packages.service?.command?.value else { return [] }
        return try packages.contents.compactMap { content in
            guard [.config, .configNoReplace].contains(content.type.value), let source = content.source,
                let destination = try content.destination?.rendered(values), command.contains(destination)
            else { return nil }
            let matches = try files.required(source, values)
            guard matches.count == 1, let file = matches.first, !destination.hasSuffix("/") else { return nil }
            return Setting(file: file, destination: destination)
        }
    }
}
