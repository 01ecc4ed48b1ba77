// SPDX-License-Identifier: Apache-2.0

/// A sink that keeps its bytes in memory.
package struct ArraySink: ByteSink, Sendable {
    /// What was written so far.
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func write(_ bytes: [UInt8]) {
        self.bytes.append(contentsOf: bytes)
    }
}
