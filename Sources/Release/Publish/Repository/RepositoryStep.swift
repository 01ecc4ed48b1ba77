// SPDX-License-Identifier: Apache-2.0

/// One thing that is done to a repository.
package enum RepositoryStep: ChannelStep, Hashable {
    /// Adds a package.
    case add(RepositoryFile)
    /// Lets a track's users see what was added.
    case reveal(version: String, track: String)

    package var description: String {
        switch self {
        case .add(let file): "add \(file.name)"
        case .reveal(let version, let track): "offer \(version) on \(track)"
        }
    }

    package var effect: StepEffect {
        switch self {
        case .add: .add
        case .reveal: .reveal
        }
    }
}

/// A package in `dist/` that goes to a repository.
package struct RepositoryFile: Sendable, Hashable, Codable {
    package let name: String
    /// From `dist/`.
    package let path: String
    package let sha256: String
}
