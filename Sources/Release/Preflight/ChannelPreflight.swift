// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// Asks every channel what would stand in the way of a release, before a minute is spent on building.
struct ChannelPreflight {
    let machine: Machine
    let project: LoadedProject

    /// What the channels lack: tokens, access, a repository.
    func findings(_ names: [ChannelName], _ version: ReleaseVersion) async throws -> [Diagnostic] {
        let manifest = Manifest(
            project: project.resolved.name, version: "\(version.version)", tag: version.tag, commit: version.commit,
            date: version.date, isSnapshot: version.isSnapshot, artifacts: [])
        let dist = DistFolder(path: project.folder.appending("dist"), files: machine.files, modified: version.date)
        let making = ChannelMaking(
            machine: machine, project: project, dist: dist, manifest: manifest, reporter: Unheard(),
            names: Set(names))
        var found: [Diagnostic] = []
        var channels: [any Channel] = []
        for name in names {
            do {
                channels.append(try making.channel(name))
            } catch let error as Diagnostic {
                found.append(error)
            }
        }
        let several = try await inOrder(channels, atMost: channels.count) { channel in try await channel.preflight() }
        return found + several.flatMap { $0 }
    }
}
