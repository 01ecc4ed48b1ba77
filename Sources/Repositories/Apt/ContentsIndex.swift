// SPDX-License-Identifier: Apache-2.0
package import Formats

/// The file `Contents-<architecture>`: which package each file is in, as apt-file asks.
///
/// A package's lines stand together, with an empty one behind them: readers pass over what is no such line, and need no
/// order.
package struct ContentsIndex: IndexFormat {
    package static let fileName = "Contents"

    package let name = Self.fileName
    package let forms: [Compression] = [.gzip]
    package let namesUncompressed = true

    package init() {}

    package func entries(in text: [UInt8]) throws(IndexTextError) -> [Range<Int>] {
        let (ranges, end) = ParagraphText.ranges(in: text)
        guard end == text.count else {
            throw IndexTextError(index: name, offset: end, reason: "lines without an empty one behind them")
        }
        return ranges
    }
}

/// A package's lines in `Contents`.
struct ContentsEntry {
    /// Bytes; a package of a million files has fewer.
    static let limit = 128 << 20

    private(set) var text: [UInt8] = []
    private let owner: [UInt8]

    /// - Parameters:
    ///   - section: The field `Section`, which goes ahead of the name.
    init(package: String, section: String?) {
        let section = section.map { $0.utf8.filter { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ",") } } ?? []
        owner = section.isEmpty ? Array(package.utf8) : section + [UInt8(ascii: "/")] + Array(package.utf8)
    }

    /// Adds a file or a link; folders are not listed, and no line can say a name with a line break in it.
    mutating func add(_ file: ArchiveEntry) throws(AptError) {
        guard file.kind != .directory, !file.path.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return }
        text += file.path.utf8
        text.append(0x09)
        text += owner
        text.append(0x0A)
        if text.count > Self.limit { throw .listsTooMuch(limit: Self.limit) }
    }

    /// The lines with the empty one behind them.
    var entry: [UInt8] { text + [0x0A] }
}
