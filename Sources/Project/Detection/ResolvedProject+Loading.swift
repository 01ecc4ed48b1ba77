// SPDX-License-Identifier: Apache-2.0

package import Effects
package import SystemPackage

extension ResolvedProject {
    /// Takes what a project's configuration says, and detects what it does not say.
    package static func load(
        _ folder: FilePath, _ reading: ConfigurationReading, history: ProjectHistory, on machine: Machine
    ) async -> ProjectReading {
        var diagnostics = reading.diagnostics
        guard let decoded = reading.decoded, !decoded.hasErrors else {
            return ProjectReading(project: nil, diagnostics: diagnostics)
        }
        do throws(Diagnostic) {
            let tools: ProjectDetection.Tools = needsTools(decoded.configuration) ? .asked : .leftAlone
            let detection = try await ProjectDetection.detect(in: folder, history: history, on: machine, tools: tools)
            var project = resolve(
                decoded.configuration, file: reading.file, detection, folder: folder, files: machine.files,
                &diagnostics)
            project.origin = history.origin
            let isComplete = !diagnostics.contains { $0.severity == .error }
            return ProjectReading(project: isComplete ? project : nil, diagnostics: diagnostics)
        } catch {
            return ProjectReading(project: nil, diagnostics: diagnostics + [error])
        }
    }

    /// Puts together what a configuration says and what was detected; what is missing or wrong is added to the
    /// diagnostics.
    package static func resolve(
        _ configuration: Configuration, file: String?, _ detection: ProjectDetection, folder: FilePath, files: Files,
        _ diagnostics: inout [Diagnostic]
    ) -> ResolvedProject {
        var resolver = BuildResolver(configuration: configuration, detection: detection, folder: folder, files: files)
        let maintainer = configuration.maintainer?.value ?? detection.maintainer
        let name = configuration.name?.value ?? resolver.soleName ?? detection.name
        let project = ResolvedProject(
            folder: folder, configuration: configuration, configurationFile: file, name: name,
            description: configuration.description?.value ?? detection.description,
            homepage: configuration.homepage?.value ?? detection.homepage,
            license: configuration.license?.value ?? detection.license, maintainer: maintainer,
            vendor: configuration.vendor?.value
                ?? maintainer.map { String($0.prefix { $0 != "<" }.reversed().drop { $0 == " " }.reversed()) },
            builds: resolver.builds(projectName: name), tagPrefix: configuration.tagPrefix?.value ?? ""
        )
        diagnostics += resolver.diagnostics + project.missingMetadata
        return project
    }

    private var missingMetadata: [Diagnostic] {
        var warnings: [Diagnostic] = []
        if license == nil {
            warnings.append(
                .warning(
                    "the project has no licence that is known", keyPath: "license",
                    hint: "add a LICENSE file, or say `license: MIT` (an SPDX identifier)"))
        }
        if maintainer == nil {
            warnings.append(
                .warning(
                    "the project has no maintainer", keyPath: "maintainer",
                    hint: "say `maintainer: Name <address>`, or set `user.name` and `user.email` in git"))
        }
        if description == nil {
            warnings.append(
                .warning(
                    "the project has no description", keyPath: "description",
                    hint: "say `description:`, or begin the README with one sentence"))
        }
        return warnings
    }

    /// Whether some build leaves to the build tool what it builds, or names a product that has to be there.
    private static func needsTools(_ configuration: Configuration) -> Bool {
        configuration.builds.isEmpty
            || configuration.builds.contains { build in
                switch build.builder?.value {
                case .prebuilt, .command: false
                case .go: build.package == nil
                case .swift, nil: true
                }
            }
    }
}
