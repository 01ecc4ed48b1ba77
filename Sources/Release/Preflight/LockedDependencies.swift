// SPDX-License-Identifier: Apache-2.0
import SystemPackage
package import Effects
package import Project

/// Whether a Swift package's dependencies are locked, so that its release can be repeated.
package enum LockedDependencies {
    /// A warning for a Swift project with dependencies and no committed Package.resolved.
    static func warnings(_ project: LoadedProject, _ plan: BuildPlan, machine: Machine) throws -> [Diagnostic] {
        let isSwift = plan.jobs.contains { job in if case .swift = job.recipe { true } else { false } }
        guard isSwift else { return [] }
        return try warnings(in: project, machine: machine)
    }

    package static func warnings(in project: LoadedProject, machine: Machine) throws -> [Diagnostic] {
        let manifest = project.folder.appending("Package.swift")
        guard try machine.files.exists(manifest),
            try !machine.files.exists(project.folder.appending("Package.resolved"))
        else { return [] }
        guard try machine.files.readText(manifest, limit: 1 << 20).contains(".package(") else { return [] }
        return [
            .warning(
                "there is no Package.resolved, so this release can't be repeated: its dependencies are whatever is newest then",
                hint: "run `swift package resolve`, and commit Package.resolved")
        ]
    }
}
