// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Release
import SystemPackage
import TestSupport
import Testing

@Suite("The spool of a package")
struct FileSpoolTests {
    private func bytes(_ count: Int, seed: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 31 &+ seed) >> 3) }
    }

    /// Around the size of one piece, and around what is kept in memory (12 MB).
    @Test(
        "Gives back what it took, whatever the sizes",
        arguments: [[], [1], [262_143, 2, 262_144, 1], [300_000, 7, 5_000_000], [12 << 20], [12 << 20, 1, 400_000]])
    func givesBack(sizes: [Int]) throws {
        try ScratchFolder.with { folder in
            let pieces = sizes.enumerated().map { bytes($1, seed: $0) }
            var spool = FileSpool(in: FilePath(folder.path))
            for piece in pieces { try spool.write(piece) }
            #expect(spool.count == UInt64(sizes.reduce(0, +)))
            for upTo in [1 << 18, 99_999] {
                var source = try spool.rewound()
                var found: [UInt8] = []
                while true {
                    let read = try source.read(upTo: upTo)
                    #expect(read.count <= upTo)
                    if read.isEmpty { break }
                    found += read
                }
                #expect(found == pieces.flatMap { $0 })
            }
        }
    }

    @Test("Has a file only while there is much, and leaves none")
    func file() throws {
        try ScratchFolder.with { folder in
            let files = Files()
            do {
                var spool = FileSpool(in: FilePath(folder.path))
                try spool.write(bytes(12 << 20, seed: 1))
                #expect(try files.list(FilePath(folder.path)).isEmpty)
                try spool.write([1])
                #expect(try files.list(FilePath(folder.path)).count == 1)
                _ = try spool.rewound()
            }
            #expect(try files.list(FilePath(folder.path)).isEmpty)
        }
    }
}
