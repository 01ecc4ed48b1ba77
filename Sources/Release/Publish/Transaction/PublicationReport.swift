// SPDX-License-Identifier: Apache-2.0

/// What publishing did to the channels, or would do.
package struct PublicationReport: Sendable, Hashable, Codable {
    /// What one channel does, in the order in which the channels become visible.
    package struct Publication: Sendable, Hashable, Codable {
        package var channel: ChannelName
        /// The version that users got before; nil where they got none.
        package var live: String?
        /// What is done; empty where nothing has to be.
        package var steps: [Step]
        /// Whether it can be taken back when a later channel fails.
        package var isReversible: Bool

        package init(channel: ChannelName, live: String?, steps: [Step], isReversible: Bool) {
            self.channel = channel
            self.live = live
            self.steps = steps
            self.isReversible = isReversible
        }

        init(_ channel: any PreparedChannel) {
            self.init(
                channel: channel.name, live: channel.liveVersion,
                steps: channel.steps.map { Step(effect: $0.effect, text: $0.description) },
                isReversible: channel.isReversible)
        }

        enum CodingKeys: String, CodingKey {
            case channel, live, steps
            case isReversible = "reversible"
        }
    }

    package struct Step: Sendable, Hashable, Codable {
        package var effect: StepEffect
        /// What is done, in one line.
        package var text: String

        package init(effect: StepEffect, text: String) {
            self.effect = effect
            self.text = text
        }

        init(_ step: some ChannelStep) {
            self.init(effect: step.effect, text: step.description)
        }
    }

    package var publications: [Publication]
    /// How long the channels differed: from the first commit's beginning to the last one's end, in seconds; nil where
    /// nothing was committed.
    package var visibleWindow: Double?

    package init(publications: [Publication], visibleWindow: Double?) {
        self.publications = publications
        self.visibleWindow = visibleWindow
    }
}
