// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import SystemPackage

/// A package that was read and waits to be added.
struct PackageItem: Sendable, Hashable {
    let identity: PackageIdentity
    let sha256: DigestValue
    let size: UInt64
    let place: ReadPackage.Place
    let path: FilePath
    /// Where its entries lie in the spools, one of each index.
    let entries: [Range<UInt64>]

    init(
        identity: PackageIdentity, sha256: DigestValue, size: UInt64, place: ReadPackage.Place, path: FilePath,
        entries: [Range<UInt64>]
    ) {
        self.identity = identity
        self.sha256 = sha256
        self.size = size
        self.place = place
        self.path = path
        self.entries = entries
    }

    init(_ package: ReadPackage, _ path: FilePath, entries: [Range<UInt64>]) {
        self.init(
            identity: package.identity, sha256: package.sha256, size: package.size, place: package.place, path: path,
            entries: entries)
    }
}

/// As it is kept in a file for the time of one run.
extension PackageItem {
    /// Behind its own length.
    var encoded: [UInt8] {
        var body = ByteWriter()
        body.appendCounted(identity.name.utf8)
        body.appendCounted(identity.version.utf8)
        body.appendCounted(identity.architecture.utf8)
        body.appendCounted(sha256.bytes)
        body.u64(size, .big)
        switch place {
        case .upload(let path):
            body.u64(0, .big)
            body.appendCounted(path.utf8)
        case .stored(let key):
            body.u64(1, .big)
            body.appendCounted(key.utf8)
        }
        body.appendCounted(path.bytes)
        for entry in entries {
            body.u64(entry.lowerBound, .big)
            body.u64(entry.upperBound, .big)
        }
        var whole = ByteWriter()
        whole.appendCounted(body.bytes)
        return whole.bytes
    }

    /// - Parameter bytes: What `encoded` wrote behind the length.
    init?(decoding bytes: ArraySlice<UInt8>) {
        var rest = ByteReader(bytes)
        guard let item = try? Self.decoded(&rest) else { return nil }
        self = item
    }

    /// Nil where a range of entries ends before it begins.
    private static func decoded(_ rest: inout ByteReader) throws(UnexpectedEnd) -> PackageItem? {
        let identity = PackageIdentity(
            name: try rest.countedText(), version: try rest.countedText(), architecture: try rest.countedText())
        let digest = try rest.counted()
        let size = try rest.u64(.big)
        let isUpload = try rest.u64(.big) == 0
        let place = try rest.countedText()
        let path = try rest.counted()
        var entries: [Range<UInt64>] = []
        while rest.remaining > 0 {
            let (start, end) = (try rest.u64(.big), try rest.u64(.big))
            guard start <= end else { return nil }
            entries.append(start..<end)
        }
        return PackageItem(
            identity: identity, sha256: DigestValue(Array(digest)), size: size,
            place: isUpload ? .upload(path: place) : .stored(key: place), path: FilePath(bytes: Array(path)),
            entries: entries)
    }

    /// The number at the beginning, such as the length that an item stands behind.
    static func number(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var reader = ByteReader(rest)
        guard let number = try? reader.u64(.big) else { return nil }
        rest = rest.dropFirst(reader.offset)
        return number
    }
}

extension ByteWriter {
    /// Appends bytes behind their number.
    fileprivate mutating func appendCounted(_ more: some Collection<UInt8>) {
        u64(UInt64(more.count), .big)
        append(more)
    }
}

extension ByteReader {
    /// The next bytes, which stand behind their number.
    fileprivate mutating func counted() throws(UnexpectedEnd) -> ArraySlice<UInt8> {
        try bytes(count: Int(clamping: try u64(.big)))
    }

    fileprivate mutating func countedText() throws(UnexpectedEnd) -> String {
        String(decoding: try counted(), as: UTF8.self)
    }
}
