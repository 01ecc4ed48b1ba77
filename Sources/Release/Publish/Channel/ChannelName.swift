// SPDX-License-Identifier: Apache-2.0
package import Project

/// The places that users install from.
package enum ChannelName: String, Sendable, Hashable, Codable, CaseIterable {
    case folder, github, homebrew, apt, yum, packagecloud, docs

    /// The channels that a configuration names, in this enumeration's order; the folder where it names none.
    package static func configured(in channels: Channels) -> [ChannelName] {
        let named = allCases.filter { name in
            switch name {
            case .folder: channels.folder != nil
            case .github: channels.github != nil
            case .homebrew: channels.homebrew != nil
            case .apt: channels.apt != nil
            case .yum: channels.yum != nil
            case .packagecloud: channels.packagecloud != nil
            case .docs: channels.docs != nil
            }
        }
        return named.isEmpty ? [.folder] : named
    }

    /// The order in which channels become visible: what is pointed at before what points at it, and what can't be taken
    /// back after all that can.
    package static let commitOrder: [ChannelName] = [.github, .apt, .yum, .folder, .homebrew, .docs, .packagecloud]

    /// The place in `commitOrder`.
    var commitPosition: Int { Self.commitOrder.firstIndex(of: self) ?? Self.commitOrder.count }
}
