// SPDX-License-Identifier: Apache-2.0
import Project

/// Writes a release's Homebrew formula from its archives.
struct FormulaPlan {
    let project: LoadedProject
    let version: ReleaseVersion
    let built: [Artifact]

    /// The formula's file name and text; nil where no archive is for a system of Homebrew's.
    func formula(_ archives: [Artifact]) throws -> (name: String, text: String)? {
        let downloads = archives.compactMap { archive -> HomebrewFormula.Download? in
            guard let target = archive.target, target.os != .windows, target.arch != .armv7,
                archive.name.contains(".tar.")
            else { return nil }
            let processor: HomebrewFormula.Processor =
                target.arch == .universal ? .universal : target.arch == .arm64 ? .arm : .intel
            return HomebrewFormula.Download(
                system: target.os == .macos ? .macos : .linux, processor: processor,
                url: "\(project.siteURL)/download/v\(version.version)/\(archive.name)", sha256: archive.sha256)
        }
        guard !downloads.isEmpty else { return nil }
        let settings = project.configuration.channels.homebrew
        let formula = HomebrewFormula(
            name: project.formulaName, description: project.resolved.description ?? project.resolved.name,
            homepage: project.resolved.homepage, version: "\(version.version)", license: project.resolved.license,
            downloads: downloads,
            programs: Set(built.filter { $0.kind == .binary }.compactMap(\.program)).sorted(),
            hasResources: built.contains { $0.kind == .resource },
            dependencies: settings?.dependencies.map(\.value) ?? [],
            caveats: settings?.caveats?.value)
        do {
            return ("\(project.formulaName).rb", try formula.ruby())
        } catch {
            throw Diagnostic(
                "cannot write the Homebrew formula", keyPath: "channels.homebrew", cause: error, exit: .needsChange)
        }
    }
}
