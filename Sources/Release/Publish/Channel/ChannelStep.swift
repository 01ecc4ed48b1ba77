// SPDX-License-Identifier: Apache-2.0

/// One thing that a channel does for a release.
package protocol ChannelStep: Sendable, Codable, CustomStringConvertible {
    /// What it does to what users see.
    var effect: StepEffect { get }
}

/// What a step does to what users see.
package enum StepEffect: String, Sendable, Hashable, Codable, CaseIterable {
    /// Something that was not there before.
    case add
    /// Other content under a name that is there.
    case replace
    /// Something that is taken away.
    case remove
    /// What was prepared becomes what users get.
    case reveal
}
