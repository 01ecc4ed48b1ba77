// SPDX-License-Identifier: Apache-2.0
package import Project

/// A formula's text, as far as a tap needs to understand it.
package struct TapFormula: Sendable, Hashable {
    package let text: String

    package init(_ bytes: [UInt8]) {
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// What follows `version`; nil where the formula does not say it.
    package var version: SemanticVersion? {
        lines.lazy.compactMap { Self.quoted("version", in: $0) }.first.flatMap { try? SemanticVersion(parsing: $0) }
    }

    /// The digests of the archives that it installs.
    package var digests: Set<String> {
        Set(lines.compactMap { Self.quoted("sha256", in: $0) })
    }

    /// Where its archives are, with their digests.
    package var sources: [(url: String, sha256: String)] {
        var found: [(url: String, sha256: String)] = []
        var url: String?
        for line in lines {
            if let text = Self.quoted("url", in: line) { url = text }
            if let sha256 = Self.quoted("sha256", in: line), let address = url {
                found.append((address, sha256))
                url = nil
            }
        }
        return found
    }

    /// The formula under another name, such as `hello@1.2`, to be installed beside the plain one or instead of it.
    ///
    /// - Parameter lines: What it says further after its heading.
    package func renamed(to name: String, adding lines: [String]) throws(HomebrewFormulaError) -> [UInt8] {
        let className = try HomebrewFormula.className(of: name)
        var result: [String] = []
        var isAdded = false
        for line in self.lines {
            if line.hasPrefix("class "), line.contains(" < Formula") {
                result.append("class \(className) < Formula")
            } else if line.isEmpty, !isAdded {
                // The heading ends with the first empty line.
                result += [""] + lines.map { "  " + $0 } + [""]
                isAdded = true
            } else {
                result.append(String(line))
            }
        }
        return Array(result.joined(separator: "\n").utf8)
    }

    private var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The string after a word: `1.2.3` of `  version "1.2.3"`.
    private static func quoted(_ word: String, in line: Substring) -> String? {
        let trimmed = line.drop { $0 == " " }
        guard trimmed.hasPrefix(word + " \""), trimmed.count > word.count + 2 else { return nil }
        return String(trimmed.dropFirst(word.count + 2).prefix { $0 != "\"" })
    }
}
