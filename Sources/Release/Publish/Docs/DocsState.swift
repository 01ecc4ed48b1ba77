// SPDX-License-Identifier: Apache-2.0
import Project

/// What a documentation branch has.
package struct DocsState: Sendable {
    /// The commit that readers get; nil where the branch is not there yet.
    let head: String?
    /// The versions with a folder of their own.
    let versions: [SemanticVersion]
    /// The git tree of the release's own folder, and of `latest`.
    let own: String?
    let latest: String?
    /// Which of the branch's small files are there.
    let names: Set<String>
}

/// One thing that the documentation channel does.
package enum DocsStep: ChannelStep, Hashable {
    case write(folder: String, isNew: Bool, count: Int)
    case generate
    case moveBranch(branch: String, place: String)
    /// Makes a version's folder in a storage known.
    case list(version: String, place: String)
    /// Gives `latest/` of a storage a version's files.
    case fill(version: String, place: String)

    package var description: String {
        switch self {
        case .write(let folder, _, let count): "write \(folder)/, \(count) \(count == 1 ? "file" : "files")"
        case .generate: "run the command that writes the documentation"
        case .moveBranch(let branch, let place): "move \(branch) of \(place) on to the new commit"
        case .list(let version, let place): "list \(version) in \(place)"
        case .fill(let version, let place): "fill latest/ of \(place) with \(version)"
        }
    }

    package var effect: StepEffect {
        switch self {
        case .write(_, let isNew, _): isNew ? .add : .replace
        case .generate: .add
        case .moveBranch, .list, .fill: .reveal
        }
    }
}
