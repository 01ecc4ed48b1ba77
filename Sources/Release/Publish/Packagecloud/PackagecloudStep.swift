// SPDX-License-Identifier: Apache-2.0

/// One thing that the packagecloud channel does.
package enum PackagecloudStep: ChannelStep, Hashable {
    case push(PackagecloudPush)

    package var description: String {
        switch self {
        case .push(let push): "push \(push.name) to \(push.distribution)"
        }
    }

    package var effect: StepEffect { .reveal }
}

/// A package that goes to a distribution.
package struct PackagecloudPush: Sendable, Hashable, Codable {
    let name: String
    /// The path in `dist/`.
    let path: String
    let sha256: String
    /// `ubuntu/noble`
    let distribution: String
}

/// What a packagecloud repository has.
package struct PackagecloudState: Sendable {
    /// The digests by distribution and file name; nil where packagecloud does not say.
    let digests: [String: [String: String?]]
    /// The versions by the distribution's name, as packagecloud has them.
    let versions: Set<String>
    let distributions: [String: PackagecloudClient.Distribution]
}
