// SPDX-License-Identifier: Apache-2.0
import Effects
import Project

/// Makes the channels of a project, as its configuration and the environment describe them.
struct ChannelMaking {
    let machine: Machine
    let project: LoadedProject
    let dist: DistFolder
    let manifest: Manifest
    let reporter: any Reporter

    /// The channels that this version of Fledge has.
    static let known: Set<ChannelName> = [.folder, .github, .homebrew, .packagecloud, .docs]

    /// The channel of a name; nil for one that this version does not have.
    func channel(_ name: ChannelName) throws -> (any Channel)? {
        switch name {
        case .folder: FolderChannel(project: project, machine: machine, dist: dist, manifest: manifest)
        case .github: try GitHubChannel(project: project, machine: machine, dist: dist, manifest: manifest)
        case .homebrew: try HomebrewChannel(project: project, machine: machine, dist: dist, manifest: manifest)
        case .docs: try DocsChannel.made(project: project, machine: machine, manifest: manifest, reporter: reporter)
        case .packagecloud:
            try PackagecloudChannel(project: project, machine: machine, dist: dist, manifest: manifest)
        case .apt, .yum: nil
        }
    }
}
