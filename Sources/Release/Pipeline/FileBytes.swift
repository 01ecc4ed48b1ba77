// SPDX-License-Identifier: Apache-2.0
package import Effects
import Formats

/// A file as bytes of which any part can be read.
package struct FileBytes: RandomAccessBytes {
    private let reader: FileReader

    package init(_ reader: FileReader) {
        self.reader = reader
    }

    package var count: UInt64 { reader.size }

    package func read(at offset: UInt64, count: Int) throws -> [UInt8] {
        try reader.read(at: offset, count: count)
    }
}

/// A file as bytes that are read once, from its start to its end.
package struct FileByteSource: ByteSource {
    private let reader: FileReader
    private var done: UInt64 = 0

    package init(_ reader: FileReader) {
        self.reader = reader
    }

    /// - Throws: `changedWhileRead` at the end of a file that is not what it was when it was opened.
    package mutating func read(upTo count: Int) throws -> [UInt8] {
        let bytes = try reader.read(upTo: count)
        done += UInt64(bytes.count)
        if bytes.count < count || done >= reader.size { try reader.checkUnchanged() }
        return bytes
    }
}
