// SPDX-License-Identifier: Apache-2.0
package import Formats

/// One kind of index file: `Packages`, `primary.xml`.
///
/// An index is a header, the entries in the order in which they were added, and a footer. The engine keeps it in chunks
/// of whole entries, each compressed by itself: gzip members, xz blocks and zstd frames, which are joined to the file
/// that is published. A chunk that did not change is never compressed again.
package protocol IndexFormat: Sendable {
    /// The name under which the state keeps it: `Packages`, `primary`. It never changes.
    var name: String { get }

    /// The compressed forms that are published; at least one, in the order in which they are named.
    var forms: [Compression] { get }

    /// How hard its chunks are compressed.
    var level: CompressionLevel { get }

    /// Whether the publication names the digest of the uncompressed text.
    ///
    /// The digest goes on from a state saved at the last chunk that stayed, so that the header must be the same always.
    var namesUncompressed: Bool { get }

    /// How many of the newest changes of its text are published as patches, for readers that have an older one; 0 is
    /// none. Such an index names its text's digest, has no header and no footer, and its entries are whole lines.
    var patches: Int { get }

    /// What stands ahead of the first entry; a piece of its own, compressed again whenever it differs. May be empty.
    func header(entryCount: Int) -> [UInt8]

    /// What stands behind the last entry. May be empty.
    var footer: [UInt8] { get }

    /// Cuts the text of whole entries that follow each other into the entries.
    ///
    /// - Throws: `IndexTextError` for text that is not of that kind; it comes from a storage and may be anything.
    func entries(in text: [UInt8]) throws(IndexTextError) -> [Range<Int>]
}

extension IndexFormat {
    package var level: CompressionLevel { .standard }
    package var namesUncompressed: Bool { false }
    package var patches: Int { 0 }
    package var footer: [UInt8] { [] }
    package func header(entryCount: Int) -> [UInt8] { [] }
}

/// Text that is no run of whole entries of an index.
package struct IndexTextError: Error, Sendable, Hashable {
    package let index: String
    /// Where, in bytes from the start of the text.
    package let offset: Int
    package let reason: String

    package init(index: String, offset: Int, reason: String) {
        self.index = index
        self.offset = offset
        self.reason = reason
    }
}

extension IndexTextError: CustomStringConvertible {
    package var description: String { "the index `\(index)` is malformed at offset \(offset) of a chunk: \(reason)" }
}
