// SPDX-License-Identifier: Apache-2.0
import Effects
package import Formats
package import SystemPackage

/// Bytes that wait until their number and digest are known: in memory while they are few, then in a temporary file.
package struct FileSpool: ByteSpool {
    /// The bytes that are kept in memory, at most.
    private static let capacity: UInt64 = 12 << 20
    private static let pieceSize = 1 << 18

    private let folder: FilePath
    /// What was taken, until there is a file.
    private var pieces: [[UInt8]] = []
    private var writer: FileWriter?
    package private(set) var count: UInt64 = 0

    /// Begins a spool; its file, if it comes to that, is in `folder` and disappears with the spool.
    package init(in folder: FilePath) {
        self.folder = folder
    }

    package mutating func write(_ bytes: [UInt8]) throws {
        count += UInt64(bytes.count)
        if writer == nil, count > Self.capacity {
            let file = try FileWriter(folder.appending("spool"))
            for piece in pieces { try file.write(piece) }
            pieces = []
            writer = file
        }
        if let writer { try writer.write(bytes) } else { keep(bytes) }
    }

    /// Copies bytes into pieces of one size, since what a codec hands on may hold more memory than it has bytes.
    private mutating func keep(_ bytes: [UInt8]) {
        if pieces.isEmpty || pieces[pieces.count - 1].count + bytes.count > Self.pieceSize {
            pieces.append([])
            pieces[pieces.count - 1].reserveCapacity(max(Self.pieceSize, bytes.count))
        }
        pieces[pieces.count - 1].append(contentsOf: bytes)
    }

    package mutating func rewound() throws -> any ByteSource {
        guard let writer else { return SpooledPieces(pieces: pieces) }
        return SpooledFile(reader: try FileReader(writer.temporaryPath), writer: writer)
    }
}

/// The bytes of a spool without a file.
private struct SpooledPieces: ByteSource {
    let pieces: [[UInt8]]
    private var index = 0
    private var position = 0

    init(pieces: [[UInt8]]) {
        self.pieces = pieces
    }

    mutating func read(upTo count: Int) throws -> [UInt8] {
        while index < pieces.count {
            let piece = pieces[index]
            if position == 0, piece.count <= count {
                index += 1
                if piece.isEmpty { continue }
                return piece
            }
            let end = min(piece.count, position + count)
            let part = Array(piece[position..<end])
            (index, position) = end == piece.count ? (index + 1, 0) : (index, end)
            if !part.isEmpty { return part }
        }
        return []
    }
}

/// The bytes of a spool's file; holds on to the writer, whose end removes the file.
private struct SpooledFile: ByteSource {
    let reader: FileReader
    let writer: FileWriter

    mutating func read(upTo count: Int) throws -> [UInt8] {
        try reader.read(upTo: count)
    }
}
