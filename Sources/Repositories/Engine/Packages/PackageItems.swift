// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage

/// Packages that were read, in a file: fifty thousand of them take no memory.
struct PackageItems: Sendable {
    private let file: FileReader
    let count: Int

    /// Goes through the packages in their order.
    struct Reader {
        private static let pieceSize = 1 << 16

        private let file: FileReader
        private var offset: UInt64 = 0
        private var piece: ArraySlice<UInt8> = []

        fileprivate init(_ file: FileReader) {
            self.file = file
        }

        mutating func next() throws -> PackageItem? {
            guard try fill(8) else { return nil }
            guard let count = PackageItem.number(&piece).flatMap({ Int(exactly: $0) }), try fill(count),
                let item = PackageItem(decoding: piece.prefix(count))
            else { throw FileError(.read, file.path, .changedWhileRead) }
            piece = piece.dropFirst(count)
            return item
        }

        /// Whether so many bytes are left; then they are at hand.
        private mutating func fill(_ count: Int) throws(FileError) -> Bool {
            guard piece.count < count else { return true }
            let more = try file.read(at: offset, count: max(count - piece.count, Self.pieceSize))
            offset += UInt64(more.count)
            piece = (piece + more)[...]
            return piece.count >= count
        }
    }

    var reader: Reader { Reader(file) }

    /// Writes them, and finds those again that were written.
    final class Writer {
        private static let pieceSize = 1 << 16

        private let file: FileWriter
        private var pending: [UInt8] = []
        private var size: UInt64 = 0
        private var count = 0
        /// Where packages lie, by their fingerprints.
        private var places: [UInt64: UInt64] = [:]

        init(_ path: FilePath) throws(FileError) {
            file = try FileWriter(path)
        }

        func append(_ item: PackageItem) throws(FileError) {
            places[item.identity.fingerprint] = size
            let bytes = item.encoded
            pending += bytes
            size += UInt64(bytes.count)
            count += 1
            if pending.count >= Self.pieceSize { try flush() }
        }

        /// The package of the same identity that was written before.
        func item(_ identity: PackageIdentity) throws -> PackageItem? {
            guard let place = places[identity.fingerprint] else { return nil }
            try flush()
            let written = try FileReader(file.temporaryPath)
            var length = try written.read(at: place, count: 8)[...]
            guard let count = PackageItem.number(&length),
                let found = PackageItem(decoding: try written.read(at: place + 8, count: Int(count))[...]),
                found.identity == identity
            else { return nil }
            return found
        }

        func finish() throws(FileError) -> PackageItems {
            try flush()
            try file.commit(durably: false)
            return PackageItems(file: try FileReader(file.path), count: count)
        }

        private func flush() throws(FileError) {
            guard !pending.isEmpty else { return }
            try file.write(pending)
            pending.removeAll(keepingCapacity: true)
        }
    }

    private init(file: FileReader, count: Int) {
        self.file = file
        self.count = count
    }
}
