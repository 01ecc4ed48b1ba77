// SPDX-License-Identifier: Apache-2.0

/// A text in a source file that names the program's version, such as that of `let swiftFormatVersion = "0.55.0"`.
package struct SourceConstant: Sendable, Hashable {
    /// The constant's name, or what stands in its place: `CommandConfiguration(version:)`.
    package let name: String
    /// The text between its quotes.
    package let value: String
    /// The place of that text in the source, in UTF-8 bytes.
    package let range: Range<Int>

    /// The source with the constant's text replaced.
    package func replacing(in source: String, with version: String) -> String {
        var bytes = Array(source.utf8)
        bytes.replaceSubrange(range, with: version.utf8)
        return String(decoding: bytes, as: UTF8.self)
    }
}
