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
        var body = ItemBytes()
        body.append(identity.name.utf8)
        body.append(identity.version.utf8)
        body.append(identity.architecture.utf8)
        body.append(sha256.bytes)
        body.append(size)
        switch place {
        case .upload(let path):
            body.append(0)
            body.append(path.utf8)
        case .stored(let key):
            body.append(1)
            body.append(key.utf8)
        }
        body.append(path.bytes)
        for entry in entries {
            body.append(entry.lowerBound)
            body.append(entry.upperBound)
        }
        var length = ItemBytes()
        length.append(UInt64(body.bytes.count))
        return length.bytes + body.bytes
    }

    /// - Parameter bytes: What `encoded` wrote behind the length.
    init?(decoding bytes: ArraySlice<UInt8>) {
        var rest = bytes
        guard let name = Self.text(&rest), let version = Self.text(&rest), let architecture = Self.text(&rest),
            let digest = Self.blob(&rest), let size = Self.number(&rest), let kind = Self.number(&rest),
            let place = Self.text(&rest), let path = Self.blob(&rest)
        else { return nil }
        var entries: [Range<UInt64>] = []
        while !rest.isEmpty {
            guard let start = Self.number(&rest), let end = Self.number(&rest), start <= end else { return nil }
            entries.append(start..<end)
        }
        self.init(
            identity: PackageIdentity(name: name, version: version, architecture: architecture),
            sha256: DigestValue(Array(digest)), size: size,
            place: kind == 0 ? .upload(path: place) : .stored(key: place),
            path: FilePath(bytes: Array(path)), entries: entries)
    }

    static func number(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        guard rest.count >= 8 else { return nil }
        defer { rest = rest.dropFirst(8) }
        return rest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func blob(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let count = number(&rest), count <= UInt64(rest.count) else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }

    private static func text(_ rest: inout ArraySlice<UInt8>) -> String? {
        blob(&rest).map { String(decoding: $0, as: UTF8.self) }
    }
}

private struct ItemBytes {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ number: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    mutating func append(_ text: some Collection<UInt8>) {
        append(UInt64(text.count))
        bytes.append(contentsOf: text)
    }
}
