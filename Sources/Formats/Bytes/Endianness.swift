// SPDX-License-Identifier: Apache-2.0

/// The order in which the bytes of an integer are stored.
package enum Endianness: Sendable, Hashable {
    /// The least significant byte first.
    case little
    /// The most significant byte first.
    case big
}
