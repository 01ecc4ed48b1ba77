// SPDX-License-Identifier: Apache-2.0

/// A place that takes bytes whose length must be known before they are written elsewhere.
///
/// A `.deb` names the size of its data member ahead of it, an `.rpm` the digest of its payload:
/// the compressed stream waits here meanwhile, in a temporary file where it may be large.
package protocol ByteSpool: ByteSink {
    /// The number of bytes taken so far.
    var count: UInt64 { get }

    /// Ends the writing and returns a source of all the bytes taken.
    mutating func rewound() throws -> any ByteSource
}
