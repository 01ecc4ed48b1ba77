// SPDX-License-Identifier: Apache-2.0

/// A number of bytes as a person reads it, in decimal units: `812 B`, `9.4 MB`.
package struct ByteSize: Sendable, Hashable, CustomStringConvertible {
    package let bytes: UInt64

    package init(_ bytes: UInt64) {
        self.bytes = bytes
    }

    package var description: String {
        if bytes < 1000 { return "\(bytes) B" }
        let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
        var divisor: UInt64 = 1000
        for unit in units {
            // Rounded to tenths; 999.95 kB is 1.0 MB.
            let tenths = bytes / (divisor / 10) + (bytes % (divisor / 10) >= divisor / 20 ? 1 : 0)
            if tenths < 10_000 || unit == units.last { return "\(tenths / 10).\(tenths % 10) \(unit)" }
            divisor *= 1000
        }
        return "\(bytes) B"
    }
}
