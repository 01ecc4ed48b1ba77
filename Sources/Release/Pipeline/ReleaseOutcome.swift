// SPDX-License-Identifier: Apache-2.0

/// What came of running a release's stages.
package struct ReleaseOutcome: Sendable, Hashable, Codable {
    package var manifest: Manifest
    /// The last stage that ran.
    package var stage: StageName
    /// Whether this is only a plan.
    package var isDryRun: Bool
    /// Whether this is one machine's part of a release.
    package var isPartial = false
    /// What the channels did, or would do.
    package var publication: PublicationReport?
    /// How long it all took.
    package var seconds: Double
}
