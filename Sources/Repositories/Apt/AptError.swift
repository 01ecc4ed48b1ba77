// SPDX-License-Identifier: Apache-2.0

/// Why a `.deb` is refused, or an index's stanza makes no sense; besides what its readers say.
package enum AptError: Error, Sendable, Hashable {
    /// The field's value cannot be a name in an index or a path.
    case unfitValue(field: String, value: String)
    case invalidVersion(String, reason: String)
    /// The control file is larger than an index's stanza may be.
    case controlTooLarge(limit: Int)
    /// The data member expands to an absurd multiple of the file.
    case expandsTooMuch(bytes: UInt64)
    case missingField(String)
    /// It has more files than an index may list of one package.
    case listsTooMuch(limit: Int)
    case invalidPhase(Int)
}

extension AptError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unfitValue(let field, let value): "`\(value)` cannot be the value of `\(field)`"
        case .invalidVersion(let version, let reason): "`\(version)` is no version: \(reason)"
        case .controlTooLarge(let limit): "its control file has more than \(limit) bytes"
        case .expandsTooMuch(let bytes): "its contents expand to more than \(bytes) bytes, many times its size"
        case .missingField(let name): "a stanza lacks the field `\(name)`"
        case .listsTooMuch(let limit): "the names of its files take more than \(limit) bytes"
        case .invalidPhase(let percentage): "a phase is a percentage from 0 to 100, not \(percentage)"
        }
    }
}
