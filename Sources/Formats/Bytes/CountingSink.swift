// SPDX-License-Identifier: Apache-2.0

/// Passes bytes on to another sink, counting them on the way.
struct CountingSink<Sink: ByteSink>: ByteSink {
    private(set) var sink: Sink
    private(set) var count: UInt64 = 0

    init(_ sink: Sink) {
        self.sink = sink
    }

    mutating func write(_ bytes: [UInt8]) throws {
        try sink.write(bytes)
        count += UInt64(bytes.count)
    }
}
