// SPDX-License-Identifier: Apache-2.0
package import Effects
import Project
import Repositories
import SystemPackage

/// A change of how many of its users are offered a version that is published already.
package struct PhaseChange: Sendable {
    let machine: Machine
    let project: LoadedProject

    package init(of project: LoadedProject, on machine: Machine) {
        self.project = project
        self.machine = machine
    }

    /// Makes the change in the repository of the channel `apt`; returns whether anything had to be changed.
    ///
    /// - Parameters:
    ///   - version: As in `1.2.3`, with or without the tag's prefix.
    ///   - percentage: From 0 to 100; 0 offers it to nobody who has not got it yet.
    ///   - track: Nil is what the version says.
    package func perform(_ version: String, percentage: Int, track: String? = nil) async throws -> Bool {
        let version = try SemanticVersion(asked: version)
        let dist = DistFolder(path: project.folder.appending("dist"), files: machine.files, modified: 0)
        guard project.configuration.channels.apt != nil else {
            throw Diagnostic(
                "only apt offers a version in phases, and there is no channel `apt`", keyPath: "channels.apt",
                hint: "add it, or take the version back where others see it", exit: .needsChange)
        }
        let channel = try RepositoryChannel(
            .apt, project: project, machine: machine, dist: dist,
            manifest: Manifest(naming: "\(version)", of: project), track: track, phase: nil)
        let target = channel.target
        let listed = try await channel.observe().listed(version, on: target.track)
        guard !listed.isEmpty else {
            throw Diagnostic(
                "`\(channel.access.location)` does not offer \(target.package) \(version) on \(target.track)",
                hint: "`fledge status` shows what it offers", exit: .needsChange)
        }
        return try await channel.access.update(
            listed.map { package in
                .phase(
                    target.selector(of: package), track: target.track, percentage: percentage == 100 ? nil : percentage)
            }
        ).isPublished
    }
}
