// SPDX-License-Identifier: Apache-2.0
import Formats

/// Hands out, in order, what a changed index is made of: chunks that stay, and text that is compressed anew.
struct IndexFeed {
    enum Part: Sendable {
        /// Stays as it is, and so does the state of the digest behind it.
        case kept(Int)
        /// Stays as it is, but the text ahead of it changed.
        case moved(Int)
        case text([UInt8], entries: Int)
    }

    private let old: OpenIndex?
    private let change: EntryChange
    /// The changes by chunk and place in the chunk.
    private let removed: [Int: Set<Int>]
    private let replaced: [Int: [Int: [UInt8]]]
    /// The first chunk that is merged with what is added.
    private let firstMerged: Int
    private var chunk = 0
    private var isBehindChange = false
    /// Entries of merged chunks that were not handed out yet, in reverse order.
    private var waiting: [[UInt8]] = []
    private var added: AddedEntries.Reader

    init(old: OpenIndex?, change: EntryChange) {
        self.old = old
        self.change = change
        added = AddedEntries.Reader(change.added)
        var removed: [Int: Set<Int>] = [:]
        var replaced: [Int: [Int: [UInt8]]] = [:]
        if let old {
            for place in change.removed {
                if let (chunk, entry) = old.position(of: place) { removed[chunk, default: []].insert(entry) }
            }
            for (place, text) in change.replaced {
                if let (chunk, entry) = old.position(of: place) { replaced[chunk, default: [:]][entry] = text }
            }
        }
        self.removed = removed
        self.replaced = replaced
        let sizes = old?.state.chunks.map(\.size) ?? []
        firstMerged =
            change.added.isEmpty ? sizes.count : ChunkPolicy.firstMerged(sizes: sizes, added: change.added.size)
    }

    mutating func next() throws -> Part? {
        while chunk < firstMerged, let old {
            defer { chunk += 1 }
            guard removed[chunk] != nil || replaced[chunk] != nil else {
                return isBehindChange ? .moved(chunk) : .kept(chunk)
            }
            isBehindChange = true
            let entries = try edited(chunk, old)
            if !entries.isEmpty { return .text(entries.flatMap { $0 }, entries: entries.count) }
        }
        var text: [UInt8] = []
        var count = 0
        while text.count < ChunkPolicy.full, let entry = try nextMerged() {
            // Growing it by doubling would take twice the memory.
            if text.isEmpty { text.reserveCapacity(ChunkPolicy.full + (64 << 10)) }
            text += entry
            count += 1
        }
        count += try added.read(into: &text, until: ChunkPolicy.full)
        return count == 0 ? nil : .text(text, entries: count)
    }

    /// The next entry of the chunks that are made anew.
    private mutating func nextMerged() throws -> [UInt8]? {
        while waiting.isEmpty, let old, chunk < old.state.chunks.count {
            waiting = try edited(chunk, old).reversed()
            chunk += 1
        }
        return waiting.popLast()
    }

    private func edited(_ chunk: Int, _ old: OpenIndex) throws -> [[UInt8]] {
        let gone = removed[chunk] ?? []
        let new = replaced[chunk] ?? [:]
        return try old.entries(ofChunk: chunk).enumerated().compactMap { place, entry in
            gone.contains(place) ? nil : new[place] ?? entry
        }
    }
}
