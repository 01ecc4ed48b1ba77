// SPDX-License-Identifier: Apache-2.0

/// Reads a cpio stream in the `newc` form entry by entry.
package struct CpioReader<Source: ByteSource> {
    private var source: Source

    package init(_ source: Source) {
        self.source = source
    }

    /// Reads the next entry's header, passing over what is left of the content before it; nil at the trailer.
    ///
    /// - Returns: The entry with its path as stored; owner and group are their numbers, in decimal.
    /// - Throws: `ArchiveReadError`, and what the source throws.
    package mutating func next() throws -> ArchiveEntry? {
        nil
    }

    /// Reads on in the content of the entry that `next()` returned; an empty array is its end.
    package mutating func readContent(upTo count: Int) throws -> [UInt8] {
        []
    }
}
