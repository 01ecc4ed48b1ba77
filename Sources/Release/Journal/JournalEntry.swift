// SPDX-License-Identifier: Apache-2.0

/// One line of `dist/journal.jsonl`.
package struct JournalEntry: Sendable, Hashable, Codable {
    /// What happened to the step.
    package enum Event: String, Sendable, Hashable, Codable {
        /// It is about to be done.
        case intent
        case done
        case failed
        case skipped
    }

    /// The time of writing, in seconds since 1970-01-01 00:00 UTC.
    package var time: Int64
    package var stage: StageName
    /// The step within the stage; nil for the stage as a whole.
    package var step: String?
    package var event: Event
    /// How long the step took, in seconds with a millisecond's precision.
    package var seconds: Double?
    /// What went in: the same value means that the same would come out.
    package var fingerprint: String?
    /// What came out of the whole stage.
    package var artifacts: [Artifact]?
    /// Why it failed or was skipped.
    package var reason: String?

    package init(
        time: Int64, stage: StageName, step: String? = nil, event: Event, seconds: Double? = nil,
        fingerprint: String? = nil, artifacts: [Artifact]? = nil, reason: String? = nil
    ) {
        self.time = time
        self.stage = stage
        self.step = step
        self.event = event
        self.seconds = seconds
        self.fingerprint = fingerprint
        self.artifacts = artifacts
        self.reason = reason
    }
}
