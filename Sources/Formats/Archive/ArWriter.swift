// SPDX-License-Identifier: Apache-2.0

/// Writes a Unix `ar` archive in the common variant, as a `.deb` uses it.
package struct ArWriter {
    package init() {}

    /// Writes one member: its header, all of `content`, and a newline where the size is odd.
    ///
    /// The archive's magic goes ahead of the first member. An `ar` archive has no end mark.
    /// - Throws: `FieldOverflow`, `ContentChanged` where `content` is not of the member's size, and what the source and the sink throw.
    package mutating func add<Source: ByteSource, Sink: ByteSink>(
        _ member: ArMember, _ content: inout Source, into sink: inout Sink
    ) throws {}

    /// Writes one member whose content is in memory.
    package mutating func add<Sink: ByteSink>(_ member: ArMember, _ content: [UInt8], into sink: inout Sink) throws {
        var source = ArraySource(content)
        try add(member, &source, into: &sink)
    }
}
