// SPDX-License-Identifier: Apache-2.0

/// Writes a Unix `ar` archive in the common variant, as a `.deb` uses it.
package struct ArWriter: Sendable {
    private var isEmpty = true

    package init() {}

    /// Writes one member: its header, all of `content`, and a newline where the size is odd.
    ///
    /// The archive's magic goes ahead of the first member. An `ar` archive has no end mark.
    /// - Throws: `FieldOverflow`, `ContentChanged` where `content` is not of the member's size, and what the source and the sink throw.
    package mutating func add<Source: ByteSource, Sink: ByteSink>(
        _ member: ArMember, _ content: inout Source, into sink: inout Sink
    ) throws {
        let header = try member.header()
        try sink.write(isEmpty ? ArMember.magic + header : header)
        isEmpty = false
        var passed: UInt64 = 0
        while true {
            let piece = try content.read(upTo: 1 << 18)
            if piece.isEmpty { break }
            passed += UInt64(piece.count)
            if passed > member.size { break }
            try sink.write(piece)
        }
        guard passed == member.size else {
            throw ContentChanged(path: member.name, planned: member.size, read: min(passed, member.size + 1))
        }
        if member.size % 2 == 1 { try sink.write([UInt8(ascii: "\n")]) }
    }

    /// Writes one member whose content is in memory.
    package mutating func add<Sink: ByteSink>(_ member: ArMember, _ content: [UInt8], into sink: inout Sink) throws {
        var source = ArraySource(content)
        try add(member, &source, into: &sink)
    }
}
