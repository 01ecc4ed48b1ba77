// SPDX-License-Identifier: Apache-2.0
package import Project

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
    associatedtype Step: ChannelStep

    var name: ChannelName { get }
    /// Where it is, for messages: `ada/hello`.
    var place: String { get }
    /// Whether `revert` takes back all that `commit` did.
    var isReversible: Bool { get }

    /// Whether that holds for the channel as it is now.
    func isReversible(in state: State) -> Bool
    /// Finds what would stand in the way of a release, before anything is built: a token, access, a name.
    func preflight() async throws -> [Diagnostic]
    /// Clears up after a run that died, so that what is observed is what users get.
    func recover() async throws
    /// Reads what the channel serves now.
    func observe() async throws -> State
    /// The version that users of the release's track get now; nil where they get none.
    func liveVersion(in state: State) -> String?
    /// Whether users can get the release's version, whatever its bytes.
    func offers(_ version: String, in state: State) -> Bool
    /// The version that new users get, for each track that has one.
    func live() async throws -> [LiveVersion]
    /// The manifest that was published with a version; nil where the channel has none.
    func publishedManifest(of version: String) async throws -> [UInt8]?
    /// Fetches the manifest's release as a user would, and compares.
    func audit(_ downloader: Downloader) async throws -> [VerificationReport.Check]
    /// Decides what to do about the release. Throws where the channel has other bytes under this version.
    func plan(from state: State) throws -> [Step]
    /// What a release will do whose files are not made yet, but named.
    func forecast(_ version: String, names: [String], from state: State) throws -> [PublicationReport.Step]
    /// Prepares all steps where no user sees it. What an earlier run prepared is used again.
    func stage(_ steps: [Step], from state: State) async throws
    /// Makes what was staged visible.
    func commit() async throws
    /// Checks that users are served what was staged.
    func verify() async throws
    /// Puts back what was served before `commit`, also where `commit` failed half way.
    func revert() async throws
    /// Removes what only this run needed; after it there is no way back.
    func finish() async throws
}

extension Channel {
    package var isReversible: Bool { true }

    package var place: String { "" }

    /// What the channel offers on `stable`, for one that has no other tracks.
    package func live() async throws -> [LiveVersion] {
        liveVersion(in: try await observe()).map { [LiveVersion(.stable, $0)] } ?? []
    }

    package func publishedManifest(of version: String) async throws -> [UInt8]? { nil }

    /// Nothing, for a channel that knows no better.
    package func audit(_ downloader: Downloader) async throws -> [VerificationReport.Check] { [] }

    package func isReversible(in state: State) -> Bool { isReversible }

    package func preflight() async throws -> [Diagnostic] { [] }

    /// All files, or the packages that a repository takes, and their becoming visible.
    package func forecast(
        _ version: String, names: [String], from state: State
    ) throws -> [PublicationReport.Step] {
        let taken = names.filter { file in
            switch name {
            case .apt: file.hasSuffix(".deb")
            case .yum: file.hasSuffix(".rpm")
            default: true
            }
        }
        return taken.map { PublicationReport.Step(effect: .add, text: $0) }
            + [PublicationReport.Step(effect: .reveal, text: "\(version) to users of \(name.rawValue)")]
    }

    /// Nothing, for a channel whose every change is one request.
    package func recover() async throws {}
}
