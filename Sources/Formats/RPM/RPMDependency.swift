// SPDX-License-Identifier: Apache-2.0

/// A capability that a package needs, provides or refuses, such as `glibc >= 2.34`.
package struct RPMDependency: Sendable, Hashable {
    /// How a version must stand to the one that is named.
    package enum Comparison: String, Sendable, Hashable, CaseIterable {
        case less = "<"
        case lessOrEqual = "<="
        case equal = "="
        case greaterOrEqual = ">="
        case greater = ">"

        /// RPMSENSE_LESS, RPMSENSE_GREATER and RPMSENSE_EQUAL.
        var sense: Sense {
            switch self {
            case .less: .less
            case .lessOrEqual: [.less, .equal]
            case .equal: .equal
            case .greaterOrEqual: [.greater, .equal]
            case .greater: .greater
            }
        }
    }

    /// The flags that a header stores with a dependency; `rpmds.h`.
    package struct Sense: OptionSet, Sendable, Hashable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let less = Sense(rawValue: 1 << 1)
        package static let greater = Sense(rawValue: 1 << 2)
        package static let equal = Sense(rawValue: 1 << 3)
        package static let postTransaction = Sense(rawValue: 1 << 5)
        package static let preTransaction = Sense(rawValue: 1 << 7)
        /// Of the program that runs a script.
        package static let interpreter = Sense(rawValue: 1 << 8)
        package static let preInstall = Sense(rawValue: 1 << 9)
        package static let postInstall = Sense(rawValue: 1 << 10)
        package static let preUninstall = Sense(rawValue: 1 << 11)
        package static let postUninstall = Sense(rawValue: 1 << 12)
        /// Found in a file by its builder, not named by a person.
        package static let automatic = Sense(rawValue: 1 << 14)
        /// On a feature of rpm itself.
        package static let rpmlib = Sense(rawValue: 1 << 24)
        /// On the configuration files of the very same package.
        package static let config = Sense(rawValue: 1 << 28)
    }

    /// A package's name, a path, a library such as `libc.so.6()(64bit)`, or a rich dependency in parentheses.
    package let name: String
    package let comparison: Comparison?
    /// Nil exactly where `comparison` is.
    package let version: RPMVersion?
    /// When the dependency must hold; the comparison's flags are not in it.
    package var context: Sense

    package init(_ name: String, context: Sense = []) throws(RPMDependencyError) {
        try self.init(checking: name, comparison: nil, version: nil, context: context)
    }

    package init(
        _ name: String, _ comparison: Comparison, _ version: RPMVersion, context: Sense = []
    ) throws(RPMDependencyError) {
        try self.init(checking: name, comparison: comparison, version: version, context: context)
    }

    /// Creates a dependency from `name`, `name >= version` or a rich dependency `(a or b)`.
    package init(parsing text: String) throws(RPMDependencyError) {
        let bytes = text.utf8.trimmingControlSpace()
        if bytes.first == UInt8(ascii: "(") {
            try self.init(checking: String(decoding: bytes, as: UTF8.self), comparison: nil, version: nil, context: [])
            return
        }
        let words = bytes.split(whereSeparator: \.isControlSpace).map { String(decoding: $0, as: UTF8.self) }
        guard let name = words.first else { throw .malformed(text) }
        guard words.count > 1 else {
            try self.init(checking: name, comparison: nil, version: nil, context: [])
            return
        }
        guard words.count == 3, let comparison = Comparison(rawValue: words[1]) else { throw .malformed(text) }
        let version: RPMVersion
        do { version = try RPMVersion(parsing: words[2]) } catch { throw .invalidVersion(text, error) }
        try self.init(checking: name, comparison: comparison, version: version, context: [])
    }

    /// Whether the name is a boolean expression, which rpm reads since 4.12.
    package var isRich: Bool { name.utf8.first == UInt8(ascii: "(") }

    /// The flags that a header stores.
    package var sense: Sense { context.union(comparison?.sense ?? []) }

    private init(
        checking name: String, comparison: Comparison?, version: RPMVersion?, context: Sense
    ) throws(RPMDependencyError) {
        let isRich = name.utf8.first == UInt8(ascii: "(")
        guard !name.isEmpty, isRich ? Self.isBalanced(name) : Self.isCapability(name) else { throw .invalidName(name) }
        self.name = name
        self.comparison = comparison
        self.version = version
        self.context = context
    }

    private static func isCapability(_ name: String) -> Bool {
        guard let first = name.utf8.first else { return false }
        guard first.isASCIIAlphanumeric || first == UInt8(ascii: "_") || first == UInt8(ascii: "/") else {
            return false
        }
        return name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"<=>,".utf8.contains($0) }
    }

    private static func isBalanced(_ text: String) -> Bool {
        var depth = 0
        for (index, byte) in text.utf8.enumerated() {
            guard byte >= 0x20, byte != 0x7F else { return false }
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { return index == text.utf8.count - 1 && index > 1 }
        }
        return false
    }
}

/// What a text lacks to be an `RPMDependency`.
package enum RPMDependencyError: Error, Sendable, Hashable {
    case malformed(String)
    case invalidName(String)
    case invalidVersion(String, RPMVersionError)
}

extension RPMDependencyError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed(let text): "`\(text)` is no RPM dependency such as `glibc >= 2.34`"
        case .invalidName(let name): "`\(name)` is no capability that an RPM package can name"
        case .invalidVersion(let text, let error): "the RPM dependency `\(text)` has no valid version: \(error)"
        }
    }
}

extension RPMDependency: CustomStringConvertible {
    package var description: String {
        guard let comparison, let version else { return name }
        return "\(name) \(comparison.rawValue) \(version)"
    }
}
