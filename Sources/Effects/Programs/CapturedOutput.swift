// SPDX-License-Identifier: Apache-2.0

/// What a program wrote to one stream: all of it, or its beginning and end when it was more than the limit.
package struct CapturedOutput: Sendable, Hashable {
    /// The first bytes; all of them unless `omitted` is over 0.
    package private(set) var head: [UInt8] = []
    /// The bytes between `head` and `tail` that were not kept.
    package private(set) var omitted = 0
    private let limit: Int
    /// A ring once it is full: the oldest byte is at `start`.
    private var ring: [UInt8] = []
    private var start = 0

    /// - Parameter limit: The bytes to keep, half of them for each end.
    package init(limit: Int = 1 << 20) {
        self.limit = max(limit, 0)
    }

    package init(_ bytes: [UInt8]) {
        self.init(limit: bytes.count * 2)
        append(bytes[...])
    }

    package var isTruncated: Bool { omitted > 0 }

    /// The last bytes; empty unless there were more than `head` holds.
    package var tail: [UInt8] {
        Array(ring[start...] + ring[..<start])
    }

    /// The bytes kept, without a mark where some are missing.
    package var bytes: [UInt8] {
        head + tail
    }

    /// The bytes kept as text: what is not UTF-8 is repaired, and a line says how much is missing.
    package var text: String {
        guard isTruncated else { return String(decoding: bytes, as: UTF8.self) }
        return String(decoding: head, as: UTF8.self) + "\n… \(omitted) bytes left out …\n"
            + String(decoding: tail, as: UTF8.self)
    }

    package mutating func append(_ bytes: ArraySlice<UInt8>) {
        let headRoom = limit - limit / 2 - head.count
        head += bytes.prefix(headRoom)
        var rest = bytes.dropFirst(headRoom)
        let capacity = limit / 2
        if rest.count > capacity {
            omitted += rest.count - capacity + ring.count
            ring = []
            start = 0
            rest = rest.suffix(capacity)
        }
        let growth = rest.prefix(capacity - ring.count)
        ring += growth
        rest = rest.dropFirst(growth.count)
        while !rest.isEmpty {
            let piece = rest.prefix(capacity - start)
            ring.replaceSubrange(start..<(start + piece.count), with: piece)
            start = (start + piece.count) % capacity
            omitted += piece.count
            rest = rest.dropFirst(piece.count)
        }
    }

    package static func == (left: CapturedOutput, right: CapturedOutput) -> Bool {
        left.head == right.head && left.omitted == right.omitted && left.tail == right.tail
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(head)
        hasher.combine(omitted)
        hasher.combine(tail)
    }
}
