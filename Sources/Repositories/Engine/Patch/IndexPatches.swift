// SPDX-License-Identifier: Apache-2.0

/// The newest patches of an index, the oldest first: each makes the text that the next one is applied to, and the last
/// one the index's present text.
struct IndexPatches: Sendable, Hashable, Codable {
    /// How many are kept; over zero.
    let limit: Int
    let list: [IndexPatch]

    /// - Parameters:
    ///   - list: All that lead to the present text, the oldest first.
    ///   - indexSize: The bytes of the smallest form of the index. Readers fetch the whole index where the patches they
    ///     need are larger.
    init(limit: Int, list: [IndexPatch] = [], indexSize: UInt64 = .max) {
        self.limit = limit
        var kept = list.suffix(limit)
        var size = kept.reduce(0) { $0 + $1.file.size }
        while size > indexSize, let first = kept.popFirst() { size -= first.file.size }
        self.list = Array(kept)
    }
}
