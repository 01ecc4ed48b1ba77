// SPDX-License-Identifier: Apache-2.0

/// A place that takes bytes in order.
///
/// Writing blocks; a sink is used by one task at a time.
package protocol ByteSink {
    /// Appends all of `bytes`, or throws.
    mutating func write(_ bytes: [UInt8]) throws
}
