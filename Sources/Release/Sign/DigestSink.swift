// SPDX-License-Identifier: Apache-2.0
import Formats

/// A sink that keeps no byte, only their number and digest.
struct DigestSink: ByteSink {
    private var meter = StreamMeter()

    var count: UInt64 { meter.count }

    mutating func write(_ bytes: [UInt8]) { meter.add(bytes) }

    /// 64 hexadecimal digits.
    var sha256: String { meter.digest.description }
}
