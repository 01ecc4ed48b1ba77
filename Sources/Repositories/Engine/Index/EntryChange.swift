// SPDX-License-Identifier: Apache-2.0

/// How the entries of one index change. Places count from 0 in the order of the entries.
struct EntryChange: Sendable {
    var removed: Set<Int> = []
    var replaced: [Int: [UInt8]] = [:]
    /// What is added behind the last entry.
    var added = AddedEntries()

    var isEmpty: Bool { removed.isEmpty && replaced.isEmpty && added.isEmpty }
}
