// SPDX-License-Identifier: Apache-2.0
import SystemPackage

/// Standard error, which people read along.
enum StandardError {
    /// Writes what can be written: that nobody reads along any more, or that a log's disk is full, does not end the work.
    @Sendable static func write(_ text: String) {
        try? FileDescriptor.standardError.writeWhole(Array(text.utf8))
    }
}
