// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Which version is being released, and of what.
package struct ReleaseVersion: Sendable, Hashable, Codable {
    package let version: SemanticVersion
    /// The tag it is released from; nil for a snapshot.
    package let tag: String?
    /// The full name of the commit; nil for a snapshot of a folder that git knows nothing of.
    package let commit: String?
    /// The first seven digits of `commit`.
    package var shortCommit: String? { commit.map { String($0.prefix(7)) } }
    /// The commit's time, or `SOURCE_DATE_EPOCH`, in seconds since 1970-01-01 00:00 UTC.
    package let date: Int64
    package let isSnapshot: Bool
    /// The tag of the highest lower version among the commit's ancestors; of a snapshot, the highest version's.
    package let previousTag: String?

    package init(
        version: SemanticVersion, tag: String?, commit: String?, date: Int64, isSnapshot: Bool = false,
        previousTag: String? = nil
    ) {
        self.version = version
        self.tag = tag
        self.commit = commit
        self.date = date
        self.isSnapshot = isSnapshot
        self.previousTag = previousTag
    }

    /// The date in UTC, as RFC 3339 has it: `2026-03-01T12:00:00Z`.
    package var dateText: String {
        // By Foundation, since `Formats` and its days are none of this module's.
        Date(timeIntervalSince1970: TimeInterval(date)).formatted(.iso8601)
    }
}
