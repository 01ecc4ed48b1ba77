// SPDX-License-Identifier: Apache-2.0

extension ByteSource {
    /// Reads `count` bytes, fewer only where the stream ends.
    package mutating func fill(_ count: Int) throws -> [UInt8] {
        var bytes = try read(upTo: count)
        guard !bytes.isEmpty, bytes.count < count else { return bytes }
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let more = try read(upTo: count - bytes.count)
            if more.isEmpty { break }
            bytes.append(contentsOf: more)
        }
        return bytes
    }

    /// Reads all that is left, at most `limit` bytes.
    package mutating func readAll(limit: Int) throws -> [UInt8] {
        let bytes = try fill(limit)
        guard bytes.count == limit, try !read(upTo: 1).isEmpty else { return bytes }
        throw FieldOverflow(field: "stream", value: "more than \(limit) bytes", limit: limit)
    }

    /// Passes all that is left to `sink`, in pieces of at most `pieceSize` bytes.
    ///
    /// - Returns: The number of bytes passed.
    @discardableResult
    package mutating func copy<Sink: ByteSink>(into sink: inout Sink, pieceSize: Int = 1 << 18) throws -> UInt64 {
        var count: UInt64 = 0
        while true {
            let piece = try read(upTo: pieceSize)
            if piece.isEmpty { return count }
            count += UInt64(piece.count)
            try sink.write(piece)
        }
    }
}
