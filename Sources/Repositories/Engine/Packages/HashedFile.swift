// SPDX-License-Identifier: Apache-2.0
import Crypto
package import Effects
package import Formats

/// A file that is hashed while a reader of its format reads it, from its start to its end, once.
package final class HashedFile: ByteSource {
    private let file: FileReader
    private var hasher = SHA256()
    package private(set) var count: UInt64 = 0

    package init(_ file: FileReader) {
        self.file = file
    }

    package func read(upTo count: Int) throws -> [UInt8] {
        let bytes = try file.read(upTo: count)
        hasher.update(data: bytes)
        self.count += UInt64(bytes.count)
        return bytes
    }

    /// Reads what the format's reader left, and returns the digest of the whole file.
    ///
    /// - Throws: `FileError.changedWhileRead`, too.
    package func finish() throws -> DigestValue {
        while try !read(upTo: 1 << 20).isEmpty {}
        try file.checkUnchanged()
        return DigestValue(Array(hasher.finalize()))
    }
}
