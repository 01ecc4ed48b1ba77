// SPDX-License-Identifier: Apache-2.0
package import Effects
package import Project
package import SystemPackage

/// Looks for all that would go wrong in a release, without making one.
package struct ProjectCheck: Sendable {
    let machine: Machine

    package init(machine: Machine) {
        self.machine = machine
    }

    /// Everything found: the configuration's mistakes, or else what tools, targets, channels and the version lack.
    package func findings(_ folder: FilePath, config: String?) async throws -> [Diagnostic] {
        let (reading, repository) = try await ProjectLoading(machine: machine).read(folder, config: config)
        var found = reading.diagnostics
        guard let resolved = reading.project else { return found }
        let project = LoadedProject(resolved: resolved, warnings: [], repository: repository)
        let source = VersionSource(folder: folder, repository: repository, machine: machine)
        let version: ReleaseVersion
        do {
            version = try await source.resolve(snapshot: false, prefix: resolved.tagPrefix)
            found += VersionOrder.warnings(version.version)
        } catch {
            // Between releases no version is at HEAD, which is no fault of the project's.
            found.append(.warning("`fledge release` needs a version: \(error.message)", hint: error.hints.first))
            version = try await source.resolve(snapshot: true, prefix: resolved.tagPrefix)
        }
        let options = ReleaseOptions()
        let values = TemplateValues(project: resolved.name, version, track: "stable", environment: machine.environment)
        do {
            let plan = try BuildPlan(resolved, options: options, values: values)
            found += try await BuildObstacles(machine: machine).find(for: plan.jobs)
            found += try await LockedDependencies.warnings(project, plan, machine: machine)
            let packages = PackageFindings(project: resolved, files: machine.files)
            found += packages.relations + packages.metadata
            found += packages.missingFiles(values) + packages.scripts(values)
            found += try packages.missingPrograms(plan.jobs)
        } catch let several as Diagnostics {
            found += several.list
        }
        found += try await ChannelPreflight(machine: machine, project: project).findings(
            PublishStage.channels(of: project, options: options, isSnapshot: false), version)
        found +=
            SigningPreflight(
                project: project.configuration, options: options, isSnapshot: false, machine: machine
            ).open(last: .publish).findings
        return found + SigningObstacle.find(project.configuration.signing, last: .publish)
    }
}
