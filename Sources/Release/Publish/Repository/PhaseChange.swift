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
        guard let version = try? SemanticVersion(tag: version) else {
            throw Diagnostic("`\(version)` is no version", hint: "a version is as in 1.2.3", exit: .usage)
        }
        let manifest = Manifest(
            project: project.resolved.name, version: "\(version)", tag: nil, commit: nil, date: 0, isSnapshot: false,
            artifacts: [])
        let dist = DistFolder(path: project.folder.appending("dist"), files: machine.files, modified: 0)
        guard project.configuration.channels.apt != nil else {
            throw Diagnostic(
                "only apt offers a version in phases, and there is no channel `apt`", keyPath: "channels.apt",
                hint: "add it, or take the version back where others see it", exit: .needsChange)
        }
        let channel = try RepositoryChannel(
            .apt, project: project, machine: machine, dist: dist, manifest: manifest, track: track, phase: nil)
        let target = channel.target
        guard channel.offers("\(version)", in: try await channel.observe()) else {
            throw Diagnostic(
                "`\(channel.access.location)` does not offer \(target.package) \(version) on \(target.track)",
                hint: "`fledge status` shows what it offers", exit: .needsChange)
        }
        let listed = try await channel.observe().packages.filter {
            $0.track == target.track && $0.upstreamVersion == version.debianVersion
        }
        return try await channel.access.update(
            listed.map { package in
                .phase(
                    target.selector(of: package), track: target.track, percentage: percentage == 100 ? nil : percentage)
            }
        ).isPublished
    }
}
