// SPDX-License-Identifier: Apache-2.0

/// One thing that the folder channel does.
package enum FolderStep: ChannelStep, Hashable {
    /// Adds a file under `download/`.
    case add(path: String, from: String, sha256: String)
    /// Removes the download folder of a snapshot that a newer one replaces.
    case removeSnapshot(folder: String)
    /// Lets the tap offer the formula of a version.
    case offerFormula(version: String)
    /// Lets the APT or YUM repository offer packages on a track, and none of earlier snapshots.
    case offerPackages(repository: String, names: [String], track: String)
    /// Signs both repositories anew: with another key, or for another address.
    case renewRepositories
    /// Replaces `install.sh`.
    case writeInstallScript(version: String)
    /// Replaces `index.html`.
    case writeIndex

    /// Whether it is done by publishing the repositories.
    var isOfRepositories: Bool {
        switch self {
        case .offerPackages, .renewRepositories: true
        default: false
        }
    }

    package var description: String {
        switch self {
        case .add(let path, _, _): "add \(path)"
        case .removeSnapshot(let folder): "remove \(folder), a snapshot"
        case .offerFormula(let version): "let homebrew.git offer \(version)"
        case .offerPackages(let repository, let names, let track):
            names.isEmpty
                ? "take earlier snapshots out of \(repository)/"
                : "let \(repository)/ offer \(names.joined(separator: ", ")) on \(track)"
        case .renewRepositories: "sign apt/ and yum/ anew"
        case .writeInstallScript(let version): "let install.sh install \(version)"
        case .writeIndex: "write index.html"
        }
    }

    package var effect: StepEffect {
        switch self {
        case .add: .add
        case .removeSnapshot: .remove
        case .offerFormula, .offerPackages, .renewRepositories, .writeInstallScript, .writeIndex: .replace
        }
    }
}
