// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SystemPackage

/// A part of a file as the pieces of a request's body; a file that ends too early is an error.
struct FileBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let reader: FileReader
    let range: Range<UInt64>

    func makeAsyncIterator() -> Iterator {
        Iterator(reader: reader, offset: range.lowerBound, end: range.upperBound)
    }

    struct Iterator: AsyncIteratorProtocol {
        let reader: FileReader
        var offset: UInt64
        let end: UInt64

        mutating func next() async throws -> ByteBuffer? {
            guard offset < end else {
                try reader.checkUnchanged()
                return nil
            }
            let count = Swift.min(end - offset, UInt64(Self.pieceSize))
            var buffer = ByteBufferAllocator().buffer(capacity: Int(count))
            let had = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: Int(count)) { memory in
                try reader.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: memory.prefix(Int(count))))
            }
            guard had > 0 else { throw FileError(.read, reader.path, .changedWhileRead) }
            offset += UInt64(had)
            return buffer
        }

        private static let pieceSize = 256 << 10
    }
}
