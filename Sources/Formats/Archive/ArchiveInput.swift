// SPDX-License-Identifier: Apache-2.0

/// The bytes of an archive as its reader takes them: headers whole, contents in pieces.
struct ArchiveInput<Source: ByteSource> {
    private var source: Source
    /// The bytes taken so far.
    private(set) var offset: UInt64 = 0
    /// What is left of the current entry's content, and of the padding behind it.
    private var contentLeft: UInt64 = 0
    private var paddingLeft = 0

    init(_ source: Source) {
        self.source = source
    }

    /// Takes exactly `count` bytes.
    mutating func take(_ count: Int) throws -> [UInt8] {
        let bytes = try takeUnlessAtEnd(count)
        guard let bytes else { throw ArchiveReadError.truncated(offset: offset) }
        return bytes
    }

    /// Takes exactly `count` bytes, or none at the end of the source: nil.
    mutating func takeUnlessAtEnd(_ count: Int) throws -> [UInt8]? {
        let bytes = try source.fill(count)
        offset += UInt64(bytes.count)
        if bytes.count == count { return bytes }
        if bytes.isEmpty { return nil }
        throw ArchiveReadError.truncated(offset: offset)
    }

    /// Says that content of `count` bytes follows, padded to a multiple of `alignment`.
    mutating func beginContent(_ count: UInt64, alignment: Int) {
        contentLeft = count
        let excess = Int(count % UInt64(alignment))
        paddingLeft = excess == 0 ? 0 : alignment - excess
    }

    /// Reads on in the current content; an empty array is its end.
    mutating func readContent(upTo count: Int) throws -> [UInt8] {
        guard contentLeft > 0, count > 0 else { return [] }
        let bytes = try source.read(upTo: Int(min(UInt64(count), contentLeft)))
        if bytes.isEmpty { throw ArchiveReadError.truncated(offset: offset) }
        offset += UInt64(bytes.count)
        contentLeft -= UInt64(bytes.count)
        return bytes
    }

    /// Passes over what is left of the current content and returns its padding.
    @discardableResult
    mutating func finishContent() throws -> [UInt8] {
        while contentLeft > 0 { _ = try readContent(upTo: 1 << 18) }
        defer { paddingLeft = 0 }
        return paddingLeft > 0 ? try take(paddingLeft) : []
    }

    /// Passes over all that is left of the source, whatever it is, in pieces that `seen` may refuse.
    mutating func drain(_ seen: (Int) throws -> Void) throws {
        while case let bytes = try source.read(upTo: 1 << 18), !bytes.isEmpty {
            offset += UInt64(bytes.count)
            try seen(bytes.count)
        }
        (contentLeft, paddingLeft) = (0, 0)
    }
}
