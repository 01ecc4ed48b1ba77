// SPDX-License-Identifier: Apache-2.0
import SystemPackage
package import Effects
package import Project

/// Whether a Swift package's dependencies are locked, so that its release can be repeated.
package enum LockedDependencies {
    /// A warning for a Swift project with dependencies and no committed Package.resolved.
    static func warnings(_ project: LoadedProject, _ plan: BuildPlan, machine: Machine) async throws -> [Diagnostic] {
        let isSwift = plan.jobs.contains { job in if case .swift = job.recipe { true } else { false } }
        guard isSwift else { return [] }
        return try await warnings(in: project, machine: machine)
    }

    package static func warnings(in project: LoadedProject, machine: Machine) async throws -> [Diagnostic] {
        let manifest = project.folder.appending("Package.swift")
        guard try machine.files.exists(manifest) else { return [] }
        // A dependency by path is part of the commit, and has no entry in Package.resolved.
        let text = try machine.files.readText(manifest, limit: 1 << 20).filter { !$0.isWhitespace }
        guard [".package(url:", ".package(id:", ".package(name:"].contains(where: text.contains) else { return [] }
        guard try machine.files.exists(project.folder.appending("Package.resolved")) else {
            return [
                warning(
                    "there is no Package.resolved", hint: "run `swift package resolve`, and commit Package.resolved")
            ]
        }
        guard let repository = project.repository,
            try await !repository.isTracked(repository.subfolder.appending("Package.resolved"))
        else { return [] }
        return [
            warning(
                "Package.resolved is not committed",
                hint: "take it out of .gitignore, and run `git add Package.resolved`")
        ]
    }

    private static func warning(_ what: String, hint: String) -> Diagnostic {
        .warning(
            "\(what), so this release can't be repeated: its dependencies are whatever is newest then", hint: hint)
    }
}
