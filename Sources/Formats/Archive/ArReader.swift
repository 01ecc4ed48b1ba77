// SPDX-License-Identifier: Apache-2.0

/// Reads a Unix `ar` archive member by member.
package struct ArReader<Source: ByteSource> {
    private var source: Source

    package init(_ source: Source) {
        self.source = source
    }

    /// Reads the next member's header, passing over what is left of the content before it; nil at the end.
    ///
    /// - Throws: `ArchiveReadError`, and what the source throws.
    package mutating func next() throws -> ArMember? {
        nil
    }

    /// Reads on in the content of the member that `next()` returned; an empty array is its end.
    package mutating func readContent(upTo count: Int) throws -> [UInt8] {
        []
    }
}
