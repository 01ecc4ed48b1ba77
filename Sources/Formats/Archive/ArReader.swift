// SPDX-License-Identifier: Apache-2.0

/// Reads a Unix `ar` archive member by member.
package struct ArReader<Source: ByteSource> {
    private var input: ArchiveInput<Source>

    package init(_ source: Source) {
        input = ArchiveInput(source)
    }

    /// Reads the next member's header, passing over what is left of the content before it; nil at the end.
    ///
    /// - Throws: `ArchiveReadError`, and what the source throws.
    package mutating func next() throws -> ArMember? {
        if input.offset == 0 {
            guard try input.take(ArMember.magic.count) == ArMember.magic else {
                throw ArchiveReadError.malformed(field: "magic", offset: 0)
            }
        }
        let end = input.offset
        guard try input.finishContent().allSatisfy({ $0 == UInt8(ascii: "\n") }) else {
            throw ArchiveReadError.malformed(field: "padding", offset: end)
        }
        let start = input.offset
        guard let header = try input.takeUnlessAtEnd(ArMember.headerSize) else { return nil }
        let member = try ArMember(parsing: header, offset: start)
        input.beginContent(member.size, alignment: 2)
        return member
    }

    /// Reads on in the content of the member that `next()` returned; an empty array is its end.
    package mutating func readContent(upTo count: Int) throws -> [UInt8] {
        try input.readContent(upTo: count)
    }
}
