// SPDX-License-Identifier: Apache-2.0

/// Passes bytes on to another sink, counting and hashing them on the way.
struct DigestingSink<Sink: ByteSink>: ByteSink {
    private(set) var sink: Sink
    private(set) var meter = StreamMeter()

    init(_ sink: Sink) {
        self.sink = sink
    }

    mutating func write(_ bytes: [UInt8]) throws {
        try sink.write(bytes)
        meter.add(bytes)
    }
}
