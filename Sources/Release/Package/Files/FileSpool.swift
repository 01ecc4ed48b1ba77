// SPDX-License-Identifier: Apache-2.0
import Effects
package import Formats
package import SystemPackage

/// Bytes that wait in a temporary file until their number and digest are known.
package struct FileSpool: ByteSpool {
    private let writer: FileWriter
    package private(set) var count: UInt64 = 0

    /// Begins a spool in a folder; the file disappears with the spool.
    package init(in folder: FilePath) throws {
        writer = try FileWriter(folder.appending("spool"))
    }

    package mutating func write(_ bytes: [UInt8]) throws {
        try writer.write(bytes)
        count += UInt64(bytes.count)
    }

    package mutating func rewound() throws -> any ByteSource {
        SpooledSource(reader: try FileReader(writer.temporaryPath), writer: writer)
    }
}

/// The bytes of a spool; holds on to the writer, whose end removes the file.
private struct SpooledSource: ByteSource {
    let reader: FileReader
    let writer: FileWriter

    mutating func read(upTo count: Int) throws -> [UInt8] {
        try reader.read(upTo: count)
    }
}
