// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats

/// Where entries are copied from.
protocol EntrySource {
    /// The entry of one of a group's indexes at a place; nil for an index that the group does not have.
    func entry(index: Int, place: Int) throws -> [UInt8]?
}

/// The entries of a group as it is published; the chunk last looked into is kept.
final class EntryReader: EntrySource {
    private let group: OpenGroup
    private var cached: (index: Int, chunk: Int, entries: [[UInt8]])?

    init(_ group: OpenGroup) {
        self.group = group
    }

    func entry(index: Int, place: Int) throws -> [UInt8]? {
        guard group.indexes.indices.contains(index) else { return nil }
        let open = group.indexes[index]
        guard let (chunk, entry) = open.position(of: place) else {
            throw IndexTextError(index: open.format.name, offset: 0, reason: "there is no entry \(place)")
        }
        if let cached, cached.index == index, cached.chunk == chunk { return cached.entries[entry] }
        let entries = try open.entries(ofChunk: chunk)
        cached = (index, chunk, entries)
        return entries[entry]
    }
}

/// The entries of a group as an earlier generation published it, of whose files no chunk table was kept.
struct PastGroup: EntrySource {
    private let texts: [(text: [UInt8], ranges: [Range<Int>])]

    /// - Parameter files: The uncompressed text of each index.
    init(texts: [[UInt8]], entries count: Int, format: any RepositoryFormat) throws {
        self.texts = try zip(texts, format.indexes).map { text, index in
            let header = index.header(entryCount: count)
            guard text.starts(with: header), text.count >= header.count + index.footer.count,
                text.suffix(index.footer.count).elementsEqual(index.footer)
            else { throw IndexTextError(index: index.name, offset: 0, reason: "another header or footer") }
            let body = Array(text[header.count..<(text.count - index.footer.count)])
            let ranges = try index.entries(in: body)
            guard ranges.count == count else {
                throw IndexTextError(index: index.name, offset: 0, reason: "\(ranges.count) entries, not \(count)")
            }
            return (body, ranges)
        }
    }

    var count: Int { texts.first?.ranges.count ?? 0 }

    func entry(index: Int, place: Int) throws -> [UInt8]? {
        guard texts.indices.contains(index) else { return nil }
        return Array(texts[index].text[texts[index].ranges[place]])
    }
}
