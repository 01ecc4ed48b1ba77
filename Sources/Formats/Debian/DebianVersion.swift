// SPDX-License-Identifier: Apache-2.0

/// A Debian package version, ordered as `dpkg --compare-versions` orders it.
///
/// Sort with this type, never with `String`: `1.10` comes after `1.2`, and a tilde sorts before
/// everything, even the end of the version. Two versions are equal when neither sorts before the
/// other: `1.0`, `0:1.0` and `1.00-0` are. Debian Policy 5.6.12.
package struct DebianVersion: Sendable {
    /// Zero where the text names none.
    package let epoch: UInt32
    package let upstream: String
    /// The part behind the last hyphen; nil where there is none.
    package let revision: String?

    /// Creates a version from `[epoch:]upstream[-revision]`.
    package init(parsing text: String) throws(DebianVersionError) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw .empty }
        var rest = bytes[...]
        var epoch: UInt32 = 0
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            let digits = bytes[..<colon]
            // dpkg keeps epochs in a C int.
            guard !digits.isEmpty, digits.allSatisfy(\.isASCIIDigit),
                let number = Int32(String(decoding: digits, as: UTF8.self))
            else { throw .invalidEpoch(version: text) }
            epoch = UInt32(number)
            rest = bytes[(colon + 1)...]
        }
        var revision: ArraySlice<UInt8>?
        if let hyphen = rest.lastIndex(of: UInt8(ascii: "-")) {
            revision = rest[(hyphen + 1)...]
            rest = rest[..<hyphen]
        }
        guard let first = rest.first else { throw .emptyUpstream(version: text) }
        guard first.isASCIIDigit else { throw .upstreamWithoutLeadingDigit(version: text) }
        if let revision, revision.isEmpty { throw .emptyRevision(version: text) }
        let inUpstream: (UInt8) -> Bool = { byte in
            byte.isASCIIAlphanumeric || ".+-~".utf8.contains(byte)
        }
        let inRevision: (UInt8) -> Bool = { byte in byte.isASCIIAlphanumeric || ".+~".utf8.contains(byte) }
        if let bad = rest.firstIndex(where: { !inUpstream($0) })
            ?? revision?.firstIndex(where: { !inRevision($0) })
        {
            throw .invalidByte(version: text, offset: bad)
        }
        self.epoch = epoch
        self.upstream = String(decoding: rest, as: UTF8.self)
        self.revision = revision.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether two texts are spelled alike, which equal versions need not be.
    package func isSpelled(as other: DebianVersion) -> Bool { description == other.description }
}

/// What a text lacks to be a `DebianVersion`.
package enum DebianVersionError: Error, Sendable, Hashable {
    case empty
    case emptyUpstream(version: String)
    case emptyRevision(version: String)
    case invalidEpoch(version: String)
    case upstreamWithoutLeadingDigit(version: String)
    /// A byte that versions may not have, `offset` bytes into the text.
    case invalidByte(version: String, offset: Int)
}

extension DebianVersionError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .empty: "a Debian version is empty"
        case .emptyUpstream(let version): "the Debian version `\(version)` has no upstream part"
        case .emptyRevision(let version): "the Debian version `\(version)` ends in a hyphen"
        case .invalidEpoch(let version): "the epoch of the Debian version `\(version)` is no number up to 2147483647"
        case .upstreamWithoutLeadingDigit(let version): "the Debian version `\(version)` does not start with a digit"
        case .invalidByte(let version, let offset):
            "the Debian version `\(version)` has a character at byte \(offset) that versions may not have"
        }
    }
}

extension DebianVersion: CustomStringConvertible {
    /// The text that dpkg reads; an epoch of zero is left out.
    package var description: String {
        (epoch == 0 ? "" : "\(epoch):") + upstream + (revision.map { "-" + $0 } ?? "")
    }
}

extension DebianVersion: Comparable, Hashable {
    package static func == (left: DebianVersion, right: DebianVersion) -> Bool { order(left, right) == 0 }

    package static func < (left: DebianVersion, right: DebianVersion) -> Bool { order(left, right) < 0 }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(epoch)
        for part in [upstream, revision ?? ""] {
            hasher.combine(Self.canonical(part))
        }
    }

    private static func order(_ left: DebianVersion, _ right: DebianVersion) -> Int {
        if left.epoch != right.epoch { return left.epoch < right.epoch ? -1 : 1 }
        let upstream = order(Array(left.upstream.utf8), Array(right.upstream.utf8))
        return upstream != 0 ? upstream : order(Array((left.revision ?? "").utf8), Array((right.revision ?? "").utf8))
    }

    /// Policy 5.6.12: by turns, a stretch without digits by modified ASCII order, then a number.
    private static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            while (i < left.count && !left[i].isASCIIDigit) || (j < right.count && !right[j].isASCIIDigit) {
                let (a, b) = (weight(left, i), weight(right, j))
                if a != b { return a - b }
                i += 1
                j += 1
            }
            let (a, b) = (number(left, &i), number(right, &j))
            if a.count != b.count { return a.count - b.count }
            if let (x, y) = zip(a, b).first(where: { $0 != $1 }) { return Int(x) - Int(y) }
        }
        return 0
    }

    /// A tilde below the end of the part, which is below letters, which are below all else.
    private static func weight(_ bytes: [UInt8], _ index: Int) -> Int {
        guard index < bytes.count, !bytes[index].isASCIIDigit else { return 0 }
        let byte = bytes[index]
        if byte == UInt8(ascii: "~") { return -1 }
        return byte.isASCIILetter ? Int(byte) : Int(byte) + 256
    }

    /// The digits at `index` without leading zeros; moves behind them.
    private static func number(_ bytes: [UInt8], _ index: inout Int) -> ArraySlice<UInt8> {
        while index < bytes.count, bytes[index] == UInt8(ascii: "0") { index += 1 }
        let start = index
        while index < bytes.count, bytes[index].isASCIIDigit { index += 1 }
        return bytes[start..<index]
    }

    /// The same bytes for all spellings that compare as equal: numbers lose their leading zeros,
    /// and a zero at the end is the same as nothing.
    private static func canonical(_ part: String) -> [UInt8] {
        let bytes = Array(part.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            while index < bytes.count, !bytes[index].isASCIIDigit {
                result.append(bytes[index])
                index += 1
            }
            result.append(0)
            result += number(bytes, &index)
        }
        return result.isEmpty ? [0] : result
    }
}

extension UInt8 {
    /// `0` to `9`.
    var isASCIIDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
    /// `A` to `Z` and `a` to `z`.
    var isASCIILetter: Bool {
        let lowered = self | 0x20
        return lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "z")
    }
    package var isASCIIAlphanumeric: Bool { isASCIIDigit || isASCIILetter }
}
