// SPDX-License-Identifier: Apache-2.0

/// Why an `.rpm` could not be read. Offsets count from the start of the file.
package enum RPMReadError: Error, Sendable, Hashable {
    /// The file does not begin as a package does.
    case notAPackage
    case unsupportedVersion(UInt8)
    case truncated(offset: UInt64)
    case malformed(field: String, offset: UInt64)
    /// A number that is above the limit that rpm itself has.
    case tooLarge(field: String, count: UInt64, limit: UInt64, offset: UInt64)
    case missingTag(RPMTag)
    /// A tag with a value of another type or count than it should have.
    case unexpectedValue(RPMTag)
    case unsupportedCompression(String)
    case mismatch(RPMCheck)
}

/// A promise of a package's headers that `RPMReader` checks.
package enum RPMCheck: String, Sendable, Hashable, CaseIterable {
    case headerSHA1 = "SHA-1 of the header"
    case headerSHA256 = "SHA-256 of the header"
    case packageMD5 = "MD5 of header and payload"
    case packageSize = "size of header and payload"
    case payloadSHA256 = "SHA-256 of the payload"
}

extension RPMReadError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notAPackage: "not an RPM package"
        case .unsupportedVersion(let version): "RPM packages of version \(version) cannot be read"
        case .truncated(let offset): "RPM package ends too early, at offset \(offset)"
        case .malformed(let field, let offset): "RPM package has a malformed \(field) at offset \(offset)"
        case .tooLarge(let field, let count, let limit, let offset):
            "RPM package has a \(field) of \(count) at offset \(offset), the limit is \(limit)"
        case .missingTag(let tag): "RPM header lacks the tag \(tag.rawValue)"
        case .unexpectedValue(let tag): "RPM header has an unexpected value for the tag \(tag.rawValue)"
        case .unsupportedCompression(let name): "RPM payload has the unknown compression `\(name)`"
        case .mismatch(let check): "RPM package is damaged: the \(check.rawValue) is not what it should be"
        }
    }
}
