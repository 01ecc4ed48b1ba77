// SPDX-License-Identifier: Apache-2.0

/// A version of Semantic Versioning 2.0.0.
///
/// Its precedence is that of clause 11, in which build metadata plays no part (`precedes`, `hasSamePrecedence`). `<`
/// refines it to a total order.
package struct SemanticVersion: Sendable, Hashable {
    package let major: UInt64
    package let minor: UInt64
    package let patch: UInt64
    /// The dot-separated identifiers after `-`.
    package let prerelease: [String]
    /// The dot-separated identifiers after `+`.
    package let build: [String]

    /// - Throws: What in the identifiers is against the specification.
    package init(
        _ major: UInt64, _ minor: UInt64, _ patch: UInt64, prerelease: [String] = [], build: [String] = []
    ) throws(SemanticVersionError) {
        let text = "\(major).\(minor).\(patch)" + Self.suffix("-", prerelease) + Self.suffix("+", build)
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = try prerelease.map { identifier throws(SemanticVersionError) in
            try Self.checked(identifier, isPrerelease: true, of: text)
        }
        self.build = try build.map { identifier throws(SemanticVersionError) in
            try Self.checked(identifier, isPrerelease: false, of: text)
        }
    }

    /// Parses `MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD]`, strictly: no `v`, no leading zeros, nothing left out.
    package init(parsing text: String) throws(SemanticVersionError) {
        var rest = Substring(text)
        var build: [String] = []
        var prerelease: [String] = []
        if let plus = rest.firstIndex(of: "+") {
            build = Self.identifiers(rest[rest.index(after: plus)...])
            rest = rest[..<plus]
        }
        if let hyphen = rest.firstIndex(of: "-") {
            prerelease = Self.identifiers(rest[rest.index(after: hyphen)...])
            rest = rest[..<hyphen]
        }
        let core = Self.identifiers(rest)
        guard core.count == 3 else { throw .notThreeNumbers(text) }
        let numbers = try core.map { part throws(SemanticVersionError) in try Self.number(part, of: text) }
        try self.init(numbers[0], numbers[1], numbers[2], prerelease: prerelease, build: build)
    }

    package var isPrerelease: Bool { !prerelease.isEmpty }

    /// The prerelease as written: `rc.1`, or empty.
    package var prereleaseText: String { prerelease.joined(separator: ".") }

    /// Whether the specification orders neither before the other.
    package func hasSamePrecedence(as other: SemanticVersion) -> Bool {
        !precedes(other) && !other.precedes(self)
    }

    private static func identifiers(_ text: Substring) -> [String] {
        text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    private static func suffix(_ mark: String, _ identifiers: [String]) -> String {
        identifiers.isEmpty ? "" : mark + identifiers.joined(separator: ".")
    }

    private static func number(_ part: String, of text: String) throws(SemanticVersionError) -> UInt64 {
        guard isNumeric(part) else { throw .notThreeNumbers(text) }
        guard part == "0" || !part.hasPrefix("0") else { throw .leadingZero(part, in: text) }
        guard let number = UInt64(part) else { throw .tooLarge(part, in: text) }
        return number
    }

    private static func checked(
        _ identifier: String, isPrerelease: Bool, of text: String
    ) throws(SemanticVersionError) -> String {
        guard !identifier.isEmpty else { throw .emptyIdentifier(text) }
        guard identifier.utf8.allSatisfy(isAllowed) else { throw .forbiddenCharacter(identifier, in: text) }
        if isPrerelease, isNumeric(identifier), identifier != "0", identifier.hasPrefix("0") {
            throw .leadingZero(identifier, in: text)
        }
        return identifier
    }

    static func isNumeric(_ identifier: String) -> Bool {
        !identifier.isEmpty && identifier.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension SemanticVersion: CustomStringConvertible {
    package var description: String {
        "\(major).\(minor).\(patch)" + Self.suffix("-", prerelease) + Self.suffix("+", build)
    }
}

extension SemanticVersion: Comparable {
    /// Clause 11; of two with the same precedence the one whose build metadata's text is smaller comes first, so that
    /// sorting gives one result.
    package static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
        if left.precedes(right) { return true }
        if right.precedes(left) { return false }
        return left.build.joined(separator: ".").utf8.lexicographicallyPrecedes(right.build.joined(separator: ".").utf8)
    }

    /// Clause 11 alone.
    package func precedes(_ other: SemanticVersion) -> Bool {
        if (major, minor, patch) != (other.major, other.minor, other.patch) {
            return (major, minor, patch) < (other.major, other.minor, other.patch)
        }
        if prerelease.isEmpty || other.prerelease.isEmpty { return !prerelease.isEmpty && other.prerelease.isEmpty }
        for (mine, its) in zip(prerelease, other.prerelease) where mine != its {
            return Self.identifier(mine, precedes: its)
        }
        return prerelease.count < other.prerelease.count
    }

    /// Numbers by value, before words; words by ASCII.
    private static func identifier(_ left: String, precedes right: String) -> Bool {
        switch (isNumeric(left), isNumeric(right)) {
        case (true, true):
            // Without leading zeros the longer number is the larger one, however long.
            left.utf8.count != right.utf8.count
                ? left.utf8.count < right.utf8.count : left.utf8.lexicographicallyPrecedes(right.utf8)
        case (true, false): true
        case (false, true): false
        case (false, false): left.utf8.lexicographicallyPrecedes(right.utf8)
        }
    }
}

extension SemanticVersion: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(SemanticVersionError) {
            try self.init(parsing: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
