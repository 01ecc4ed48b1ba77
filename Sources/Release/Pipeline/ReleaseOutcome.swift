// SPDX-License-Identifier: Apache-2.0

/// What came of running a release's stages.
package struct ReleaseOutcome: Sendable, Hashable, Codable {
    /// One thing that a channel did, or would do.
    package struct Publication: Sendable, Hashable, Codable {
        package var channel: String
        /// What was done, each in one line; empty where nothing had to be.
        package var steps: [String]

        package init(channel: String, steps: [String]) {
            self.channel = channel
            self.steps = steps
        }
    }

    package var manifest: Manifest
    /// The last stage that ran.
    package var stage: StageName
    /// Whether this is only a plan.
    package var isDryRun: Bool
    package var publications: [Publication]
    /// How long it all took.
    package var seconds: Double
}
