// SPDX-License-Identifier: Apache-2.0

/// A channel that was observed and planned for: what it serves, what is to be done, and the doing of it.
protocol PreparedChannel: Sendable {
    var name: ChannelName { get }
    var isReversible: Bool { get }
    /// The version that users get now.
    var liveVersion: String? { get }
    /// What is to be done, in order; empty where the channel has the release already.
    var steps: [any ChannelStep] { get }

    func stage() async throws
    func commit() async throws
    func verify() async throws
    func revert() async throws
    func finish() async throws
}

extension Channel {
    /// Observes the channel and plans the release for it.
    func prepared() async throws -> any PreparedChannel {
        let state = try await observe()
        return Prepared(channel: self, state: state, planned: try plan(from: state))
    }
}

private struct Prepared<C: Channel>: PreparedChannel {
    let channel: C
    let state: C.State
    let planned: [C.Step]

    var name: ChannelName { channel.name }
    var isReversible: Bool { channel.isReversible(in: state) }
    var liveVersion: String? { channel.liveVersion(in: state) }
    var steps: [any ChannelStep] { planned }

    func stage() async throws { try await channel.stage(planned, from: state) }
    func commit() async throws { try await channel.commit() }
    func verify() async throws { try await channel.verify() }
    func revert() async throws { try await channel.revert() }
    func finish() async throws { try await channel.finish() }
}
