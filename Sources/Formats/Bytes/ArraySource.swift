// SPDX-License-Identifier: Apache-2.0

/// A source of bytes that are in memory.
package struct ArraySource: ByteSource, Sendable {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package mutating func read(upTo count: Int) -> [UInt8] {
        let end = position + min(count, bytes.count - position)
        defer { position = end }
        return position == 0 && end == bytes.count ? bytes : Array(bytes[position..<end])
    }
}
