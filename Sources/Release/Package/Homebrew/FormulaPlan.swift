// SPDX-License-Identifier: Apache-2.0
import Project

/// Writes a release's Homebrew formula from its archives.
struct FormulaPlan {
    let project: LoadedProject
    let version: ReleaseVersion
    let built: [Artifact]
    let place: DownloadPlace
    let companions: Companions
    /// What templates may name.
    let values: TemplateValues

    /// The formula's file name and text; nil where no archive is for a system of Homebrew's.
    func formula(_ archives: [Artifact]) throws -> (name: String, text: String)? {
        let downloads = archives.compactMap { archive -> HomebrewFormula.Download? in
            guard let target = archive.target, target.os != .windows, target.arch != .armv7 else { return nil }
            let processor: HomebrewFormula.Processor =
                target.arch == .universal ? .universal : target.arch == .arm64 ? .arm : .intel
            return HomebrewFormula.Download(
                system: target.os == .macos ? .macos : .linux, processor: processor,
                url: place.address(of: archive.name, version: "\(version.version)"), sha256: archive.sha256)
        }
        guard !downloads.isEmpty else { return nil }
        let settings = project.configuration.channels.homebrew
        let programs = Set(built.filter { $0.kind == .binary && $0.target?.os != .windows }.compactMap(\.program))
            .sorted()
        var formula = HomebrewFormula(
            name: project.formulaName, description: project.resolved.description ?? project.resolved.name,
            homepage: project.resolved.homepage, version: "\(version.version)", license: project.resolved.license,
            downloads: downloads,
            programs: programs, hasResources: built.contains { $0.kind == .resource },
            extras: extras(of: archives.compactMap(\.target)), service: try service(programs),
            dependencies: settings?.dependencies.map(\.value) ?? [], caveats: settings?.caveats?.value)
        formula.conflicts = settings?.conflicts.map(\.value) ?? []
        formula.test = settings?.test?.value
        do {
            return ("\(project.formulaName).rb", try formula.ruby())
        } catch {
            throw Diagnostic(
                "cannot write the Homebrew formula", keyPath: "channels.homebrew", cause: error, exit: .needsChange)
        }
    }

    /// What to tell a project that publishes a formula, of a release that has none.
    var warning: Diagnostic? {
        guard let settings = project.configuration.channels.homebrew else { return nil }
        return Diagnostic(
            severity: .warning,
            message: "there is no Homebrew formula: no archive is for macOS, or for Linux on amd64 or arm64",
            location: settings.location, keyPath: "channels.homebrew",
            hints: ["add such a target to `builds`, or leave out `channels.homebrew`"], exit: .needsChange)
    }

    /// What the archives hold beside the programs; the same for all targets.
    private func extras(of targets: [Target]) -> HomebrewFormula.Extras {
        var extras = HomebrewFormula.Extras()
        let ofTarget = targets.sorted().lazy.compactMap { companions.completions[$0] }.first
        extras.completions = (companions.formulaCompletions ?? ofTarget ?? []).map {
            .init(shell: $0.shell, file: $0.archivePath, command: $0.command)
        }
        extras.manPages = companions.manPages.map {
            .init(file: $0.file.path, section: $0.section, language: $0.language)
        }
        extras.settings = companions.settings.compactMap { setting in
            guard setting.destination.hasPrefix("/etc/") else { return nil }
            return .init(file: setting.file.path, place: String(setting.destination.dropFirst(5)))
        }
        return extras
    }

    /// What `brew services` starts: what the channel says, else what the packages' service starts. Its environment, and
    /// when it is started again, are the packages' either way.
    private func service(_ programs: [String]) throws -> HomebrewFormula.Service? {
        guard let program = programs.first else { return nil }
        let packaged = project.configuration.packages.service
        if let arguments = project.configuration.channels.homebrew?.service?.value {
            let command = [program] + arguments.split(separator: " ").map(String.init)
            guard let packaged else { return HomebrewFormula.Service(command: command) }
            return try service(command, like: packaged)
        }
        guard let packaged, let command = packaged.command?.value,
            let words = UnitCommandWords(command)?.words, let name = words.first?.split(separator: "/").last,
            programs.contains(String(name))
        else { return nil }
        return try service(words, like: packaged)
    }

    /// A command that lives as a service of the packages does.
    private func service(_ command: [String], like service: Service) throws -> HomebrewFormula.Service {
        let keepAlive: HomebrewFormula.Service.KeepAlive =
            switch service.restart.value {
            case .always: .always
            case .no: .never
            case .onSuccess: .afterSuccess
            case .onFailure, .onAbnormal, .onAbort, .onWatchdog: .afterFailure
            }
        var environment: [String: String] = [:]
        for entry in service.environment.entries { environment[entry.key.value] = try entry.value.rendered(values) }
        return HomebrewFormula.Service(command: command, keepAlive: keepAlive, environment: environment)
    }
}
