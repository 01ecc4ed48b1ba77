// SPDX-License-Identifier: Apache-2.0
package import SystemPackage

/// What a request sends.
package enum WebBody: Sendable, Hashable {
    case none
    case bytes([UInt8])
    /// A part of a regular file, read while it is sent.
    case file(FilePath, Range<UInt64>)

    package static func text(_ text: String) -> WebBody {
        .bytes(Array(text.utf8))
    }

    package var size: UInt64 {
        switch self {
        case .none: 0
        case .bytes(let bytes): UInt64(bytes.count)
        case .file(_, let range): range.upperBound - range.lowerBound
        }
    }
}
