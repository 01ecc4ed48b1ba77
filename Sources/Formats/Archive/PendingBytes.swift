// SPDX-License-Identifier: Apache-2.0

/// The bytes that a pulled stream has made and not handed out yet.
struct PendingBytes: Sendable {
    private var bytes: [UInt8] = []
    private var position = 0

    var count: Int { bytes.count - position }

    mutating func append(_ more: [UInt8]) {
        if count == 0 {
            bytes = more
            position = 0
        } else {
            if position > 0 {
                bytes.removeFirst(position)
                position = 0
            }
            bytes.append(contentsOf: more)
        }
    }

    /// Appends `count` zero bytes.
    mutating func appendZeros(_ count: Int) {
        if count > 0 { append([UInt8](repeating: 0, count: count)) }
    }

    /// Hands out the next bytes, at most `limit` of them.
    mutating func take(upTo limit: Int) -> [UInt8] {
        if position == 0, bytes.count <= limit {
            defer { bytes = [] }
            return bytes
        }
        let end = position + min(limit, count)
        defer { position = end }
        return Array(bytes[position..<end])
    }
}
