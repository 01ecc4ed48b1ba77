// SPDX-License-Identifier: Apache-2.0
import Project

/// What a tap offers of the project.
package struct TapState: Sendable {
    /// The commit that users get; nil where the tap has none.
    let head: String?
    /// The formulae of the project that are there, by their names.
    let formulae: [String: [UInt8]]
    /// Where formulae are: `Formula/`, or what the tap has instead.
    let folder: String
    /// The page of the pull request that is open for the release, where it is made by one.
    let pullRequest: String?

    func version(of name: String) -> SemanticVersion? {
        formulae[name].flatMap { TapFormula($0).version }
    }
}

/// One thing that the Homebrew channel does.
package enum HomebrewStep: ChannelStep, Hashable {
    case write(formula: String, version: String, isNew: Bool)
    case moveBranch(place: String)
    case openPullRequest(place: String)

    package var description: String {
        switch self {
        case .write(let formula, let version, _): "let the formula \(formula) install \(version)"
        case .moveBranch(let place): "move \(place) on to the new commit"
        case .openPullRequest(let place): "open a pull request in \(place)"
        }
    }

    package var effect: StepEffect {
        switch self {
        case .write(_, _, let isNew): isNew ? .add : .replace
        case .moveBranch, .openPullRequest: .reveal
        }
    }
}
