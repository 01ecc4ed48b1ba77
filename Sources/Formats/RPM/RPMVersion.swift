// SPDX-License-Identifier: Apache-2.0

/// An RPM version, `[epoch:]version[-release]`, ordered as rpm orders it.
///
/// A tilde sorts before the end of the version, a caret behind it and before anything else.
/// Separators only separate: `1.0` and `1_0` are equal. Without a release, a version sorts before
/// the same one with any. rpm-version(7).
package struct RPMVersion: Sendable {
    /// Nil where the text names none, which sorts as zero.
    package let epoch: UInt32?
    package let version: String
    package let release: String?

    /// Creates a version from `[epoch:]version[-release]`.
    package init(parsing text: String) throws(RPMVersionError) {
        var rest = Substring(text)
        var epoch: UInt32?
        if let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")) {
            let digits = rest[..<colon]
            guard digits.utf8.allSatisfy(\.isASCIIDigit), let number = UInt32(digits) else {
                throw .invalidEpoch(version: text)
            }
            epoch = number
            rest = rest[rest.utf8.index(after: colon)...]
        }
        var release: String?
        if let hyphen = rest.utf8.lastIndex(of: UInt8(ascii: "-")) {
            release = String(rest[rest.utf8.index(after: hyphen)...])
            rest = rest[..<hyphen]
        }
        try self.init(epoch: epoch, version: String(rest), release: release)
    }

    /// Creates a version of parts, which have letters, digits and `._+~^` alone.
    package init(epoch: UInt32? = nil, version: String, release: String?) throws(RPMVersionError) {
        self.epoch = epoch
        self.version = version
        self.release = release
        guard !version.isEmpty else { throw .emptyVersion(description) }
        guard release != "" else { throw .emptyRelease(description) }
        for part in [version, release ?? ""] {
            if let bad = part.utf8.first(where: { !$0.isASCIIAlphanumeric && !"._+~^".utf8.contains($0) }) {
                throw .invalidByte(version: description, byte: bad)
            }
        }
    }
}

/// What a text lacks to be an `RPMVersion`.
package enum RPMVersionError: Error, Sendable, Hashable {
    case emptyVersion(String)
    case emptyRelease(String)
    case invalidEpoch(version: String)
    case invalidByte(version: String, byte: UInt8)
}

extension RPMVersionError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .emptyVersion(let text): "the RPM version `\(text)` has no version part"
        case .emptyRelease(let text): "the RPM version `\(text)` has an empty release"
        case .invalidEpoch(let version): "the epoch of the RPM version `\(version)` is no number up to 4294967295"
        case .invalidByte(let version, let byte):
            "the RPM version `\(version)` has the byte 0x\(String(byte, radix: 16)), which versions may not have"
        }
    }
}

extension RPMVersion: CustomStringConvertible {
    package var description: String {
        (epoch.map { "\($0):" } ?? "") + version + (release.map { "-" + $0 } ?? "")
    }
}

extension RPMVersion: Comparable, Hashable {
    package static func == (left: RPMVersion, right: RPMVersion) -> Bool { left.key == right.key }

    package static func < (left: RPMVersion, right: RPMVersion) -> Bool {
        let (left, right) = (left.key, right.key)
        if left.epoch != right.epoch { return left.epoch < right.epoch }
        if left.version != right.version {
            return left.version.lexicographicallyPrecedes(right.version)
        }
        switch (left.release, right.release) {
        case (nil, let release): return release != nil
        case (_, nil): return false
        case (let left?, let right?): return left.lexicographicallyPrecedes(right)
        }
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(key) }

    private struct Key: Hashable {
        let epoch: UInt32
        let version: [Segment]
        let release: [Segment]?
    }

    private var key: Key {
        Key(epoch: epoch ?? 0, version: Segment.all(of: version), release: release.map(Segment.all))
    }

    /// A stretch of a version, in ascending order of the cases. A list ends with `.end`.
    private enum Segment: Hashable, Comparable {
        case tilde
        case end
        case caret
        case letters([UInt8])
        /// The digits without leading zeros.
        case number([UInt8])

        static func all(of text: String) -> [Segment] {
            let bytes = Array(text.utf8)
            var segments: [Segment] = []
            var index = 0
            while index < bytes.count {
                let start = index
                if bytes[index] == UInt8(ascii: "~") || bytes[index] == UInt8(ascii: "^") {
                    segments.append(bytes[index] == UInt8(ascii: "~") ? .tilde : .caret)
                    index += 1
                } else if bytes[index].isASCIIDigit {
                    while index < bytes.count, bytes[index].isASCIIDigit { index += 1 }
                    segments.append(.number(Array(bytes[start..<index].drop { $0 == UInt8(ascii: "0") })))
                } else if bytes[index].isASCIILetter {
                    while index < bytes.count, bytes[index].isASCIILetter { index += 1 }
                    segments.append(.letters(Array(bytes[start..<index])))
                } else {
                    index += 1
                }
            }
            return segments + [.end]
        }

        static func < (left: Segment, right: Segment) -> Bool {
            switch (left, right) {
            case (.letters(let left), .letters(let right)): left.lexicographicallyPrecedes(right)
            case (.number(let left), .number(let right)):
                left.count != right.count ? left.count < right.count : left.lexicographicallyPrecedes(right)
            default: left.rank < right.rank
            }
        }

        private var rank: Int {
            switch self {
            case .tilde: 0
            case .end: 1
            case .caret: 2
            case .letters: 3
            case .number: 4
            }
        }
    }
}
