// SPDX-License-Identifier: Apache-2.0

/// Bytes of which any part can be read, in any order: a file, or an array.
///
/// Readers of executables take headers and tables from it, never the whole of it.
package protocol RandomAccessBytes {
    /// The number of bytes there are.
    var count: UInt64 { get }

    /// Returns the `count` bytes from `offset` on: all of them, or it throws.
    func read(at offset: UInt64, count: Int) throws -> [UInt8]
}

extension RandomAccessBytes {
    /// Writes all bytes to `sink`, in pieces.
    package func write(to sink: inout some ByteSink) throws {
        var source = RandomAccessSource(self)
        try source.copy(into: &sink)
    }
}

/// An array as ``RandomAccessBytes``.
package struct BytesInMemory: RandomAccessBytes, Sendable, Hashable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var count: UInt64 { UInt64(bytes.count) }

    package func read(at offset: UInt64, count: Int) throws(ExecutableError) -> [UInt8] {
        guard count >= 0, offset <= self.count, UInt64(count) <= self.count - offset else {
            throw .outOfBounds(structure: "bytes", offset: offset, count: UInt64(clamping: count), size: self.count)
        }
        let start = Int(offset)
        return Array(bytes[start..<start + count])
    }
}

/// Reads ``RandomAccessBytes`` from the first byte to the last.
package struct RandomAccessSource: ByteSource {
    private let bytes: any RandomAccessBytes
    private var position: UInt64 = 0

    package init(_ bytes: any RandomAccessBytes) {
        self.bytes = bytes
    }

    package mutating func read(upTo count: Int) throws -> [UInt8] {
        let length = min(UInt64(max(count, 0)), bytes.count - position)
        guard length > 0 else { return [] }
        let chunk = try bytes.read(at: position, count: Int(length))
        position += length
        return chunk
    }
}
