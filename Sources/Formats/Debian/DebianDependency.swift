// SPDX-License-Identifier: Apache-2.0

/// One entry of a relationship field: one or more alternatives, such as `libc6 (>= 2.34) | musl`.
///
/// Debian Policy 7.1, as it holds for binary packages: no architecture lists or build profiles.
package struct DebianDependency: Sendable, Hashable {
    /// How an installed version must stand to the one that is named.
    package enum Comparison: String, Sendable, Hashable {
        case earlier = "<<"
        case earlierOrEqual = "<="
        case equal = "="
        case laterOrEqual = ">="
        case later = ">>"
    }

    /// One package that satisfies the entry.
    package struct Alternative: Sendable, Hashable {
        package let name: String
        /// What follows the name behind a colon: `any`, or an architecture.
        package let qualifier: String?
        package let comparison: Comparison?
        /// Nil exactly where `comparison` is.
        package let version: DebianVersion?

        package init(name: String) throws(DebianDependencyError) {
            try self.init(name: name, qualifier: nil, comparison: nil, version: nil)
        }

        package init(name: String, _ comparison: Comparison, _ version: DebianVersion) throws(DebianDependencyError) {
            try self.init(name: name, qualifier: nil, comparison: comparison, version: version)
        }

        fileprivate init(
            name: String, qualifier: String?, comparison: Comparison?, version: DebianVersion?
        ) throws(DebianDependencyError) {
            guard Deb.isPackageName(name) else { throw .invalidName(name) }
            self.name = name
            self.qualifier = qualifier
            self.comparison = comparison
            self.version = version
        }
    }

    /// At least one.
    package let alternatives: [Alternative]

    package init(_ first: Alternative, or others: [Alternative] = []) {
        alternatives = [first] + others
    }

    /// Creates a dependency from one entry, without commas: `a (>= 1) | b:any`.
    package init(parsing text: String) throws(DebianDependencyError) {
        var alternatives: [Alternative] = []
        for part in text.utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false) {
            alternatives.append(try Self.alternative(part, of: text))
        }
        self.alternatives = alternatives
    }

    /// The entries of a whole field, separated by commas; an empty text has none.
    package static func list(parsing text: String) throws(DebianDependencyError) -> [DebianDependency] {
        var list: [DebianDependency] = []
        for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            // dpkg passes over empty entries, which generated fields have.
            guard !part.allSatisfy(\.isControlSpace) else { continue }
            list.append(try DebianDependency(parsing: String(decoding: part, as: UTF8.self)))
        }
        return list
    }

    private static func alternative(_ part: Substring.UTF8View, of text: String) throws(DebianDependencyError)
        -> Alternative
    {
        let bytes = part.trimmingControlSpace()
        let nameEnd = bytes.firstIndex { $0.isControlSpace || $0 == UInt8(ascii: "(") } ?? bytes.endIndex
        let qualified = bytes[..<nameEnd].split(
            separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = qualified.first, !name.isEmpty else { throw .malformed(text) }
        var qualifier: String?
        if qualified.count == 2 {
            let bytes = qualified[1]
            guard !bytes.isEmpty, bytes.allSatisfy({ $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }) else {
                throw .malformed(text)
            }
            qualifier = String(decoding: bytes, as: UTF8.self)
        }
        let rest = bytes[nameEnd...].trimmingControlSpace()
        var comparison: Comparison?
        var version: DebianVersion?
        if !rest.isEmpty {
            guard rest.count >= 2, rest.first == UInt8(ascii: "("), rest.last == UInt8(ascii: ")") else {
                throw .malformed(text)
            }
            let inner = rest.dropFirst().dropLast().trimmingControlSpace()
            let operatorEnd = inner.firstIndex { !"<=>".utf8.contains($0) } ?? inner.endIndex
            guard let known = Comparison(rawValue: String(decoding: inner[..<operatorEnd], as: UTF8.self)) else {
                throw .malformed(text)
            }
            comparison = known
            let spelled = String(decoding: inner[operatorEnd...].trimmingControlSpace(), as: UTF8.self)
            do { version = try DebianVersion(parsing: spelled) } catch { throw .invalidVersion(text, error) }
        }
        return try Alternative(
            name: String(decoding: name, as: UTF8.self), qualifier: qualifier, comparison: comparison, version: version)
    }
}

/// What a text lacks to be a `DebianDependency`.
package enum DebianDependencyError: Error, Sendable, Hashable {
    case malformed(String)
    case invalidName(String)
    case invalidVersion(String, DebianVersionError)
}

extension DebianDependencyError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed(let text): "`\(text)` is no Debian dependency such as `libc6 (>= 2.34)`"
        case .invalidName(let name): "`\(name)` is no Debian package name"
        case .invalidVersion(let text, let error): "the Debian dependency `\(text)` has no valid version: \(error)"
        }
    }
}

extension DebianDependency: CustomStringConvertible {
    package var description: String { alternatives.map(\.description).joined(separator: " | ") }
}

extension DebianDependency.Alternative: CustomStringConvertible {
    package var description: String {
        let qualified = name + (qualifier.map { ":" + $0 } ?? "")
        guard let comparison, let version else { return qualified }
        return "\(qualified) (\(comparison.rawValue) \(version))"
    }
}

extension UInt8 {
    /// White space as control files have it: space, tab and the ends of lines.
    var isControlSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}

extension BidirectionalCollection<UInt8> {
    /// The bytes without white space at either end.
    func trimmingControlSpace() -> SubSequence {
        guard let first = firstIndex(where: { !$0.isControlSpace }),
            let last = lastIndex(where: { !$0.isControlSpace })
        else { return self[endIndex...] }
        return self[first...last]
    }
}
