// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// Makes the channels of a project, as its configuration and the environment describe them.
struct ChannelMaking {
    let machine: Machine
    let project: LoadedProject
    let dist: DistFolder
    let manifest: Manifest
    let reporter: any Reporter
    /// The channels that the run publishes to.
    var names = Set(ChannelName.allCases)
    /// Where the release goes; nil is what its version says.
    var track: String?
    /// To how many percent of its users the release is offered at first, where the package manager has that; nil is all.
    var phase: Int?
    /// Makes the project's folder as it is at the release's commit, apart from the user's; nil where nothing is published.
    var source: (@Sendable () async throws -> FilePath)?

    /// The channel of a name.
    func channel(_ name: ChannelName) throws -> any Channel {
        switch name {
        case .folder:
            try FolderChannel(project: project, machine: machine, dist: dist, manifest: manifest, track: track)
        case .github: try GitHubChannel(project: project, machine: machine, dist: dist, manifest: manifest)
        case .homebrew: try HomebrewChannel(project: project, machine: machine, dist: dist, manifest: manifest)
        case .docs:
            try DocsChannel.made(
                project: project, machine: machine, manifest: manifest, reporter: reporter, export: source)
        case .packagecloud:
            try PackagecloudChannel(
                project: project, machine: machine, dist: dist, manifest: manifest, track: track)
        case .apt, .yum:
            try RepositoryChannel(
                name, project: project, machine: machine, dist: dist, manifest: manifest, track: track, phase: phase,
                beside: names)
        }
    }
}
