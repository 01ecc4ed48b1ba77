// SPDX-License-Identifier: Apache-2.0

/// One thing that the folder channel does.
package enum FolderStep: ChannelStep, Hashable {
    /// Adds a file under `download/`.
    case add(path: String, from: String, sha256: String)
    /// Removes the download folder of a snapshot that a newer one replaces.
    case removeSnapshot(folder: String)
    /// Lets the tap offer the formula of a version.
    case offerFormula(version: String)
    /// Replaces `install.sh`.
    case writeInstallScript(version: String)
    /// Replaces `index.html`.
    case writeIndex

    package var description: String {
        switch self {
        case .add(let path, _, _): "add \(path)"
        case .removeSnapshot(let folder): "remove \(folder), a snapshot"
        case .offerFormula(let version): "let homebrew.git offer \(version)"
        case .writeInstallScript(let version): "let install.sh install \(version)"
        case .writeIndex: "write index.html"
        }
    }

    package var effect: StepEffect {
        switch self {
        case .add: .add
        case .removeSnapshot: .remove
        case .offerFormula, .writeInstallScript, .writeIndex: .replace
        }
    }
}
