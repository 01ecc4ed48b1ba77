// SPDX-License-Identifier: Apache-2.0
import Formats

/// Why an `.rpm` is refused, or an index's entry makes no sense; besides what `RPMReadError` says.
package enum YumError: Error, Sendable, Hashable {
    /// The header's value cannot be a name in an index or a path.
    case unfitValue(field: String, value: String)
    /// The header is larger than what all who read the index should have to read.
    case headerTooLarge(bytes: Int, limit: Int)
    /// The file lies where no address relative to the index leads.
    case unreachable(key: String)
    /// An entry of `primary` lacks an element or attribute, or has one that cannot be.
    case malformedEntry(String)
}

extension YumError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unfitValue(let field, let value): "`\(value)` cannot be the package's \(field)"
        case .headerTooLarge(let bytes, let limit): "its header has \(bytes) bytes, the limit is \(limit)"
        case .unreachable(let key): "`\(key)` is not below `yum/<track>/<architecture>/`"
        case .malformedEntry(let what): "an entry of `primary` has no valid \(what)"
        }
    }
}
