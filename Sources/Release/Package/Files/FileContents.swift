// SPDX-License-Identifier: Apache-2.0
package import Formats
import Effects
package import SystemPackage

/// The contents of an archive or a package, each file's bytes on disk or in memory.
package struct FileContents: ArchiveContents {
    /// Where an entry's bytes are.
    package enum Origin: Sendable, Hashable {
        case file(FilePath)
        case bytes([UInt8])
        /// A folder or a link, which has none.
        case none
    }

    package private(set) var entries: [ArchiveEntry] = []
    private var origins: [Origin] = []

    package init() {}

    /// Adds an entry; a regular file's size is that of its bytes, or `entry`'s own for a file on disk.
    package mutating func add(_ entry: ArchiveEntry, from origin: Origin) {
        var entry = entry
        if case .bytes(let bytes) = origin { entry.kind = .file(size: UInt64(bytes.count)) }
        entries.append(entry)
        origins.append(origin)
    }

    /// The contents in the order of their paths' bytes, folders before what is in them.
    package func sorted() -> FileContents {
        var sorted = FileContents()
        for index in entries.indices.sorted(by: {
            entries[$0].path.utf8.lexicographicallyPrecedes(entries[$1].path.utf8)
        }) {
            sorted.add(entries[index], from: origins[index])
        }
        return sorted
    }

    package func open(_ index: Int) throws -> any ByteSource {
        switch origins[index] {
        case .file(let path): FileByteSource(try FileReader(path))
        case .bytes(let bytes): ArraySource(bytes)
        case .none: ArraySource([])
        }
    }
}
