// SPDX-License-Identifier: Apache-2.0

package import Effects
package import SystemPackage

extension ResolvedProject {
    /// Reads a project's configuration, if there is one, and detects what it does not say.
    ///
    /// - Parameter configuration: The configuration file, when the user names one; nil is where it is looked for.
    package static func load(
        _ folder: FilePath, configuration named: FilePath? = nil, history: ProjectHistory, on machine: Machine
    ) async -> ProjectReading {
        var diagnostics: [Diagnostic] = []
        do throws(Diagnostic) {
            let (file, decoded) = try configuration(in: folder, named: named, on: machine, &diagnostics)
            diagnostics += decoded.diagnostics
            guard !decoded.hasErrors else { return ProjectReading(project: nil, diagnostics: diagnostics) }
            let tools: ProjectDetection.Tools = needsTools(decoded.configuration) ? .asked : .leftAlone
            let detection = try await ProjectDetection.detect(in: folder, history: history, on: machine, tools: tools)
            var project = resolve(
                decoded.configuration, file: file, detection, folder: folder, files: machine.files, &diagnostics)
            project.origin = history.origin
            let isComplete = !diagnostics.contains { $0.severity == .error }
            return ProjectReading(project: isComplete ? project : nil, diagnostics: diagnostics)
        } catch {
            return ProjectReading(project: nil, diagnostics: diagnostics + [error])
        }
    }

    /// Reads a project's configuration alone; throws its first mistakes.
    package static func configuration(
        of folder: FilePath, named: FilePath? = nil, on machine: Machine
    ) throws(Diagnostic) -> (configuration: Configuration, diagnostics: [Diagnostic]) {
        var diagnostics: [Diagnostic] = []
        let decoded = try configuration(in: folder, named: named, on: machine, &diagnostics).decoded
        return (decoded.configuration, diagnostics + decoded.diagnostics)
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

    private static func configuration(
        in folder: FilePath, named: FilePath?, on machine: Machine, _ diagnostics: inout [Diagnostic]
    ) throws(Diagnostic) -> (file: String?, decoded: DecodedConfiguration) {
        do throws(FileError) {
            let path: FilePath
            let place: String
            if let named {
                (path, place) = (named, named.string)
            } else {
                let found = try ConfigurationFile.find(in: folder, files: machine.files)
                diagnostics += found.warnings
                guard let first = found.place else {
                    return (nil, DecodedConfiguration(configuration: Configuration(), diagnostics: []))
                }
                (path, place) = (folder.appending(first), first)
            }
            let bytes = try machine.files.read(path, limit: YAMLReader.largestFile + 1)
            return (place, Configuration.decode(bytes, file: place, environment: machine.environment))
        } catch {
            if case .larger = error.reason {
                throw Diagnostic(
                    "the configuration is larger than \(YAMLReader.largestFile / 1024) KiB", cause: error,
                    exit: .configuration)
            }
            throw Diagnostic("cannot read the configuration", cause: error, exit: .configuration)
        }
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
