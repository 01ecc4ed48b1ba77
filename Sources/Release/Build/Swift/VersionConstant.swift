// SPDX-License-Identifier: Apache-2.0

/// A string constant in Swift source that names the program's version, such as `let swiftFormatVersion = "0.55.0"`.
package struct VersionConstant: Sendable, Hashable {
    /// The constant's name.
    package let name: String
    /// The text between its quotes.
    package let value: String
    /// The place of that text in the source, in UTF-8 bytes.
    package let range: Range<Int>

    /// Finds the constants called `name` that are bound to a plain string literal.
    ///
    /// Comments are passed over, and so are literals with an interpolation or an escape.
    package static func find(_ name: String, in source: String) -> [VersionConstant] {
        all(in: source).filter { $0.name == name }
    }

    /// Finds every `let` or `var` that is bound to a plain string literal.
    package static func all(in source: String) -> [VersionConstant] {
        var scanner = SwiftBindingScanner(Array(source.utf8))
        return scanner.bindings()
    }

    /// The source with the constant's text replaced.
    package func replacing(in source: String, with version: String) -> String {
        var bytes = Array(source.utf8)
        bytes.replaceSubrange(range, with: version.utf8)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a constant of this name and value is, by every convention, the version of `program`.
    ///
    /// Only such a constant is stamped unasked: `let protocolVersion = "1.0"` is none.
    package func isVersion(of program: String, module: String) -> Bool {
        let plain = name.lowercased().filter(\.isLetter)
        let conventional = [
            "version", "appversion", "currentversion", "toolversion", "cliversion", "packageversion", "releaseversion",
        ]
        let own = [program, module].map { $0.lowercased().filter(\.isLetter) + "version" }
        return (conventional + own).contains(plain) && Self.isPlaceholderOrVersion(value)
    }

    private static func isPlaceholderOrVersion(_ value: String) -> Bool {
        if ["dev", "main", "unknown", "unreleased", "development", "snapshot", ""].contains(value.lowercased()) {
            return true
        }
        let bare = value.hasPrefix("v") ? value.dropFirst() : Substring(value)
        let numbers = bare.prefix { $0 != "-" && $0 != "+" }.split(separator: ".", omittingEmptySubsequences: false)
        return (2...3).contains(numbers.count)
            && numbers.allSatisfy { number in !number.isEmpty && number.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }
}
