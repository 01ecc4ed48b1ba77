// SPDX-License-Identifier: Apache-2.0

/// What a promotion did to the channels, or would do.
package struct PromotionReport: Sendable, Hashable, Codable {
    /// What becomes of one channel.
    package struct Row: Sendable, Hashable, Codable {
        package let channel: ChannelName
        /// Where it is, such as `s3://packages`.
        package let place: String
        /// The packages that users of the other track get now; empty where they had them.
        package let packages: [String]
        /// Whether the packages left the place where they were.
        package let isMoved: Bool

        enum CodingKeys: String, CodingKey {
            case channel, place, packages
            case isMoved = "moved"
        }
    }

    package let version: String
    package let from: String
    package let to: String
    package let channels: [Row]
}
