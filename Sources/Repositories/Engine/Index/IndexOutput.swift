// SPDX-License-Identifier: Apache-2.0
import Crypto
import Effects
import Formats
import SystemPackage

/// One form of a new index file while it is put together of old pieces and new ones.
///
/// The old file is read from its start to its end, whatever of it is kept, so that its digest can be compared: damage
/// in it would otherwise be handed on under a new and valid name.
struct IndexOutput {
    private let writer: FileWriter
    private var hasher = SHA256()
    private(set) var count: UInt64 = 0
    private var old: Old?
    /// Whether all that was written so far is what the old file begins with, which is hashed once for both.
    private var isCommon: Bool

    private struct Old {
        let file: FileReader
        let expected: DigestValue
        var hasher = SHA256()
        var position: UInt64 = 0
    }

    init(_ path: FilePath, replacing old: (file: FileReader, digest: DigestValue)?) throws(FileError) {
        writer = try FileWriter(path)
        self.old = old.map { Old(file: $0.file, expected: $0.digest) }
        isCommon = old != nil
    }

    mutating func write(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else { return }
        part()
        try writer.write(bytes)
        hasher.update(data: bytes)
        count += UInt64(bytes.count)
    }

    /// Copies bytes of the old file; those asked for later lie behind these.
    mutating func keep(_ range: Range<UInt64>) throws {
        try advance(to: range.lowerBound, copying: false)
        try advance(to: range.upperBound, copying: true)
    }

    /// Ends the file, and returns its digest.
    ///
    /// - Throws: `damagedObject` where the old file was not what it had to be.
    mutating func finish(oldKey: String) throws -> DigestValue {
        part()
        if let file = old?.file, let expected = old?.expected {
            try advance(to: file.size, copying: false)
            let found = DigestValue(Array((old?.hasher ?? SHA256()).finalize()))
            guard found == expected else {
                throw RepositoryError.damagedObject(oldKey, expected: expected, found: found)
            }
        }
        try writer.commit(durably: false)
        return DigestValue(Array(hasher.finalize()))
    }

    /// From here on the two files differ.
    private mutating func part() {
        if isCommon, let old { hasher = old.hasher }
        isCommon = false
    }

    private mutating func advance(to end: UInt64, copying: Bool) throws {
        guard var old, old.position < end else { return }
        if !copying { part() }
        while old.position < end {
            let bytes = try old.file.read(at: old.position, count: Int(min(end - old.position, 1 << 20)))
            if bytes.isEmpty { break }
            old.position += UInt64(bytes.count)
            old.hasher.update(data: bytes)
            if copying {
                try writer.write(bytes)
                count += UInt64(bytes.count)
                if !isCommon { hasher.update(data: bytes) }
            }
        }
        self.old = old
    }
}
