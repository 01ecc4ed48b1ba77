// SPDX-License-Identifier: Apache-2.0

/// A place that a release is published to, in steps that keep it whole for those who read it.
///
/// Every channel keeps these promises:
///
/// | step | promise |
/// |---|---|
/// | observe | reads from the live service what it serves now; needs nothing else |
/// | plan | says what has to be done from there; pure, and nothing to do is an empty list |
/// | stage | does all that users cannot see |
/// | commit | makes it visible, by as few and as small acts as can be |
/// | verify | reads it back as a user would |
/// | revert | undoes a commit of this run |
package protocol Channel: Sendable {
    /// What the channel serves.
    associatedtype State: Sendable
    /// One thing to be done, in words of one line.
    associatedtype Step: Sendable, Codable, CustomStringConvertible

    var name: ChannelName { get }

    /// Reads what the channel serves now.
    func observe() async throws -> State
    /// Decides what to do about the release. Throws where the channel has other bytes under this version.
    func plan(from state: State) throws -> [Step]
    /// Prepares all steps where no user sees it.
    func stage(_ steps: [Step], from state: State) async throws
    /// Makes what was staged visible.
    func commit() async throws
    /// Checks that users are served what was staged.
    func verify() async throws
    /// Puts back what was served before `commit`.
    func revert() async throws
    /// Removes what only this run needed; after it there is no way back.
    func finish() async throws
}
