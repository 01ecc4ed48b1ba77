// SPDX-License-Identifier: Apache-2.0

/// A stream of bytes that is read once, from its start to its end.
///
/// Reading blocks; a source is used by one task at a time.
package protocol ByteSource {
    /// Reads the next bytes, at most `count` of them; fewer is no end, an empty array is.
    mutating func read(upTo count: Int) throws -> [UInt8]
}
