// SPDX-License-Identifier: Apache-2.0

/// A file put together from parts of others and from bytes of its own, none of which is copied until it is read.
package struct SplicedBytes: RandomAccessBytes {
    package let count: UInt64
    private let pieces: [(start: UInt64, piece: Piece)]

    /// Bytes that follow the piece before.
    package enum Piece {
        case literal([UInt8])
        case zeros(UInt64)
        /// `count` bytes of another file, from `at` on.
        case part(of: any RandomAccessBytes, at: UInt64, count: UInt64)

        var count: UInt64 {
            switch self {
            case .literal(let bytes): UInt64(bytes.count)
            case .zeros(let count): count
            case .part(_, _, let count): count
            }
        }
    }

    /// Joins `pieces`; a part must lie in the file that it is of.
    package init(_ pieces: [Piece]) throws(ExecutableError) {
        var placed: [(start: UInt64, piece: Piece)] = []
        var end: UInt64 = 0
        for piece in pieces where piece.count > 0 {
            if case .part(let bytes, let offset, let count) = piece {
                guard offset <= bytes.count, count <= bytes.count - offset else {
                    throw .outOfBounds(structure: "part of a file", offset: offset, count: count, size: bytes.count)
                }
            }
            placed.append((end, piece))
            let (sum, overflow) = end.addingReportingOverflow(piece.count)
            guard !overflow else { throw .tooLarge(structure: "file", count: .max, limit: UInt64(Int64.max)) }
            end = sum
        }
        self.pieces = placed
        count = end
    }

    /// `bytes` with other ones in the places that `patches` name; these must lie in it and not overlap.
    package init(_ bytes: any RandomAccessBytes, patches: [BytePatch]) throws(ExecutableError) {
        var pieces: [Piece] = []
        var end: UInt64 = 0
        for patch in patches.sorted(by: { $0.offset < $1.offset }) {
            let count = UInt64(patch.bytes.count)
            guard patch.offset >= end, patch.offset <= bytes.count, count <= bytes.count - patch.offset else {
                throw .outOfBounds(structure: "patch", offset: patch.offset, count: count, size: bytes.count)
            }
            pieces.append(.part(of: bytes, at: end, count: patch.offset - end))
            pieces.append(.literal(patch.bytes))
            end = patch.offset + count
        }
        pieces.append(.part(of: bytes, at: end, count: bytes.count - end))
        try self.init(pieces)
    }

    package func read(at offset: UInt64, count: Int) throws -> [UInt8] {
        guard count >= 0, offset <= self.count, UInt64(count) <= self.count - offset else {
            throw ExecutableError.outOfBounds(
                structure: "bytes", offset: offset, count: UInt64(clamping: count), size: self.count)
        }
        var result: [UInt8] = []
        result.reserveCapacity(count)
        var index = firstPiece(at: offset)
        var position = offset
        while result.count < count {
            let (start, piece) = pieces[index]
            let skipped = position - start
            let length = Int(min(piece.count - skipped, UInt64(count - result.count)))
            switch piece {
            case .literal(let bytes): result += bytes[Int(skipped)..<Int(skipped) + length]
            case .zeros: result += repeatElement(0, count: length)
            case .part(let bytes, let partOffset, _):
                result += try bytes.read(at: partOffset + skipped, count: length)
            }
            position += UInt64(length)
            index += 1
        }
        return result
    }

    /// The last piece that starts at or before `offset`.
    private func firstPiece(at offset: UInt64) -> Int {
        var low = 0
        var high = pieces.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if pieces[middle].start <= offset { low = middle } else { high = middle }
        }
        return low
    }
}

/// Bytes to put in place of those in a file, from `offset` on.
package struct BytePatch: Sendable, Hashable {
    package let offset: UInt64
    package let bytes: [UInt8]

    package init(offset: UInt64, bytes: [UInt8]) {
        self.offset = offset
        self.bytes = bytes
    }
}
