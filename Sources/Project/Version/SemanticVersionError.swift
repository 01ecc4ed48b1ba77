// SPDX-License-Identifier: Apache-2.0

/// What in a text is against Semantic Versioning 2.0.0.
package enum SemanticVersionError: Error, Sendable, Hashable {
    case notThreeNumbers(String)
    case leadingZero(String, in: String)
    /// A number over 2^64 - 1.
    case tooLarge(String, in: String)
    case emptyIdentifier(String)
    case forbiddenCharacter(String, in: String)
    /// A tag that does not start with the project's prefix.
    case otherPrefix(tag: String, prefix: String)
}

extension SemanticVersionError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notThreeNumbers(let text):
            "`\(text)` is no semantic version: it does not start with three numbers, as in 1.2.3"
        case .leadingZero(let part, let text): "`\(text)` is no semantic version: `\(part)` has a leading zero"
        case .tooLarge(let part, let text): "`\(text)` is no version that can be used: `\(part)` is too large"
        case .emptyIdentifier(let text):
            "`\(text)` is no semantic version: something is missing beside a dot, `-` or `+`"
        case .forbiddenCharacter(let part, let text):
            "`\(text)` is no semantic version: `\(part)` has other characters than letters, digits and `-`"
        case .otherPrefix(let tag, let prefix): "the tag `\(tag)` does not start with `\(prefix)`"
        }
    }
}
