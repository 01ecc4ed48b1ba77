// SPDX-License-Identifier: Apache-2.0

/// Fewer bytes were left than a structure needs, or an offset lies outside of the bytes.
package struct UnexpectedEnd: Error, Sendable, Hashable {
    /// Where the reading began, in bytes from the start.
    package let offset: Int
    /// The bytes needed from there.
    package let needed: Int
    /// The bytes there are from there; 0 for an offset outside.
    package let available: Int

    package init(offset: Int, needed: Int, available: Int) {
        self.offset = offset
        self.needed = needed
        self.available = available
    }
}

extension UnexpectedEnd: CustomStringConvertible {
    package var description: String {
        "\(needed) bytes needed at offset \(offset), \(available) available"
    }
}
