// SPDX-License-Identifier: Apache-2.0

/// Where an index is cut into chunks, and when small ones are merged.
///
/// What is added goes to the last chunk while that is small, so that adding one package compresses little. Small chunks
/// compress badly (xz takes a quarter more at 64 KiB, a twentieth more at 1 MiB), so that those at the end are merged
/// step by step: each byte is compressed three times in all, however many additions it took.
package enum ChunkPolicy {
    /// A last chunk below this size takes what is added.
    package static let open = 64 << 10
    /// The sizes to which the small chunks at the end are merged as soon as they have it together.
    package static let steps = [256 << 10, 1 << 20]
    /// A chunk ends with the entry that reaches this size.
    package static let full = 1 << 20
    /// How far compressors look back: half a chunk costs one byte in a thousand, and saves half of the memory.
    package static let window: UInt32 = 1 << 19

    /// The first of the chunks that are made anew together with what is added; as many as there are when none is.
    ///
    /// - Parameters:
    ///   - sizes: Of the chunks there are, in bytes of text.
    ///   - added: The bytes of text to add, over zero.
    package static func firstMerged(sizes: [Int], added: Int) -> Int {
        var first = sizes.count
        var total = added
        if let last = sizes.last, last < open {
            first -= 1
            total += last
        }
        for step in steps {
            var start = first
            var sum = total
            while start > 0, sizes[start - 1] < step {
                start -= 1
                sum += sizes[start]
            }
            if sum >= step { (first, total) = (start, sum) }
        }
        return first
    }
}
