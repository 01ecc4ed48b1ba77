// SPDX-License-Identifier: Apache-2.0

/// Why a `.deb` could not be read, besides `ArchiveReadError` and `CompressionError` of its parts.
package enum DebReadError: Error, Sendable, Hashable {
    /// The first member is not `debian-binary`.
    case notAPackage
    /// The format is not 2.x.
    case unsupportedFormat(String)
    case missingMember(String)
    /// A member where another must be.
    case unexpectedMember(String)
    /// What is kept in memory is larger than `limit` bytes.
    case tooLarge(member: String, limit: Int)
    case tooManyFiles(limit: Int)
    case missingControl
    case invalidControl(ControlStanzaError)
    case missingField(String)
}

extension DebReadError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notAPackage: "not a Debian package"
        case .unsupportedFormat(let format): "Debian packages of the format `\(format)` cannot be read"
        case .missingMember(let name): "Debian package lacks the member `\(name)`"
        case .unexpectedMember(let name): "Debian package has the unexpected member `\(name)`"
        case .tooLarge(let member, let limit): "the member `\(member)` is larger than \(limit) bytes"
        case .tooManyFiles(let limit): "Debian package has more than \(limit) files"
        case .missingControl: "Debian package has no control file"
        case .invalidControl(let error): "Debian package has a malformed control file: \(error)"
        case .missingField(let name): "the control file lacks the field `\(name)`"
        }
    }
}
