// SPDX-License-Identifier: Apache-2.0

/// A spool in memory, for streams that are known to be small.
package struct ArraySpool: ByteSpool, Sendable {
    private var bytes: [UInt8] = []

    package init() {}

    package var count: UInt64 { UInt64(bytes.count) }

    package mutating func write(_ bytes: [UInt8]) {
        self.bytes.append(contentsOf: bytes)
    }

    package mutating func rewound() -> any ByteSource {
        ArraySource(bytes)
    }
}
