// SPDX-License-Identifier: Apache-2.0
package import Project
package import SystemPackage

/// What the command line asks of a release, parsed and free of contradictions.
package struct ReleaseOptions: Sendable, Hashable {
    /// Release the working tree as it is, under a version of its own, to nowhere but this machine.
    package var isSnapshot = false
    /// Say what would be done, and do nothing.
    package var isDryRun = false
    /// Let warnings fail the release.
    package var isStrict = false
    /// Empty `dist/` first, except for its `site/`.
    package var isClean = false
    /// Build what this machine can, into a partial `dist/`.
    package var isSplit = false
    /// Build for this machine alone.
    package var isSingleTarget = false
    /// Build for these targets alone; empty is all that the project names.
    package var targets: [Target] = []
    /// Targets to leave out on purpose, such as those that this machine can't build.
    package var skippedTargets: Set<Target> = []
    /// Partial `dist/` folders of other machines, to be joined instead of building.
    package var merged: [FilePath] = []
    /// Stages and channels to leave out.
    package var skipped: Set<String> = []
    /// Publish to these channels alone.
    package var channels: Set<String>?
    /// The stability ring to publish to; nil is `stable`, or `beta` for a prerelease.
    package var track: String?
    /// To how many percent of its users the version is offered at first, where the package manager has that; nil is all.
    package var phase: Int?
    /// How long channels may take.
    package var deadlines = StepDeadlines()

    package init() {}

    /// Whether a stage is to be left out.
    package func skips(_ stage: StageName) -> Bool { skipped.contains(stage.rawValue) }
}
